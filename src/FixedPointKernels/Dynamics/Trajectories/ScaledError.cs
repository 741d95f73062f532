using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>errorᵢ / scaleᵢ and h k₀ᵢ / scaleᵢ of a step in one pass, scaleᵢ = atol + rtol max(|sᵢ| before, |sᵢ| after).</summary>
/// <remarks>The same bits at every width. On entry <see cref="Errors"/> has the error and <see cref="Moves"/> the slopes k₀.</remarks>
internal readonly ref struct ScaledError<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required ReadOnlySpan<T> Before { get; init; }

    internal required ReadOnlySpan<T> After { get; init; }

    internal required Span<T> Errors { get; init; }

    internal required Span<T> Moves { get; init; }

    internal required T Length { get; init; }

    internal required T Absolute { get; init; }

    internal required T Relative { get; init; }

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint i = Part<S, V>(0);
        Part<Lane1<T>, T>(i);
    }

    /// <summary>√(Σ vᵢ² / n) in double, four sums side by side and always in this order: the same bits at every width.</summary>
    internal static double RootMeanSquare(ReadOnlySpan<T> values)
    {
        double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        int i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            double v0 = double.CreateTruncating(values[i]), v1 = double.CreateTruncating(values[i + 1]);
            double v2 = double.CreateTruncating(values[i + 2]), v3 = double.CreateTruncating(values[i + 3]);
            sum0 += v0 * v0;
            sum1 += v1 * v1;
            sum2 += v2 * v2;
            sum3 += v3 * v3;
        }

        for (; i < values.Length; i++)
        {
            double v = double.CreateTruncating(values[i]);
            sum0 += v * v;
        }

        return Math.Sqrt((sum0 + sum1 + (sum2 + sum3)) / values.Length);
    }

    private nuint Part<S, V>(nuint i)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref readonly T before = ref MemoryMarshal.GetReference(Before);
        ref readonly T after = ref MemoryMarshal.GetReference(After);
        ref T errors = ref MemoryMarshal.GetReference(Errors);
        ref T moves = ref MemoryMarshal.GetReference(Moves);
        nuint n = (nuint)Errors.Length;
        V one = S.Broadcast(T.One), length = S.Broadcast(Length), absolute = S.Broadcast(Absolute), relative = S.Broadcast(Relative);
        for (; i + (nuint)S.Count <= n; i += (nuint)S.Count)
        {
            V larger = S.Max(S.Abs(S.Load(in before, i)), S.Abs(S.Load(in after, i)));
            V weight = S.Divide(one, S.MultiplyAdd(relative, larger, absolute));
            S.Store(S.Multiply(S.Load(in errors, i), weight), ref errors, i);
            S.Store(S.Multiply(S.Multiply(length, S.Load(in moves, i)), weight), ref moves, i);
        }

        return i;
    }
}

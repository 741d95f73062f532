using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Σᵢ xᵢ·yᵢ as if computed with twice the digits, unevaluated as Sum + Correction, and Σᵢ |xᵢ·yᵢ|.</summary>
/// <param name="Sum">The sum as the element type has it.</param>
/// <param name="Correction">What its roundings lost.</param>
/// <param name="Magnitude">Σᵢ |xᵢ·yᵢ|, itself rounded.</param>
/// <param name="Lost">The sum of the magnitudes of all rounding errors: 0 where the sum is exact.</param>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Every product and every sum is taken with its rounding error, which is a number of the same type (an error-free transformation), and the
/// errors are summed beside. About seven times the operations of <see cref="Dot"/>. Source: T. Ogita, S. M. Rump, S. Oishi, "Accurate sum
/// and dot product", 2005, algorithm 5.3, by lanes.
/// </remarks>
internal readonly record struct CompensatedDot<T>(T Sum, T Correction, T Magnitude, T Lost)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The sum over n elements of x and y.</summary>
    internal static CompensatedDot<T> Of(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
    {
        Throw.IfNotLength(y.Length, x.Length, nameof(y));
        CompensatedDotKernel<T> kernel = new() { X = x, Y = y };
        Dispatch.Run<CompensatedDotKernel<T>, T>(ref kernel);
        return kernel.Result;
    }

    /// <summary>An upper bound of |Sum + Correction − Σ xᵢ·yᵢ| for n products that do not underflow: only the sum of the errors is rounded,
    /// n + 2 times, each time by at most ½ε of what it holds.</summary>
    internal T Error(int n) => T.CreateTruncating(n + 2) * Precision<T>.Epsilon * Lost;

    /// <summary>The same with one more term: + value.</summary>
    internal CompensatedDot<T> Plus(T value)
    {
        T sum = Sum + value, part = sum - Sum;
        T error = (Sum - (sum - part)) + (value - part);
        T correction = Correction + error;

        // Normed, so that Sum is the rounded result and Correction less than its last digit.
        T high = sum + correction;
        return new(high, correction - (high - sum), Magnitude + T.Abs(value), Lost + T.Abs(error));
    }
}

/// <summary>One chain of sums, one of errors and one of magnitudes per lane.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal ref struct CompensatedDotKernel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required ReadOnlySpan<T> X;
    internal required ReadOnlySpan<T> Y;
    internal CompensatedDot<T> Result;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T x = ref MemoryMarshal.GetReference(X);
        ref T y = ref MemoryMarshal.GetReference(Y);
        nuint length = (nuint)X.Length, count = (nuint)S.Count, at = 0;
        V zero = S.Broadcast(T.Zero), sums = zero, errors = zero, magnitudes = zero, losses = zero;
        for (; at + count <= length; at += count)
            Add<S, V>(S.Load(ref x, at), S.Load(ref y, at), ref sums, ref errors, ref magnitudes, ref losses);
        T sum = T.Zero, error = T.Zero, magnitude = T.Zero, loss = T.Zero;
        for (; at < length; at++)
            Add<Lane1<T>, T>(Unsafe.Add(ref x, at), Unsafe.Add(ref y, at), ref sum, ref error, ref magnitude, ref loss);

        // Lane by lane, each sum with its error; the magnitudes are in already.
        Lanes lanes = default;
        Span<ulong> words = lanes;
        Span<T> values = MemoryMarshal.Cast<ulong, T>(words)[..(int)count];
        S.Store(sums, ref values[0], 0);
        T seen = T.Zero;
        foreach (T value in values) Add<Lane1<T>, T>(value, T.One, ref sum, ref error, ref seen, ref loss);
        Result = new(sum, error + S.Sum(errors), magnitude + S.Sum(magnitudes), loss + S.Sum(losses));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<S, V>(V x, V y, ref V sums, ref V errors, ref V magnitudes, ref V losses)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V product = S.Multiply(x, y);
        V lost = S.MultiplyAdd(x, y, S.Subtract(S.Broadcast(T.Zero), product));
        V sum = S.Add(sums, product);
        V part = S.Subtract(sum, sums);
        V error = S.Add(S.Subtract(sums, S.Subtract(sum, part)), S.Subtract(product, part));
        errors = S.Add(errors, S.Add(error, lost));
        magnitudes = S.Add(magnitudes, S.Abs(product));
        losses = S.Add(losses, S.Add(S.Abs(error), S.Abs(lost)));
        sums = sum;
    }

    // The widest register: 64 bytes.
    [InlineArray(8)]
    private struct Lanes
    {
        private ulong first;
    }
}

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Analysis;

/// <summary>I − τ v vᵀ with v = (1, v₁, v₂), the reflection that takes (x, y, z) to (first, 0, 0): three
/// rows or columns of a bulge chase.</summary>
internal readonly record struct BulgeReflection(double Tau, double V1, double V2)
{
    // A sum of three squares above this has no term of weight that lost digits below the normal numbers.
    private const double SmallSum = 1e-280;

    /// <summary>The reflection of (x, y, z), all of them below 1e140; τ = 0, the identity, where y and z are zero.</summary>
    internal static BulgeReflection Of(double x, double y, double z, out double first)
    {
        first = x;
        if (y == 0 && z == 0) return default;
        double sum = (x * x) + (y * y) + (z * z);
        if (sum < SmallSum)
        {
            // So small that squares lose digits: divided by the largest, 1/4 of which the power of two is at least.
            double scale = Math.ScaleB(1, Math.ILogB(Math.Max(Math.Abs(x), Math.Max(Math.Abs(y), Math.Abs(z)))));
            BulgeReflection scaled = Of(x / scale, y / scale, z / scale, out first);
            first *= scale;
            return scaled;
        }

        double norm = -Math.CopySign(Math.Sqrt(sum), x);
        first = norm;
        return new((norm - x) / norm, y / (x - norm), z / (x - norm));
    }

    /// <summary>Rows k … k + 2 of H from column k to <paramref name="end"/> (excluded), reflected from the left; k + 1 is the last row
    /// where <paramref name="three"/> is false.</summary>
    internal void Rows(Span<double> h, int n, int k, int end, bool three)
    {
        if (three)
        {
            ReflectRowsKernel kernel = new() { Of = this, H = h[((k * n) + k)..], Lda = n, Columns = end - k };
            Dispatch.Run<ReflectRowsKernel, double>(ref kernel);
            return;
        }

        Span<double> upper = h.Slice(k * n, end), lower = h.Slice((k + 1) * n, end);
        for (int j = k; j < end; j++)
        {
            double sum = Tau * (upper[j] + (V1 * lower[j]));
            upper[j] -= sum;
            lower[j] -= sum * V1;
        }
    }

    /// <summary>Three neighbours of one row, reflected from the right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Three(Span<double> at)
    {
        double sum = Math.FusedMultiplyAdd(V2, at[2], Math.FusedMultiplyAdd(V1, at[1], at[0]));
        at[0] = Math.FusedMultiplyAdd(-Tau, sum, at[0]);
        at[1] = Math.FusedMultiplyAdd(-Tau * V1, sum, at[1]);
        at[2] = Math.FusedMultiplyAdd(-Tau * V2, sum, at[2]);
    }

    /// <summary>Two neighbours of one row, where v₂ = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Two(Span<double> at)
    {
        double sum = Math.FusedMultiplyAdd(V1, at[1], at[0]);
        at[0] = Math.FusedMultiplyAdd(-Tau, sum, at[0]);
        at[1] = Math.FusedMultiplyAdd(-Tau * V1, sum, at[1]);
    }
}

/// <summary>Three rows x, y, z of H reflected together, elementwise: the same bits at every width.</summary>
internal ref struct ReflectRowsKernel : IKernel<double>
{
    internal required BulgeReflection Of;
    internal required Span<double> H;
    internal required int Lda;
    internal required int Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<S, V>()
        where S : struct, ILanes<V, double>
        where V : unmanaged
    {
        nuint length = (nuint)Columns, count = (nuint)S.Count, at = 0;
        ref double x = ref MemoryMarshal.GetReference(H);
        ref double y = ref Unsafe.Add(ref x, Lda);
        ref double z = ref Unsafe.Add(ref y, Lda);
        double v1 = Of.V1, v2 = Of.V2, t0 = Of.Tau, t1 = t0 * v1, t2 = t0 * v2;
        V f1 = S.Broadcast(v1), f2 = S.Broadcast(v2), g0 = S.Broadcast(t0), g1 = S.Broadcast(t1), g2 = S.Broadcast(t2);
        for (; at + count <= length; at += count)
        {
            V a = S.Load(ref x, at), b = S.Load(ref y, at), c = S.Load(ref z, at);
            V sum = S.MultiplyAdd(f2, c, S.MultiplyAdd(f1, b, a));
            S.Store(S.NegateMultiplyAdd(g0, sum, a), ref x, at);
            S.Store(S.NegateMultiplyAdd(g1, sum, b), ref y, at);
            S.Store(S.NegateMultiplyAdd(g2, sum, c), ref z, at);
        }

        for (; at < length; at++)
        {
            double a = Unsafe.Add(ref x, at), b = Unsafe.Add(ref y, at), c = Unsafe.Add(ref z, at);
            double sum = Math.FusedMultiplyAdd(v2, c, Math.FusedMultiplyAdd(v1, b, a));
            Unsafe.Add(ref x, at) = Math.FusedMultiplyAdd(-t0, sum, a);
            Unsafe.Add(ref y, at) = Math.FusedMultiplyAdd(-t1, sum, b);
            Unsafe.Add(ref z, at) = Math.FusedMultiplyAdd(-t2, sum, c);
        }
    }
}

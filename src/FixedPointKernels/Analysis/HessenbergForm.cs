using System;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Analysis;

/// <summary>A ← Qᵀ A Q with Q orthogonal and zeros below the first subdiagonal: the same eigenvalues,
/// within n ε ‖A‖ of a similar matrix.</summary>
/// <remarks>
/// One Householder reflection P = I − τ v vᵀ per column, applied from both sides in one pass over the rows: with y = A v, u = Aᵀ v,
/// P A P = A − τ v (u − τ (uᵀv) v)ᵀ − τ y vᵀ. 10/3 n³ flops. Source: G. H. Golub, C. F. Van Loan,
/// Matrix Computations, 4th ed., section 7.4.2.
/// </remarks>
internal static class HessenbergForm
{
    /// <summary>Reduces in place.</summary>
    /// <param name="n">The order.</param>
    /// <param name="a">n×n row-major, entries of magnitude 2 or less.</param>
    internal static void Reduce(int n, Span<double> a)
    {
        double[] work = new double[3 * n];
        Span<double> left = work.AsSpan(0, n), y = work.AsSpan(n, n);
        for (int k = 0; k < n - 2; k++)
        {
            int m = n - 1 - k;
            Span<double> v = left[(k + 1)..], u = work.AsSpan(2 * n, m);
            left[k] = 0;
            for (int i = 0; i < m; i++) v[i] = a[((k + 1 + i) * n) + k];
            double tau = Reflection(v, out double first);
            if (tau == 0) continue;
            a[((k + 1) * n) + k] = first;
            for (int i = k + 2; i < n; i++) a[(i * n) + k] = 0;
            Span<double> right = a[(k + 1)..];
            Gemv.Multiply<double>(Transpose.No, n, m, tau, right, n, v, 0, y);
            Gemv.Multiply<double>(Transpose.Yes, m, m, tau, right[((k + 1) * n)..], n, v, 0, u);
            Axpy.Add<double>(-tau * Dot.Product<double>(u, v), v, u);

            // left = (0, v): rows down to k are turned from the right only.
            SubtractTwoOuterKernel step =
                new() { Rows = n, Columns = m, A = right, Lda = n, Left = y, Right = v, OtherLeft = left, OtherRight = u };
            Dispatch.Run<SubtractTwoOuterKernel, double>(ref step);
        }
    }

    // x ← v with v₀ = 1 such that (I − τ v vᵀ) x = (first, 0, …, 0); τ = 0 where x has that form. Divided by the largest
    // entry, so that squares of tiny ones count.
    private static double Reflection(Span<double> x, out double first)
    {
        first = x[0];
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(x));
        if (x[1..].IndexOfAnyExcept(0.0) < 0) return 0;
        TensorPrimitives.Divide(x, largest, x);
        double head = x[0];
        double norm = -Math.CopySign(Math.Sqrt(Dot.Product<double>(x, x)), head);
        TensorPrimitives.Divide(x, head - norm, x);
        x[0] = 1;
        first = norm * largest;
        return (norm - head) / norm;
    }
}

/// <summary>A ← A − x yᵀ − z wᵀ, a row after the other.</summary>
internal ref struct SubtractTwoOuterKernel : IKernel<double>
{
    internal required int Rows;
    internal required int Columns;
    internal required Span<double> A;
    internal required int Lda;
    internal required ReadOnlySpan<double> Left;
    internal required ReadOnlySpan<double> Right;
    internal required ReadOnlySpan<double> OtherLeft;
    internal required ReadOnlySpan<double> OtherRight;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<S, V>()
        where S : struct, ILanes<V, double>
        where V : unmanaged
    {
        ref double y = ref MemoryMarshal.GetReference(Right);
        ref double w = ref MemoryMarshal.GetReference(OtherRight);
        nuint length = (nuint)Columns, count = (nuint)S.Count;
        for (int i = 0; i < Rows; i++)
        {
            ref double row = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), i * (nint)Lda);
            double x = Left[i], z = OtherLeft[i];
            V xs = S.Broadcast(x), zs = S.Broadcast(z);
            nuint at = 0;
            for (; at + (2 * count) <= length; at += 2 * count)
            {
                V one = S.NegateMultiplyAdd(xs, S.Load(ref y, at), S.Load(ref row, at));
                V two = S.NegateMultiplyAdd(xs, S.Load(ref y, at + count), S.Load(ref row, at + count));
                S.Store(S.NegateMultiplyAdd(zs, S.Load(ref w, at), one), ref row, at);
                S.Store(S.NegateMultiplyAdd(zs, S.Load(ref w, at + count), two), ref row, at + count);
            }

            for (; at < length; at++)
            {
                double value = Math.FusedMultiplyAdd(-x, Unsafe.Add(ref y, at), Unsafe.Add(ref row, at));
                Unsafe.Add(ref row, at) = Math.FusedMultiplyAdd(-z, Unsafe.Add(ref w, at), value);
            }
        }
    }
}

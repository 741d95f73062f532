using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Analysis;

/// <summary>All eigenvalues of a real square matrix, for the analysis of a network, not for inner loops: it allocates (about 2 n²
/// doubles) and costs some 12 n³ flops.</summary>
/// <remarks>Computed in double for both element types, on one thread of the caller. Safe to call from several threads.</remarks>
public static class Eigenvalues
{
    /// <summary>The n numbers λ with A v = λ v, in no particular order; those of a pair of conjugates stand side by side.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="matrix">A, n×n row-major; not changed.</param>
    /// <returns>n eigenvalues; one beyond the range of double is infinite. They are those of A + E with ‖E‖ ≤ c n ε ‖A‖_F (block by
    /// strongly connected block, each balanced; c up to 2.5 in 10,000 matrices): an eigenvalue of a defective matrix, m times in one block,
    /// is only good to the m-th root of that.</returns>
    /// <remarks>No finite matrix fails: see <c>FrancisIteration</c> for why it ends. Steps: strongly connected components (so
    /// triangular matrices are exact), balancing by powers of two, Householder reduction to Hessenberg form, double-shift QR.</remarks>
    /// <exception cref="ArgumentException">The shape does not fit, or an entry is not finite.</exception>
    public static Complex[] Of<T>(int n, ReadOnlySpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        Throw.IfNotShape(matrix.Length, n, n, nameof(matrix));
        double[] entries = new double[matrix.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = double.CreateChecked(matrix[i]);
            if (!double.IsFinite(entries[i]))
                throw new ArgumentException(
                    $"Entry ({i / n}, {i % n}) of the {n}×{n} matrix is {entries[i]}; only finite matrices have eigenvalues.",
                    nameof(matrix));
        }

        return OfFinite(n, entries, out _);
    }

    /// <summary>Eigenvalues of finite entries, which are overwritten, and how much the iteration had to drop beyond its rounding:
    /// <see cref="FrancisIteration.Dropped"/>.</summary>
    internal static Complex[] OfFinite(int n, Span<double> entries, out double dropped)
    {
        dropped = 0;
        Complex[] values = new Complex[n];
        int[] sizes = new int[n];
        int[] order = StrongComponents.Of(n, entries, sizes, out int count);
        double[] block = count > 1 ? new double[(n - count + 1) * (n - count + 1)] : [];
        for (int c = 0, at = 0; c < count; at += sizes[c++])
        {
            ReadOnlySpan<int> members = order.AsSpan(at, sizes[c]);
            Span<Complex> found = values.AsSpan(at, sizes[c]);
            if (count == 1) dropped = OfConnected(n, entries, found);
            else if (members.Length == 1) found[0] = entries[members[0] * (n + 1)];
            else dropped = Math.Max(dropped, OfConnected(members.Length, Gather(n, entries, members, block), found));
        }

        return values;
    }

    private static Span<double> Gather(int n, ReadOnlySpan<double> a, ReadOnlySpan<int> members, double[] block)
    {
        int m = members.Length;
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++) block[(i * m) + j] = a[(members[i] * n) + members[j]];
        }

        return block.AsSpan(0, m * m);
    }

    private static double OfConnected(int n, Span<double> a, Span<Complex> values)
    {
        int exponent = Balancing.Apply(n, a);
        HessenbergForm.Reduce(n, a);
        FrancisIteration iteration = new(n, a);
        iteration.Run(values);
        foreach (ref Complex value in values)
            value = new Complex(Math.ScaleB(value.Real, exponent), Math.ScaleB(value.Imaginary, exponent));
        return iteration.Dropped;
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Spectrum = MathNet.Numerics.LinearAlgebra.Vector<System.Numerics.Complex>;

namespace FixedPointKernels.Analysis;

/// <summary>All eigenvalues of a real square matrix, for looking at a network, not for a hot path: it allocates (about 3 n² doubles) and costs some 25 n³ flops.</summary>
/// <remarks>Computed in double for both element types, on one thread of the caller. Safe to call from several threads.</remarks>
public static class Eigenvalues
{
    /// <summary>The n numbers λ with A v = λ v, in no particular order; those of a pair of conjugates stand side by side.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="matrix">A, n×n row-major; not changed.</param>
    /// <returns>n eigenvalues. They are those of A + E with ‖E‖ a modest multiple of the rounding of ‖A‖ (after balancing): an eigenvalue of a
    /// defective matrix, m times in one block, is only good to the m-th root of that.</returns>
    /// <remarks>Source: Hessenberg form and shifted QR of MathNet.Numerics, after a balancing that also keeps it from stopping on
    /// zero matrices and on norms beyond 1e±150.</remarks>
    /// <exception cref="ArgumentException">The shape does not fit, or an entry is not finite.</exception>
    /// <exception cref="InvalidOperationException">The iteration did not converge, for A or for its transpose.</exception>
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
                throw new ArgumentException($"Entry ({i / n}, {i % n}) of the {n}×{n} matrix is {entries[i]}; only finite matrices have eigenvalues.", nameof(matrix));
        }

        return Of(n, entries);
    }

    /// <summary>Eigenvalues of finite entries, which are overwritten.</summary>
    internal static Complex[] Of(int n, double[] entries)
    {
        int exponent = Balancing.Apply(n, entries);
        Complex[] values = new Complex[n];
        if (Array.TrueForAll(entries, entry => entry == 0)) return values;

        // Column-major, as MathNet stores it: the transpose of A, which has the same eigenvalues.
        DenseMatrix stored = new(n, n, entries);
        Spectrum found = TryDecompose(stored) ?? TryDecompose(stored.Transpose())
            ?? throw new InvalidOperationException($"The eigenvalues of the {n}×{n} matrix did not converge.");
        for (int i = 0; i < n; i++) values[i] = new Complex(Math.ScaleB(found[i].Real, exponent), Math.ScaleB(found[i].Imaginary, exponent));
        return values;
    }

    private static Spectrum? TryDecompose(Matrix<double> matrix)
    {
        try
        {
            Spectrum values = matrix.Evd(Symmetricity.Asymmetric).EigenValues;
            foreach (Complex value in values)
            {
                if (!Complex.IsFinite(value)) return null;
            }

            return values;
        }
        catch (NonConvergenceException)
        {
            return null;
        }
    }
}

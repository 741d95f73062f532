using System;

namespace FixedPointKernels.Solving;

/// <summary>min ‖β e₁ − H y‖ of a growing Hessenberg matrix H, column by column: the small problem of GMRES.</summary>
/// <remarks>
/// Givens rotations keep H triangular; the last entry of the rotated right side is the norm that is left. The memory is the caller's, so
/// that many may lie side by side. Source: Y. Saad, M. H. Schultz, "GMRES", 1986, section 3.2.
/// </remarks>
internal readonly ref struct ArnoldiLeastSquares
{
    private readonly Span<double> triangle;
    private readonly Span<double> rotations;
    private readonly int cycle;

    /// <param name="triangle"><see cref="TriangleLength"/>.</param>
    /// <param name="rotations"><see cref="RotationsLength"/>.</param>
    /// <param name="cycle">The most columns.</param>
    internal ArnoldiLeastSquares(Span<double> triangle, Span<double> rotations, int cycle)
    {
        this.triangle = triangle;
        this.rotations = rotations;
        this.cycle = cycle;
    }

    internal static int TriangleLength(int cycle) => (cycle + 1) * cycle;

    internal static int RotationsLength(int cycle) => 3 * (cycle + 1);

    /// <summary>No column yet; β = <paramref name="norm"/>.</summary>
    internal void Begin(double norm)
    {
        rotations.Clear();
        Right[0] = norm;
    }

    /// <summary>Column j of H, j + 2 entries to be written.</summary>
    internal Span<double> Column(int j) => triangle.Slice(j * (cycle + 1), cycle + 1);

    /// <summary>Takes column j, which is there, in.</summary>
    /// <returns>The norm that is left.</returns>
    internal double Rotate(int j)
    {
        Span<double> column = Column(j), cosines = rotations[..(cycle + 1)], sines = rotations.Slice(cycle + 1, cycle + 1), right = Right;
        for (int i = 0; i < j; i++)
        {
            double upper = (cosines[i] * column[i]) + (sines[i] * column[i + 1]);
            column[i + 1] = (cosines[i] * column[i + 1]) - (sines[i] * column[i]);
            column[i] = upper;
        }

        double radius = Math.Sqrt((column[j] * column[j]) + (column[j + 1] * column[j + 1]));
        cosines[j] = radius > 0 ? column[j] / radius : 1;
        sines[j] = radius > 0 ? column[j + 1] / radius : 0;
        column[j] = radius;
        right[j + 1] = -sines[j] * right[j];
        right[j] *= cosines[j];
        return Math.Abs(right[j + 1]);
    }

    /// <summary>y of the first <paramref name="count"/> columns.</summary>
    internal void Solve(int count, Span<double> y)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            double sum = Right[i];
            for (int k = i + 1; k < count; k++) sum -= Column(k)[i] * y[k];
            double pivot = Column(i)[i];
            y[i] = pivot != 0 ? sum / pivot : 0;
        }
    }

    private Span<double> Right => rotations.Slice(2 * (cycle + 1), cycle + 1);
}

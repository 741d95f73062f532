using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace FixedPointKernels.Networks;

/// <summary>How far rounding can move an entry of W v: κ ε max|v|, κ from the weights alone, so that a residual can be judged without a second product.</summary>
/// <remarks>
/// A sum S of n products is rounded n times, each time by at most ½ε of what is summed so far. Up to 32 terms κ is the proven bound, ½n Σⱼ|Wᵢⱼ|.
/// For longer sums that is some hundred times what happens, and nothing in float could be trusted at N = 300; there the roundings count as independent.
/// Their sum has a standard deviation of about 0.2 ε √(Σₖ Sₖ²) over the partial sums Sₖ. Partial sums of mixed signs walk: √(Σ Sₖ²) ≈ 0.9 Σⱼ|Wᵢⱼ| max|v|.
/// Those of one sign (averages, or all excitatory before all inhibitory neurons) grow: at most √n max Sₖ / √3 where they rise evenly, √n max Sₖ at worst, and
/// max Sₖ is what the weights' own partial sums show. So κ = Σⱼ|Wᵢⱼ| + 0.7 √n maxₖ|Σ_{j≤k} Wᵢⱼ| is six standard deviations of the one and of the other.
/// A residual that this cannot clear is computed with twice the digits (<see cref="LinearAlgebra.CompensatedDot{T}"/>).
/// Source: N. J. Higham, T. Mary, "A new approach to probabilistic rounding error analysis", 2019.
/// </remarks>
internal static class ProductRounding<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Proven = 32;

    // Partial sums are looked at after every 32 terms: what they reach between is small beside what it takes 32 more terms to reach.
    private const int Block = 32;

    // Columns taken side by side, on the stack: three rows of them.
    private const int Columns = 64;

    /// <summary>The largest κ of the rows of W: for W v.</summary>
    internal static double OfRows(int rows, int columns, ReadOnlySpan<T> w)
    {
        double largest = 0;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<T> row = w.Slice(i * columns, columns);
            T sum = T.Zero, peak = T.Zero;
            for (int from = 0; from < columns; from += Block)
            {
                sum += TensorPrimitives.Sum(row[from..Math.Min(columns, from + Block)]);
                peak = T.Max(peak, T.Abs(sum));
            }

            largest = Math.Max(largest, Kappa(columns, TensorPrimitives.SumOfMagnitudes(row), peak));
        }

        return largest;
    }

    /// <summary>The largest κ of the columns of W: for Wᵀ v.</summary>
    internal static double OfColumns(int rows, int columns, ReadOnlySpan<T> w)
    {
        Span<T> room = stackalloc T[4 * Columns];
        double largest = 0;
        for (int from = 0; from < columns; from += Columns)
        {
            int width = Math.Min(Columns, columns - from);
            Span<T> sums = room[..width], magnitudes = room.Slice(Columns, width), peaks = room.Slice(2 * Columns, width), part = room.Slice(3 * Columns, width);
            room.Clear();
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<T> row = w.Slice((i * columns) + from, width);
                TensorPrimitives.Add(sums, row, sums);
                TensorPrimitives.Abs(row, part);
                TensorPrimitives.Add<T>(magnitudes, part, magnitudes);
                if ((i + 1) % Block == 0 || i == rows - 1) TensorPrimitives.MaxMagnitude<T>(peaks, sums, peaks);
            }

            for (int j = 0; j < width; j++) largest = Math.Max(largest, Kappa(rows, magnitudes[j], T.Abs(peaks[j])));
        }

        return largest;
    }

    private static double Kappa(int terms, T magnitude, T peak)
    {
        double sum = double.CreateTruncating(magnitude);
        return terms <= Proven ? 0.5 * (terms + 1) * sum : sum + (0.7 * Math.Sqrt(terms) * double.CreateTruncating(peak));
    }
}

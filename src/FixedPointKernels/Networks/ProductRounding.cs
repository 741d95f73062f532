using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>How far rounding can move an entry of W v, from κ of the weights, max|v| and max|W v|: a residual can be judged without a second product.</summary>
/// <remarks>
/// A sum S of n products is rounded n times, each time by at most ½ε of what is summed so far. Up to 32 terms the bound is the proven one, ½(n + 1) Σⱼ|Wᵢⱼ| max|v|.
/// For longer sums that is some hundred times what happens, and nothing in float could be trusted at N = 300; there roundings count as independent, but for terms
/// that repeat, and the bound is four standard deviations. One is about 0.2 ε √(Σₖ Sₖ²) over the partial sums Sₖ, which
/// <list type="bullet">
/// <item>walk where signs are mixed: √(Σ Sₖ²) ≈ 0.9 Σⱼ|Wᵢⱼ| max|v|, of Gaussian weights;</item>
/// <item>grow where the weights' own partial sums do (averages, or all excitatory before all inhibitory neurons): √(n/3) maxₖ|Σ_{j≤k} Wᵢⱼ| max|v|;</item>
/// <item>grow to (W v)ᵢ where v is aligned with a row, as a stored pattern is: √(n/3) max|W v|.</item>
/// </list>
/// The first two exclude each other: a vector is a mean and what is left beside it. Equal terms are not independent: added to a sum they are rounded alike each time.
/// Of n terms of m sizes about R = n/m follow one of their own size, and the bound is ½ √(R n) Σⱼ|Wᵢⱼ| max|v|, proven for m = 1. So
/// κ = max(0.72 Σⱼ|Wᵢⱼ|, 0.46 √n maxₖ|Σ_{j≤k} Wᵢⱼ|, ½ √(R n) Σⱼ|Wᵢⱼ|), and the bound is ε √((κ max|v|)² + (0.46 √n max|W v|)²).
/// A residual that this cannot clear is computed with twice the digits (<see cref="CompensatedDot{T}"/>).
/// Source: N. J. Higham, T. Mary, "A new approach to probabilistic rounding error analysis", 2019.
/// </remarks>
internal static class ProductRounding<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Proven = 32;
    private const double Deviations = 4 * 0.2;

    /// <summary>The largest κ of the columns of a packed matrix, which are what the products' rows meet.</summary>
    /// <param name="terms">Rows of the packed matrix: terms of a product.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="packed">As <see cref="Gemm.Pack"/> left it.</param>
    internal static double Kappa(int terms, int columns, ReadOnlySpan<T> packed)
    {
        bool proven = terms <= Proven;
        ProductRoundingKernel<T> kernel = new()
        {
            Terms = terms,
            Columns = columns,
            Packed = packed,
            Magnitudes = T.CreateTruncating(proven ? 0.5 * (terms + 1) : Deviations * 0.9),
            Peaks = T.CreateTruncating(proven ? 0 : Growing(terms)),
            Repeats = T.CreateTruncating(proven ? 0 : 0.5 * Math.Sqrt(terms)),
        };
        Dispatch.Run<ProductRoundingKernel<T>, T>(ref kernel);
        return double.CreateTruncating(kernel.Largest);
    }

    /// <summary>The bound, in units of ε.</summary>
    /// <param name="terms">n.</param>
    /// <param name="kappa">κ.</param>
    /// <param name="vector">max|v|.</param>
    /// <param name="product">max|W v|, or a bound of it.</param>
    internal static T Bound(int terms, double kappa, T vector, T product)
    {
        T walked = T.CreateTruncating(kappa) * vector;
        if (terms <= Proven) return walked;
        T grown = T.CreateTruncating(Growing(terms)) * product;

        // At least √(walked² + grown²), and no square that could overflow or vanish.
        return T.Max(walked, grown) + (T.CreateTruncating(0.5) * T.Min(walked, grown));
    }

    private static double Growing(int terms) => Deviations * Math.Sqrt(terms / 3.0);
}

/// <summary>Columns side by side, down a panel.</summary>
internal ref struct ProductRoundingKernel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Partial sums are looked at after every 32 terms: what they reach between is small beside what it takes 32 more terms to reach.
    private const int Block = 32;

    internal required int Terms;
    internal required int Columns;
    internal required ReadOnlySpan<T> Packed;
    internal required T Magnitudes;
    internal required T Peaks;
    internal required T Repeats;
    internal T Largest;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T packed = ref MemoryMarshal.GetReference(Packed);
        int width = GemmBlocking.PanelColumns<S, V, T>();
        V zero = default, one = S.Broadcast(T.One), largest = default;
        V magnitudes = S.Broadcast(Magnitudes), peaks = S.Broadcast(Peaks), repeats = S.Broadcast(Repeats);
        for (int panel = 0; panel < Columns; panel += width)
        {
            // The last panel is filled up with zeros.
            for (int column = 0; column < width && panel + column < Columns; column += S.Count)
            {
                V sum = default, magnitude = default, peak = default, repeated = default, before = default;
                nuint at = (nuint)((panel * Terms) + column);
                for (int k = 0; k < Terms;)
                {
                    int end = Math.Min(Terms, k + Block);
                    for (; k < end; k++, at += (nuint)width)
                    {
                        V weight = S.Load(ref packed, at), size = S.Abs(weight);
                        sum = S.Add(sum, weight);
                        magnitude = S.Add(magnitude, size);

                        // A zero adds nothing and so is not rounded: the size before it is what counts.
                        V equal = S.IfGreater(size, before, zero, S.IfGreater(before, size, zero, one));
                        repeated = S.Add(repeated, S.IfGreater(size, zero, equal, zero));
                        before = S.IfGreater(size, zero, size, before);
                    }

                    peak = S.Max(peak, S.Abs(sum));
                }

                V alike = S.Multiply(S.Multiply(repeats, S.Sqrt(repeated)), magnitude);
                largest = S.Max(largest, S.Max(S.Max(S.Multiply(magnitudes, magnitude), S.Multiply(peaks, peak)), alike));
            }
        }

        Largest = S.Largest(largest);
    }
}

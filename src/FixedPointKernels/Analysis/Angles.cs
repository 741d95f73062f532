using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Analysis;

/// <summary>Angles between two updates of W, in degrees: θ = arccos ⟨U, V⟩/(|U| |V|), Euclidean or under the
/// metric of the reparameterization.</summary>
/// <remarks>
/// Sums are taken in double for both element types, each update scaled by its largest entry first, so neither tiny nor huge updates leave
/// the range. The angle is 2 atan2(|û − v̂|, |û + v̂|) of the unit updates, good to a rounding everywhere; the arc cosine loses half of the
/// digits near 0° and 180°. All methods may run on several threads at once. Source of the formula: W. Kahan, "How futile are mindless
/// assessments of roundoff in floating-point computation?", 2006, section 12.
/// </remarks>
public static class Angles
{
    /// <summary>θ with ⟨U, V⟩ = tr(Uᵀ V).</summary>
    /// <param name="neurons">N.</param>
    /// <param name="u">U, N × N.</param>
    /// <param name="v">V, N × N; may be U.</param>
    /// <returns>Degrees, 0 to 180; NaN where an update is zero or has an entry that is not finite:
    /// such an update has no direction.</returns>
    /// <remarks>0 bytes allocated, no scratch.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static double Euclidean<T>(int neurons, ReadOnlySpan<T> u, ReadOnlySpan<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(neurons);
        Throw.IfNotShape(u.Length, neurons, neurons, nameof(u));
        Throw.IfNotShape(v.Length, neurons, neurons, nameof(v));
        return Between(u, v);
    }

    /// <summary>Scratch that <see cref="UnderMetric"/> needs: 4 N × N and a product's or a solve's.</summary>
    /// <param name="neurons">N.</param>
    public static ScratchSize UnderMetricScratch<T>(int neurons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(neurons);
        ScratchSize matrix = ScratchSize.Of(neurons, neurons);
        ScratchSize solve = ScratchSize.Max(Lu.FactorScratch<T>(neurons), Lu.SolveManyScratch<T>(neurons, neurons));
        return matrix + matrix + matrix + matrix + ScratchSize.Max(solve, Gemm.MultiplyScratch<T>(neurons, neurons, neurons));
    }

    /// <summary>θ with ⟨U, V⟩_W = tr((A U A)ᵀ (A V A)), A = (G⁻¹ − W)⁻¹ = (I − G W)⁻¹ G, the second form
    /// being defined for zero gains too.</summary>
    /// <param name="neurons">N.</param>
    /// <param name="weights">W, N × N.</param>
    /// <param name="gains">g = f′(z), N, per unit of input current; may be zero.</param>
    /// <param name="u">U, N × N.</param>
    /// <param name="v">V, N × N; may be U.</param>
    /// <param name="degrees">0 to 180; NaN unless the status is Converged, and where A U A or A V A is zero (a zero update, or one that the
    /// silent neurons hide: entries of U in a column or row with gain 0 reach A U A only through the others).</param>
    /// <param name="pivots">Room for N pivots.</param>
    /// <param name="scratch">At least <see cref="UnderMetricScratch{T}"/>; may not share memory with anything else.</param>
    /// <returns>Converged; Singular where I − G W has a zero pivot, so that A does not exist; NonFinite where an argument has an entry that
    /// is not finite, or a product overflows.</returns>
    /// <remarks>About 32/3 N³ flops, 0 bytes allocated. Close to a singular I − G W the angle is that of the parts of U and V along the
    /// singular direction, as the metric says, and its error grows with the condition of I − G W. Source: V. Zhu, R. Rosenbaum 2024, the
    /// metric under which ΔW₂ and ΔW₃ are steepest descent.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or the scratch is too small.</exception>
    public static SolveStatus UnderMetric<T>(
        int neurons, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains, ReadOnlySpan<T> u, ReadOnlySpan<T> v, out double degrees,
        Span<int> pivots, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(neurons);
        int n = neurons;
        Throw.IfNotShape(weights.Length, n, n, nameof(weights));
        Throw.IfNotLength(gains.Length, n, nameof(gains));
        Throw.IfNotShape(u.Length, n, n, nameof(u));
        Throw.IfNotShape(v.Length, n, n, nameof(v));
        if (pivots.Length < n) throw new ArgumentException($"pivots has room for {pivots.Length}, but {n} are needed.", nameof(pivots));
        degrees = double.NaN;
        if (!(TensorPrimitives.IsFiniteAll(weights) && TensorPrimitives.IsFiniteAll(gains) && TensorPrimitives.IsFiniteAll(u)
            && TensorPrimitives.IsFiniteAll(v)))
            return SolveStatus.NonFinite;
        scratch = scratch.Take(n, n, out Span<T> map).Take(n, n, out Span<T> work).Take(n, n, out Span<T> mappedU)
            .Take(n, n, out Span<T> mappedV);
        for (int i = 0; i < n; i++)
        {
            TensorPrimitives.Multiply(weights.Slice(i * n, n), -gains[i], work.Slice(i * n, n));
            work[(i * n) + i] += T.One;
            map.Slice(i * n, n).Clear();
            map[(i * n) + i] = gains[i];
        }

        if (!TensorPrimitives.IsFiniteAll<T>(work)) return SolveStatus.NonFinite;
        if (Lu.Factor(n, work, n, pivots[..n], scratch) >= 0) return SolveStatus.Singular;
        Lu.SolveMany<T>(Transpose.No, n, work, n, pivots[..n], n, map, n, scratch);
        Map(n, map, u, work, mappedU, scratch);
        Map(n, map, v, work, mappedV, scratch);
        if (!(TensorPrimitives.IsFiniteAll<T>(mappedU) && TensorPrimitives.IsFiniteAll<T>(mappedV))) return SolveStatus.NonFinite;
        degrees = Between<T>(mappedU, mappedV);
        return SolveStatus.Converged;
    }

    // mapped ← A U A.
    private static void Map<T>(int n, ReadOnlySpan<T> map, ReadOnlySpan<T> update, Span<T> work, Span<T> mapped, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Gemm.Multiply(Transpose.No, Transpose.No, n, n, n, T.One, map, n, update, n, T.Zero, work, n, scratch);
        Gemm.Multiply(Transpose.No, Transpose.No, n, n, n, T.One, work, n, map, n, T.Zero, mapped, n, scratch);
    }

    private static double Between<T>(ReadOnlySpan<T> u, ReadOnlySpan<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (u.IsEmpty) return double.NaN;
        (double largestU, double normU) = Size(u);
        (double largestV, double normV) = Size(v);
        if (!(normU > 0 && normV > 0)) return double.NaN;
        (double apart, double together) = (0, 0);
        for (int i = 0; i < u.Length; i++)
        {
            double a = double.CreateTruncating(u[i]) / largestU / normU;
            double b = double.CreateTruncating(v[i]) / largestV / normV;
            apart += (a - b) * (a - b);
            together += (a + b) * (a + b);
        }

        return double.RadiansToDegrees(2 * Math.Atan2(Math.Sqrt(apart), Math.Sqrt(together)));
    }

    // The largest |entry|, and the Euclidean norm over it; (0 or not finite, NaN) where there is no direction.
    private static (double Largest, double Norm) Size<T>(ReadOnlySpan<T> update)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = double.CreateTruncating(T.Abs(TensorPrimitives.MaxMagnitude(update)));
        if (!(largest > 0 && double.IsFinite(largest))) return (largest, double.NaN);
        double sum = 0;
        foreach (T entry in update)
        {
            double scaled = double.CreateTruncating(entry) / largest;
            sum += scaled * scaled;
        }

        return (largest, Math.Sqrt(sum));
    }
}

using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Whether a point is what <see cref="SolveStatus.Converged"/> promises: |Fᵢ(s) − sᵢ| ≤ absolute + relative·scaleᵢ in exact
/// arithmetic, for every component.</summary>
/// <remarks>
/// Three tests, each more expensive and needed less often than the one before. First, a bound of the rounding error in O(N), which
/// settles nearly every point whose components are not much larger than one. Second, an enclosure computed with twice the digits, for
/// the components that the bound leaves open. Third, the Jacobian, where the point passes by the relative part only or where rounding
/// hides the answer: with W = diag(1, ½), a drive of 0.1 added to a rate of 10¹⁵ is lost in rounding, so the residual is small
/// compared with the rate although no fixed point exists. Before all three, a map that can evaluate itself in a wider type is asked for
/// that (<see cref="IFixedPointMap{TSelf, T}.WiderResidual"/>). Scales are the map's: see <see cref="IFixedPointMap{TSelf, T}.Enclose"/>.
/// The promise and its limits: docs/statuses.md.
/// </remarks>
internal sealed class Acceptance<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // No state of this precision does better than this: ½ε for the rounding of the state itself, 3ε for f, the rest for the sums.
    private static readonly T Floor = T.CreateTruncating(8) * Precision<T>.Epsilon;

    private readonly T relative;
    private readonly IJacobianTest<T> jacobian;
    private readonly AlignedBuffer<T> residuals;
    private readonly AlignedBuffer<T> scales;

    internal Acceptance(int size, int linearizationSize, T relative, bool factors = true)
        : this(size, relative, new JacobianTest<T>(size, linearizationSize, factors))
    {
    }

    /// <summary>The same with a third test of the caller's.</summary>
    internal Acceptance(int size, T relative, IJacobianTest<T> jacobian)
    {
        (this.relative, this.jacobian) = (relative, jacobian);
        residuals = new(size);
        scales = new(size);
    }

    internal enum Verdict : byte
    {
        /// <summary>The promise holds.</summary>
        Within,

        /// <summary>It does not; the next step may do better.</summary>
        Short,

        /// <summary>It does not, but a fixed point is so near that no point of this precision is much better.</summary>
        Floor,

        /// <summary>It does not, and the Jacobian is singular to working precision: the residual is small only
        /// because terms are lost in rounding.</summary>
        Singular,

        /// <summary>It does by the sample's own scale, if the Jacobian is regular, which was not shown either way.</summary>
        Open,
    }

    /// <summary>Allocates the memory of the third test, N² doubles and N² elements (31 N without a
    /// Jacobian), before a sample needs it.</summary>
    internal void Prepare() => jacobian.Prepare();

    /// <summary>The residual at or below which a point is judged: absolute, or absolute + relative·max|s| where that
    /// is over twice the absolute part.</summary>
    internal T Reach(ReadOnlySpan<T> state, T absolute) => Reach(MaxNorm.Of(state), absolute);

    /// <summary>The same from max|s|.</summary>
    internal T Reach(T largest, T absolute)
    {
        T own = relative * largest;
        return own > absolute && T.IsFinite(own) ? absolute + own : absolute;
    }

    /// <summary>Judges one sample.</summary>
    /// <param name="map">The map.</param>
    /// <param name="state">s.</param>
    /// <param name="drive">d.</param>
    /// <param name="image">F(s), as computed.</param>
    /// <param name="linearization">That of s, or empty.</param>
    /// <param name="computed">max|F(s) − s|, as computed.</param>
    /// <param name="absolute">The absolute tolerance of the sample.</param>
    /// <param name="regular">Whether the caller already knows that the Jacobian is regular, because its steps contracted.</param>
    /// <param name="report">Factorizations and evaluations are added to.</param>
    /// <param name="scratch">As the map says for one row.</param>
    /// <param name="residual">The computed residual where its rounding does not matter, else an upper bound of the exact one.</param>
    internal Verdict Judge<TMap>(
        in TMap map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> image,
        ReadOnlySpan<T> linearization, T computed, T absolute,
        bool regular, SolveReport<T> report, Scratch<T> scratch, out T residual)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        residual = TMap.WiderResidual(map, state, drive, linearization, scratch);
        if (residual <= absolute) return Verdict.Within;
        residual = computed;
        T error = TMap.ResidualError(map, state, drive, linearization, scratch);
        if (computed + error <= absolute) return Verdict.Within;

        Span<T> bounds = residuals.Span, sizes = scales.Span;
        StateUpdates.Subtract(image, state, bounds);
        TMap.Enclose(map, state, drive, linearization, bounds, absolute - error, sizes, scratch);
        residual = MaxNorm.Of<T>(bounds);
        if (T.IsNaN(residual)) residual = T.PositiveInfinity;
        if (residual <= absolute) return Verdict.Within;

        // Where rates are small and the residual stands out of its rounding, one more step is the better answer.
        bool hidden = computed <= error;
        bool within = (hidden || Reach(state, absolute) > absolute) && Holds(bounds, sizes, absolute, absolute, relative);
        bool floor = hidden && (computed == T.Zero || Holds(bounds, sizes, absolute, T.Zero, Floor));
        if (!within && !floor) return Verdict.Short;
        JacobianFinding finding = regular
            ? JacobianFinding.Regular : jacobian.Of(map, state, drive, linearization, bounds, report, scratch);
        if (finding == JacobianFinding.Open) return Verdict.Open;
        if (finding == JacobianFinding.Regular) return within ? Verdict.Within : Verdict.Floor;

        // The fixed point that a regular Jacobian predicts is far away: if the residual is more than rounding, steps can still get there.
        return finding == JacobianFinding.Singular || floor ? Verdict.Singular : Verdict.Short;
    }

    // Whether every component is at most the absolute tolerance, or at most start + share·scale.
    private static bool Holds(ReadOnlySpan<T> bounds, ReadOnlySpan<T> sizes, T absolute, T start, T share)
    {
        for (int i = 0; i < bounds.Length; i++)
        {
            if (!(T.Abs(bounds[i]) <= T.Max(absolute, start + (share * sizes[i])))) return false;
        }

        return true;
    }
}

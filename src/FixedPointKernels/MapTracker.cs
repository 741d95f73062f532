using System;
using System.Numerics;
using FixedPointKernels.Gradients;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels;

/// <summary>Follows the fixed point s = F(s; d) of any map while its drive moves: every call and its adjoint with a bound.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TMap">The map: a circuit's, an equation of your own.</typeparam>
/// <remarks>
/// What <see cref="FixedPointTracker{T, TActivation}"/> is for a rate network, which does with one product a step what takes two here: an
/// evaluation of F and one with (I − DF)⁻¹ of an earlier point. The next inverse is made a part in each call and more in a slow one, from
/// products with DF: a map need not write its Jacobian. A map is taken to stay what it is; where its parameters change, steps go on, since
/// their limit does not depend on the inverse. Units: those of the state. Scratch: its own, 6 N² numbers. One tracker per thread. Every
/// call allocates 0 bytes, failures included. Source: C. T. Kelley, "Solving Nonlinear Equations with Newton's Method", 2003.
/// </remarks>
public sealed class MapTracker<T, TMap>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    /// <summary>Products that a call may spend where nothing is said.</summary>
    public const int DefaultBudget = ProductMeter.Default;

    /// <summary>The fewest that a call can do with: a step, its measurement, and a part of a next inverse.</summary>
    public const int LeastBudget = ProductMeter.Least;

    private readonly TMap map;
    private readonly MapTrack<T, TMap> track;
    private readonly AlignedBuffer<T> scratch;
    private readonly SoleCaller caller = new("tracker");
    private TrackAdjoint<T, TMap>? adjoint;

    /// <summary>Makes a tracker and its memory; the first call starts where the map says.</summary>
    /// <param name="map">The map.</param>
    /// <param name="tolerance">Largest residual of a converged call; null takes 1e-10 for double and 1e-5 for float.</param>
    /// <exception cref="ArgumentException">The tolerance is not positive and finite, or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public MapTracker(TMap map, double? tolerance = null)
    {
        Element.ThrowIfUnsupported<T>();
        if (tolerance is { } t && !(t > 0 && double.IsFinite(t)))
            throw new ArgumentOutOfRangeException(nameof(tolerance), t, $"{nameof(tolerance)} = {t} must be positive and finite.");
        Tolerance = T.CreateTruncating(tolerance ?? (typeof(T) == typeof(float) ? 1e-5 : 1e-10));
        this.map = map;
        track = new(map, Tolerance);
        scratch = map.Scratch(1).Allocate<T>();
    }

    /// <summary>The residual at which a call is done.</summary>
    public T Tolerance { get; }

    /// <summary>Whether there is a point that <see cref="Adjoint"/> can go on from.</summary>
    public bool HasPoint { get; private set; }

    /// <summary>Solves s = F(s; d) from the point that the last call found, within a bound.</summary>
    /// <param name="drive">d, as long as the map says.</param>
    /// <param name="state">s, overwritten; the best so far where nothing converged, NaN where the status is NonFinite.</param>
    /// <param name="linearization">What the map keeps of that point, overwritten; or empty.</param>
    /// <param name="budget">The most products that the call may spend, at least <see cref="LeastBudget"/>.</param>
    /// <param name="search">Whether to look for another fixed point where steps from the last one do not get there, over the following
    /// calls that ask for it, until one is found.</param>
    /// <returns>Status, measured residual max|F(s) − s|, products (evaluations of F, products with DF and with the inverse) and
    /// factorizations.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or too small a budget.</exception>
    /// <exception cref="InvalidOperationException">The tracker is at work in another call.</exception>
    /// <remarks>Aliasing: none of the three may overlap. A call that does not converge is gone on with by the next, from its best point;
    /// one whose drive is not finite leaves the point as it was. A point judged by its own scale has to have a regular Jacobian: shown by
    /// an LU factorization where the call has 2 N products left, else by some products with the inverse. 0 bytes.</remarks>
    public TrackResult<T> Track(
        ReadOnlySpan<T> drive, Span<T> state, Span<T> linearization = default, int budget = DefaultBudget, bool search = false)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Throw.IfNotLength(drive.Length, map.DriveSize, nameof(drive));
        Throw.IfNotLength(state.Length, map.Size, nameof(state));
        Throw.IfOverlaps(drive, state, nameof(drive), nameof(state));
        ProductMeter.ThrowIfTooFew(budget);
        if (!linearization.IsEmpty)
        {
            Throw.IfNotLength(linearization.Length, map.LinearizationSize, nameof(linearization));
            Throw.IfOverlaps(drive, linearization, nameof(drive), nameof(linearization));
            Throw.IfOverlaps<T>(state, linearization, nameof(state), nameof(linearization));
        }

        HasPoint = false;
        TrackResult<T> result = track.Run(drive, budget, search);
        HasPoint = result.Status != SolveStatus.NonFinite;
        if (HasPoint) track.State.CopyTo(state);
        else state.Fill(T.NaN);
        if (!linearization.IsEmpty) track.Linearization.CopyTo(linearization);
        return result;
    }

    /// <summary>∂L/∂d = (∂F/∂d)ᵀ u, u = (I − DFᵀ)⁻¹ e, at the point of the last call of <see cref="Track"/>.</summary>
    /// <param name="lossGradient">e = ∂L/∂s, as long as a state.</param>
    /// <param name="driveGradient">∂L/∂d, as long as a drive, overwritten; the best so far where the status is StepLimit, NaN where it is
    /// NonFinite.</param>
    /// <param name="stateAdjoint">u, as long as a state, overwritten, for gradients of the map's parameters; or empty.</param>
    /// <param name="budget">The most products that the call may spend.</param>
    /// <returns>Status, residual max|e − (I − DFᵀ) u|, at most 1e-5 max|e| in float and 1e-10 max|e| in double where it converged, and
    /// products.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or too small a budget.</exception>
    /// <exception cref="InvalidOperationException">Nothing was tracked, or the tracker is at work in another call.</exception>
    /// <remarks>Aliasing: what is written may overlap nothing. The first call makes the memory; the others allocate 0 bytes.</remarks>
    public TrackResult<T> Adjoint(
        ReadOnlySpan<T> lossGradient, Span<T> driveGradient, Span<T> stateAdjoint = default, int budget = DefaultBudget)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Throw.IfNotLength(lossGradient.Length, map.Size, nameof(lossGradient));
        Throw.IfNotLength(driveGradient.Length, map.DriveSize, nameof(driveGradient));
        Throw.IfOverlaps(lossGradient, driveGradient, nameof(lossGradient), nameof(driveGradient));
        ProductMeter.ThrowIfTooFew(budget);
        if (!stateAdjoint.IsEmpty)
        {
            Throw.IfNotLength(stateAdjoint.Length, map.Size, nameof(stateAdjoint));
            Throw.IfOverlaps(lossGradient, stateAdjoint, nameof(lossGradient), nameof(stateAdjoint));
            Throw.IfOverlaps<T>(driveGradient, stateAdjoint, nameof(driveGradient), nameof(stateAdjoint));
        }

        if (!HasPoint) throw new InvalidOperationException("There is no point: call Track first.");
        adjoint ??= new(map, track.Inverse);
        TrackResult<T> result = adjoint.Solve(track.Linearization, lossGradient, budget, track.Report);
        if (result.Status == SolveStatus.StepLimit) track.Want();
        if (result.Status == SolveStatus.NonFinite) driveGradient.Fill(T.NaN);
        else map.DriveProduct(1, track.Linearization, adjoint.Solution, driveGradient, scratch.Scratch);
        if (!stateAdjoint.IsEmpty) adjoint.Solution.CopyTo(stateAdjoint);
        return result;
    }

    /// <summary>Follows another state from now on: that of a solver, say.</summary>
    /// <param name="state">s.</param>
    /// <exception cref="ArgumentException">Another length, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The tracker is at work in another call.</exception>
    /// <remarks>0 bytes. What is known of an inverse is kept.</remarks>
    public void Begin(ReadOnlySpan<T> state)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Throw.IfNotLength(state.Length, map.Size, nameof(state));
        if (!Finite.All(state)) throw new ArgumentException("A state is not finite.", nameof(state));
        track.Begin(state);
        HasPoint = false;
    }

    /// <summary>Forgets the point and the inverse: the next call gives the bits of a new tracker.</summary>
    /// <exception cref="InvalidOperationException">The tracker is at work in another call.</exception>
    public void Forget()
    {
        using SoleCaller.Visit visit = caller.Enter();
        track.Forget();
        HasPoint = false;
    }
}

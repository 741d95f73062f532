using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels;

/// <summary>Follows the fixed point r = f(W r + x) of one network while its input moves and its weights learn: every call, its gains, its
/// adjoint and its rule in microseconds, and no call longer than the products it is allowed.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TActivation">The network's response function.</typeparam>
/// <remarks>
/// From the last recurrent current y = W r it steps y ← Q (f(y + x) − g∘y), Q = W (I − G W)⁻¹ at gains g of an earlier point: the chord
/// method in one product a step, turned by Broyden's where it is slow. The residual is measured with W itself. After an update of the
/// weights Q is of earlier ones; steps of two products, whose limit does not depend on Q, go on with it. While steps shrink the change by
/// less than ten, or W has changed and rests, a next Q is computed, a part of it in each call and more parts in a slow one. The rates
/// therefore depend on earlier calls, within the tolerance; where a network has several fixed points, also in which of them is followed.
/// A point may cease to exist while the input moves: then calls end as StepLimit with the best point so far, until one is found again; ask
/// for a search, or <see cref="Begin"/> at a point of <see cref="FixedPointSolver{T, TActivation}"/>. Units: as there. Scratch: its own.
/// One tracker per thread; the network may be shared while nobody updates it. Every call allocates 0 bytes, failures included. Source:
/// C. T. Kelley, "Solving Nonlinear Equations with Newton's Method", 2003.
/// </remarks>
public sealed partial class FixedPointTracker<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    /// <summary>Products that a call may spend where nothing is said: ten times what it usually takes.</summary>
    public const int DefaultBudget = ProductMeter.Default;

    /// <summary>The fewest that a call can do with: a step, its measurement, and a part of a next inverse.</summary>
    public const int LeastBudget = ProductMeter.Least;

    private readonly int size;
    private readonly RateTrack<T, TActivation> track;
    private readonly SoleCaller caller = new("tracker");
    private bool isTorn;

    /// <summary>Makes a tracker and its memory; the first call starts from the rates 0.</summary>
    /// <param name="network">The network; shared, not copied.</param>
    /// <param name="tolerance">Largest residual of a converged call; null takes 1e-10 for double and 1e-5 for float.</param>
    /// <exception cref="ArgumentException">The tolerance is not positive and finite, or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public FixedPointTracker(RateNetwork<T, TActivation> network, double? tolerance = null)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(network);
        if (tolerance is { } t && !(t > 0 && double.IsFinite(t)))
            throw new ArgumentOutOfRangeException(nameof(tolerance), t, $"{nameof(tolerance)} = {t} must be positive and finite.");
        (Network, size) = (network, network.Neurons);
        Tolerance = T.CreateTruncating(tolerance ?? (typeof(T) == typeof(float) ? 1e-5 : 1e-10));
        track = new(network.Recurrent, network.Activation, Tolerance);
    }

    /// <summary>The network.</summary>
    public RateNetwork<T, TActivation> Network { get; }

    /// <summary>The residual at which a call is done.</summary>
    public T Tolerance { get; }

    /// <summary>Solves r = f(W r + x) from the point that the last call found, within a bound.</summary>
    /// <param name="drive">x, length N.</param>
    /// <param name="rates">r, length N, overwritten; the best point so far where nothing converged, NaN where the status is NonFinite.
    /// </param>
    /// <param name="gains">g = f′(W r + x) of these rates, length N, overwritten; or empty.</param>
    /// <param name="budget">The most products that the call may spend, at least <see cref="LeastBudget"/>.</param>
    /// <param name="search">Whether to look for another fixed point where steps from the last one do not get there: what is left of this
    /// call's products, and most of those of the following calls that ask for it, until one is found.</param>
    /// <returns>Status, measured residual, products and factorizations.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or too small a budget.</exception>
    /// <exception cref="InvalidOperationException">
    /// The tracker is at work in another call; or the network was updated meanwhile: the rates are of no use
    /// then, and the next call starts from the rates 0.
    /// </exception>
    /// <remarks>Aliasing: drive, rates and gains must not overlap. A call that does not converge is gone on with by the next, from its best
    /// point; one whose drive is not finite leaves the point as it was. A point that is judged by its own scale (rates over 5 in float, 100
    /// in double) has to have a regular Jacobian: an LU factorization shows it where the call has N products left, else some products with
    /// the inverse; where none are left for that, the status is StepLimit. 0 bytes.</remarks>
    public TrackResult<T> Track(
        ReadOnlySpan<T> drive, Span<T> rates, Span<T> gains = default, int budget = DefaultBudget, bool search = false)
    {
        using SoleCaller.Visit visit = caller.Enter();
        ThrowIfMisfit(drive, rates, gains, budget);
        long version = BeginRead();
        isTracked = false;
        TrackResult<T> result = track.Run(drive, budget, search);
        track.Rates.CopyTo(rates);
        if (!gains.IsEmpty) track.Gains().CopyTo(gains);
        (isTracked, tracked) = (result.Status != SolveStatus.NonFinite, version);
        EndRead(version);
        return result;
    }

    /// <summary>Follows another point from now on: that of a solver, say.</summary>
    /// <param name="rates">r, length N.</param>
    /// <exception cref="ArgumentException">Not N of them, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The tracker is at work in another call, or the network was updated meanwhile.
    /// </exception>
    /// <remarks>One product; 0 bytes. What is known of an inverse is kept.</remarks>
    public void Begin(ReadOnlySpan<T> rates)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Throw.IfNotLength(rates.Length, size, nameof(rates));
        if (!Finite.All(rates)) throw new ArgumentException("A rate is not finite.", nameof(rates));
        long version = BeginRead();
        track.Begin(rates);
        isTracked = false;
        EndRead(version);
    }

    /// <summary>Forgets the point and the inverse: the next call gives the bits of a new tracker.</summary>
    /// <exception cref="InvalidOperationException">The tracker is at work in another call, or the network is being updated.</exception>
    public void Forget()
    {
        using SoleCaller.Visit visit = caller.Enter();
        long version = Network.Recurrent.BeginRead();
        ForgetInside();
        EndRead(version);
    }

    private void ForgetInside()
    {
        track.Forget();
        (isTorn, isTracked) = (false, false);
    }

    private void ThrowIfMisfit(ReadOnlySpan<T> drive, Span<T> rates, Span<T> gains, int budget)
    {
        Throw.IfNotLength(drive.Length, size, nameof(drive));
        Throw.IfNotLength(rates.Length, size, nameof(rates));
        Throw.IfOverlaps(drive, rates, nameof(drive), nameof(rates));
        ProductMeter.ThrowIfTooFew(budget);
        if (gains.IsEmpty) return;
        Throw.IfNotLength(gains.Length, size, nameof(gains));
        Throw.IfOverlaps(drive, gains, nameof(drive), nameof(gains));
        Throw.IfOverlaps<T>(rates, gains, nameof(rates), nameof(gains));
    }

    private long BeginRead()
    {
        long version = Network.Recurrent.BeginRead();
        if (isTorn) ForgetInside();
        return version;
    }

    // What was read of two weights mixed is of no use, the inverse included.
    private void EndRead(long version)
    {
        if (Network.Recurrent.IsStill(version)) return;
        (isTorn, isTracked) = (true, false);
        Revision.Torn();
    }
}

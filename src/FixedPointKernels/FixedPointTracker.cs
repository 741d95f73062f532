using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels;

/// <summary>Follows the fixed point r = f(W r + x) of one network while its input moves: mostly in microseconds a call, else by the full
/// solver, which the result tells.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TActivation">The network's response function.</typeparam>
/// <remarks>
/// From the last recurrent current y = W r it steps y ← Q (f(y + x) − g∘y), Q = W (I − G W)⁻¹ at gains g of an earlier point: the chord
/// method in one product a step. It then measures the residual with W itself, and where that is over the tolerance goes on by y ← W r + Q
/// (g∘(W r − y)), whose limit does not depend on Q, or calls the full solver (<see cref="SolverMethod.Auto"/>) from the last rates. While a
/// step shrinks the change by less than a factor of ten, a better Q is computed, a part of it in each call. The rates therefore depend on
/// earlier calls, within the tolerance; where a network has several fixed points, also in which of them is followed. Units: as in
/// <see cref="FixedPointSolver{T, TActivation}"/>. Scratch: its own. One tracker per thread; the network may be shared while nobody updates
/// it, and a tracker notices an update at its next call. Every call allocates 0 bytes, failures included. Source: C. T. Kelley, "Solving
/// Nonlinear Equations with Newton's Method", 2003 (the chord method).
/// </remarks>
public sealed partial class FixedPointTracker<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    // Plain iteration (Q = W) takes about 16 products after a change of a hundredth; a call that would
    // take twice as many goes to the full solver.
    private const int StepLimit = 32;

    // While a step leaves at most a tenth of the change, an old Q costs one product more than one at the present gains. A new Q
    // costs N/4 parts of about two products each.
    private static readonly T Fresh = T.CreateTruncating(0.1);

    // The residual of a step is predicted from the last change; half the tolerance leaves room for a contraction that is not the last one.
    private static readonly T Margin = T.CreateTruncating(0.5);

    // Steps that halve the change every time lead to a fixed point no further off than the last change.
    private static readonly T Contracting = T.CreateTruncating(0.5);

    private readonly FixedPointSolver<T, TActivation> solver;
    private readonly ShiftedWeights<T> shifted;
    private readonly int size;
    private readonly AlignedBuffer<T> drives;
    private readonly AlignedBuffer<T> found;
    private readonly AlignedBuffer<T> factor;
    private readonly AlignedBuffer<T> slopes;
    private readonly RateMap<T, Dense<T>, Uniform<TActivation>> map;
    private readonly SolveReport<T> report;
    private readonly AlignedBuffer<T> scratch;
    private readonly SoleCaller caller = new("tracker");
    private AlignedBuffer<T> recurrent;
    private AlignedBuffer<T> trial;
    private AlignedBuffer<T> other;
    private T contraction;

    // The generation of Q at which the Jacobian was last found regular.
    private long regularQ;

    // The residual at or below which this call judges a point; max|r| and max|x| at the point that was measured last.
    private T reach;
    private T largestRate;
    private T largestDrive;

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
        Network = network;
        solver = new(network, 1, new SolverOptions { Tolerance = tolerance });
        size = network.Neurons;
        int padded = ScratchSize.Of(size).Elements;
        shifted = new(network.Recurrent, padded);
        (drives, found, factor, slopes) = (new(padded), new(padded), new(padded), new(padded));
        (recurrent, trial, other) = (new(padded), new(padded), new(padded));
        contraction = T.One;
        map = new(network.Recurrent, network.Activation);
        solver.Acceptance.Prepare();
        report = new(1);
        scratch = map.Scratch(1).Allocate<T>();
    }

    /// <summary>The network.</summary>
    public RateNetwork<T, TActivation> Network { get; }

    /// <summary>The residual at which a call is done.</summary>
    public T Tolerance => solver.Tolerance;

    /// <summary>Solves r = f(W r + x) from the point that the last call found.</summary>
    /// <param name="drive">x, length N.</param>
    /// <param name="rates">r, length N, overwritten; the full solver's best point where nothing converges,
    /// NaN where the status is NonFinite.</param>
    /// <returns>Status, measured residual and products.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">
    /// The tracker is at work in another call; or the network was updated meanwhile: the rates are of no use
    /// then, and the next call starts from y = 0.
    /// </exception>
    /// <remarks>Aliasing: the rates must not overlap the drive. A call that does not converge leaves the point that
    /// is followed as it was. 0 bytes.</remarks>
    public TrackResult<T> Track(ReadOnlySpan<T> drive, Span<T> rates)
    {
        using SoleCaller.Visit visit = caller.Enter();
        long version = Network.Recurrent.BeginRead();
        TrackResult<T> result = TrackInside(drive, rates);
        if (Network.Recurrent.IsStill(version)) return result;
        recurrent.Span.Clear();
        contraction = T.One;
        Revision.Torn();
        return default;
    }

    private TrackResult<T> TrackInside(ReadOnlySpan<T> drive, Span<T> rates)
    {
        Throw.IfNotLength(drive.Length, size, nameof(drive));
        Throw.IfNotLength(rates.Length, size, nameof(rates));
        Throw.IfOverlaps(drive, rates, nameof(drive), nameof(rates));
        shifted.Follow();
        drive.CopyTo(drives.Span);
        int products = 0;
        bool stale = false;
        reach = solver.Acceptance.Reach(largestRate, Tolerance);
        T residual = Step(ref products, ref stale) ? Verify(ref products) : T.NaN;
        bool home = residual <= reach && Accepts(ref residual, ref products);
        TrackResult<T> result = home ? new(SolveStatus.Converged, residual, products, false) : FallBack(drive, products);
        if (!home) stale = result.Status == SolveStatus.Converged;
        found.Span[..size].CopyTo(rates);

        // One or the other, so that no call pays for both.
        if (shifted.Building) shifted.Advance();
        else if (stale) BeginSuccessor();
        return result;
    }

    // Chord steps until the change that would come next is small enough to be worth a measurement;
    // then `trial` holds y and `found` f(y + x).
    private bool Step(ref int products, ref bool stale)
    {
        Pass<TrackPass.Shift>(recurrent, recurrent);
        AlignedBuffer<T> before = recurrent;
        T first = T.Zero, last = T.Zero;
        for (int step = 1; step <= StepLimit; step++)
        {
            shifted.Multiply(factor.Span[..size], T.Zero, trial.Span[..size]);
            products++;
            T change = Pass<TrackPass.Shift>(trial, before);
            if (!T.IsFinite(change)) return false;
            if (step == 1) first = change;
            else contraction = change / last;
            if (contraction * change <= Margin * reach)
            {
                stale = step > 1 && contraction > Fresh;
                return true;
            }

            // A change that four steps did not reduce will not vanish in thirty.
            if (step >= 4 && change >= first) return false;
            last = change;
            (trial, other) = (other, trial);
            before = other;
        }

        return false;
    }

    // The residual of `found`, measured; while it is over the tolerance, steps that correct what Q's own rounding left.
    private T Verify(ref int products)
    {
        T last = T.PositiveInfinity;
        while (true)
        {
            Network.Recurrent.Multiply(1, found.Span[..size], T.Zero, other.Span[..size]);
            products++;
            T residual = Pass<TrackPass.Check>(other, trial);
            if (residual <= reach)
            {
                (recurrent, other) = (other, recurrent);
                return residual;
            }

            if (!(residual < Margin * last)) return T.NaN;
            last = residual;
            shifted.Multiply(factor.Span[..size], T.One, other.Span[..size]);
            products++;
            (trial, other) = (other, trial);
            Pass<TrackPass.Shift>(trial, trial);
        }
    }

    private void BeginSuccessor()
    {
        TensorPrimitives.Add<T>(recurrent.Span[..size], drives.Span[..size], trial.Span[..size]);
        Activation.Apply(Network.Activation, trial.Span[..size], other.Span[..size], slopes.Span[..size]);
        shifted.Begin(slopes.Span[..size]);
    }

    private T Pass<TKind>(AlignedBuffer<T> y, AlignedBuffer<T> before)
        where TKind : struct, TrackPass.IKind
    {
        TrackPass<TActivation, TKind, T> pass = new(
            Network.Activation, drives.Span, shifted.Gains, y.Span, before.Span, found.Span, factor.Span);
        Dispatch.Run<TrackPass<TActivation, TKind, T>, T>(ref pass);
        if (typeof(TKind) == typeof(TrackPass.Check)) (largestRate, largestDrive) = (MaxNorm.Of<T>(found.Span[..size]), pass.LargestDrive);
        return pass.Largest;
    }
}

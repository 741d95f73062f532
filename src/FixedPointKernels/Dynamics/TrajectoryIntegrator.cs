using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>Follows ds/dt = k(s) from a start until it settles, explodes or the time is over: adaptive Runge–Kutta steps of orders
/// 5(4).</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Steps: the fifth order is followed; error norm and first step as in SciPy's solve_ivp, step control proportional-integral. Near rest,
/// where tolerances alone would leave the state oscillating at their distance, the next step is chosen so that its error is at most a
/// fiftieth of the move h k. Between the ends of a step the state is its continuous extension of order 4. The time is counted in double.
/// Results have the same bits at every register width if the right-hand side has. One caller at a time; 0 bytes allocated by a call, but
/// for 16 bytes an event when it brings more events than any before. Sources: <c>DormandPrince</c>, <c>StepControl</c>.
/// </remarks>
public sealed partial class TrajectoryIntegrator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SoleCaller caller = new("trajectory integrator");
    private readonly T absolute;
    private readonly T relative;
    private readonly double explosion;
    private readonly DormandPrinceStep<T> step;
    private readonly RecentRange<T> range;
    private double[] values = [];
    private double[] crossings = [];

    /// <summary>Makes the memory for systems of one size: 16 rows.</summary>
    /// <param name="size">Elements of a state; at least 1.</param>
    /// <param name="options">How far and how accurately.</param>
    /// <exception cref="ArgumentException">A setting out of range, a size below 1.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public TrajectoryIntegrator(int size, TrajectoryOptions options)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (absolute, relative) = (options.AbsoluteOf<T>(), options.RelativeOf<T>());
        explosion = double.CreateTruncating(options.ExplosionOf<T>());
        Footprint.ThrowIfTooLarge(nameof(size), size, "a trajectory", n => new(16.0 * n * Footprint.ElementBytes<T>(), 7.0 * n));
        (Size, Options, step, range) = (size, options, new(size), new(size));
    }

    /// <summary>Elements of a state.</summary>
    public int Size { get; }

    /// <summary>The settings in force.</summary>
    public TrajectoryOptions Options { get; }

    /// <summary>Follows a system without events.</summary>
    /// <inheritdoc cref="Integrate{TSystem, TEvent}"/>
    public TrajectoryResult Integrate<TSystem>(
        TSystem system, ReadOnlySpan<T> start, Span<T> state, ReadOnlySpan<double> times = default, Span<T> samples = default)
        where TSystem : struct, IRightHandSide<T>, allows ref struct =>
        Integrate(system, start, state, Span<NoEvent>.Empty, times, samples);

    /// <summary>Follows a system from a start, and writes where it ended.</summary>
    /// <typeparam name="TSystem">The struct that evaluates the slopes.</typeparam>
    /// <typeparam name="TEvent">The struct of all events of the call.</typeparam>
    /// <param name="system">k.</param>
    /// <param name="start">s(0), Size finite numbers.</param>
    /// <param name="state">Size: receives the last state, always finite. It may be the start.</param>
    /// <param name="events">What is to be noticed on the way.</param>
    /// <param name="times">Ascending, from 0 to the end time: when a sample is wanted. They do not shorten steps.</param>
    /// <param name="samples">times × Size: receives the states then; NaN from the first time on that was not reached. Must not overlap
    /// start or state.</param>
    /// <returns>How it ended, when, and what it took.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit; a start that is not finite, by its index; times that do not ascend
    /// or are outside.</exception>
    /// <exception cref="InvalidOperationException">The integrator is at work in another call.</exception>
    public TrajectoryResult Integrate<TSystem, TEvent>(
        TSystem system, ReadOnlySpan<T> start, Span<T> state, Span<TEvent> events, ReadOnlySpan<double> times = default,
        Span<T> samples = default)
        where TSystem : struct, IRightHandSide<T>, allows ref struct
        where TEvent : struct, ITrajectoryEvent<T>
    {
        using SoleCaller.Visit visit = caller.Enter();
        if (system.Size != Size)
            throw new ArgumentException($"The system has {system.Size} elements, but this integrator was made for {Size}.", nameof(system));
        Throw.IfNotLength(start.Length, Size, nameof(start));
        Throw.IfNotLength(state.Length, Size, nameof(state));
        Throw.IfNotShape(samples.Length, times.Length, Size, nameof(samples));
        Throw.IfOverlaps<T>(samples, start, nameof(samples), nameof(start));
        Throw.IfOverlaps<T>(samples, state, nameof(samples), nameof(state));
        CheckStart(start);
        CheckTimes(times);
        if (values.Length < events.Length) (values, crossings) = (new double[events.Length], new double[events.Length]);
        start.CopyTo(step.Before);
        TrajectoryResult result = Follow(ref system, events, times, samples, state);
        samples[(result.Samples * Size)..].Fill(T.NaN);
        return result;
    }

    private static void CheckStart(ReadOnlySpan<T> start)
    {
        for (int i = 0; i < start.Length; i++)
        {
            if (!T.IsFinite(start[i]))
                throw new ArgumentException($"Element {i} of the start is {start[i]}; it must be finite.", nameof(start));
        }
    }

    private void CheckTimes(ReadOnlySpan<double> times)
    {
        double last = 0;
        for (int i = 0; i < times.Length; i++)
        {
            if (!(times[i] >= last && times[i] <= Options.EndTime))
            {
                throw new ArgumentException(
                    $"Sample time {i} is {times[i]}; it must be from {last}, 0 or the one before, to {Options.EndTime}, the end.",
                    nameof(times));
            }

            last = times[i];
        }
    }

    // The events of a call that has none.
    private readonly struct NoEvent : ITrajectoryEvent<T>
    {
        public CrossingDirection Direction => CrossingDirection.Either;

        public bool IsTerminal => false;

        public double Value(double time, ReadOnlySpan<T> state) => double.NaN;

        public void Occurred(double time, ReadOnlySpan<T> state)
        {
        }
    }
}

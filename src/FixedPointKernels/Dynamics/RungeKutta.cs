using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Dynamics;

/// <summary>Follows ds/dt = k(s) for many independent trajectories, each with its own time, step and stage,
/// whoever evaluates the slopes k.</summary>
/// <remarks>
/// The caller evaluates all trajectories' slopes together: it writes each into <see cref="Slope"/>, calls <see cref="Take"/>, and lets
/// <see cref="Prepare"/> write the point of the next one; six evaluations a step. A step is accepted where
/// max|h Σ eⱼ kⱼ| ≤ min(rtol · scale, 0.02 max|k|), scale = max(|s|, |k|) in the max norm: the first bounds the error along the way, the
/// second lets a trajectory come to rest, since near an attractor rtol · scale alone would leave it oscillating at that distance. Where
/// stability limits the steps, it is the second that rejects them. The next step is <see cref="StepControl"/>'s. A trajectory is identified
/// by its home, an index that its caller gives it, and depends on its own numbers only. Source: <see cref="DormandPrince"/>.
/// </remarks>
internal sealed class RungeKutta<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double FirstStep = 0.2;
    private const double AtRest = 0.02;

    // Steps this much shorter than the time constant of the leak get nowhere: the state runs to infinity in finite time.
    private const double ShortestStep = 1e-9;

    private static readonly double Epsilon = double.CreateTruncating(Precision<T>.Epsilon);

    private readonly int size;
    private readonly double tolerance;
    private readonly AlignedBuffer<T> bases;
    private readonly AlignedBuffer<T> before;
    private readonly AlignedBuffer<T> slopes;
    private readonly Clock[] clocks;

    internal RungeKutta(int capacity, int size, double tolerance)
    {
        (this.size, this.tolerance) = (size, Math.Max(tolerance, 16 * Epsilon));
        bases = new(checked(capacity * size));
        before = new(checked(capacity * size));
        slopes = new(checked(capacity * DormandPrince.Stages * size));
        clocks = new Clock[capacity];
    }

    /// <summary>What a slope led to.</summary>
    internal enum Outcome : byte
    {
        /// <summary>More slopes are needed.</summary>
        Within,

        /// <summary>The slope is that of a point of the trajectory, <see cref="Base"/>.</summary>
        AtPoint,

        /// <summary>The steps have become too short to get anywhere.</summary>
        Stuck,
    }

    internal void Start(int home, ReadOnlySpan<T> state)
    {
        state.CopyTo(Base(home));
        state.CopyTo(Before(home));
        clocks[home] = new Clock { Step = new(FirstStep) };
    }

    /// <summary>t, in the unit of the slopes.</summary>
    internal double Time(int home) => clocks[home].Time;

    /// <summary>The last point of the trajectory.</summary>
    internal Span<T> Base(int home) => bases.Span.Slice(home * size, size);

    /// <summary>The point before <see cref="Base"/>; after none, the start.</summary>
    internal Span<T> Before(int home) => before.Span.Slice(home * size, size);

    /// <summary>The slope at <see cref="Base"/>.</summary>
    internal ReadOnlySpan<T> BaseSlope(int home) => Row(home, 0);

    /// <summary>Where the next slope goes.</summary>
    internal Span<T> Slope(int home) => Row(home, clocks[home].Held);

    /// <summary>The slope at <paramref name="state"/>, a point that <see cref="Prepare"/> wrote or the
    /// start, is in <see cref="Slope"/>.</summary>
    internal Outcome Take(int home, ReadOnlySpan<T> state)
    {
        ref Clock clock = ref clocks[home];
        if (++clock.Held == 1) return Outcome.AtPoint;
        if (clock.Held < DormandPrince.Stages) return Outcome.Within;
        double error = Error(home, state, clock.Step.Length);
        clock.Held = 1;
        if (!(error <= 1))
        {
            clock.Step.Refuse(error);
            return Shortened(clock);
        }

        clock.Time += clock.Step.Length;
        Base(home).CopyTo(Before(home));
        state.CopyTo(Base(home));
        Row(home, DormandPrince.Stages - 1).CopyTo(Row(home, 0));
        clock.Step.Accept(error);
        return Outcome.AtPoint;
    }

    /// <summary>A slope is not finite: the step is taken again, shorter.</summary>
    internal Outcome Refuse(int home)
    {
        clocks[home].Held = 1;
        clocks[home].Step.Fail();
        return Shortened(clocks[home]);
    }

    /// <summary>state ← the point whose slope is wanted next; a step ends at <paramref name="end"/> at the latest.</summary>
    internal void Prepare(int home, double end, Span<T> state)
    {
        ref Clock clock = ref clocks[home];
        if (clock.Held == 1) clock.Step.Length = Math.Min(clock.Step.Length, end - clock.Time);
        Combine(Base(home), DormandPrince.Row(clock.Held), clock.Step.Length, home, state);
    }

    private static Outcome Shortened(in Clock clock) => clock.Step.Length < ShortestStep ? Outcome.Stuck : Outcome.Within;

    // The error over its bound. The second slope's row takes the error itself: only the first and the last slope are of use after it.
    private double Error(int home, ReadOnlySpan<T> state, double length)
    {
        Span<T> error = Row(home, 1);
        Combine(default, DormandPrince.Error, length, home, error);
        double speed = Math.Max(Largest(Row(home, 0)), Largest(Row(home, DormandPrince.Stages - 1)));
        double scale = Math.Max(Largest(state), speed);
        double bound = Math.Max(Math.Min(tolerance * scale, AtRest * speed), 4 * Epsilon * scale);
        double found = Largest(error);
        return found == 0 ? 0 : found / bound;
    }

    private void Combine(ReadOnlySpan<T> start, ReadOnlySpan<double> coefficients, double length, int home, Span<T> result)
    {
        Span<T> weights = stackalloc T[DormandPrince.Stages];
        for (int j = 0; j < coefficients.Length; j++) weights[j] = T.CreateTruncating(length * coefficients[j]);
        SlopeSum<T>.Apply(start, weights[..coefficients.Length], Rows(home), result);
    }

    private static double Largest(ReadOnlySpan<T> values) => Math.Abs(double.CreateTruncating(TensorPrimitives.MaxMagnitude(values)));

    private Span<T> Rows(int home) => slopes.Span.Slice(home * DormandPrince.Stages * size, DormandPrince.Stages * size);

    private Span<T> Row(int home, int slope) => Rows(home).Slice(slope * size, size);

    private struct Clock
    {
        internal double Time;
        internal StepControl Step;
        internal int Held;
    }
}

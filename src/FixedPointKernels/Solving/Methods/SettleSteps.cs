using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Dynamics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Where the dynamics τ ds/dt = κ ∘ (F(s) − s) go from the start: error-controlled steps, and Newton for the end
/// once that is certain to be theirs.</summary>
/// <remarks>
/// Along the way Newton is tried from the trajectory's point, when the residual has fallen or some time has passed; its point p is taken
/// only where <see cref="Attraction{T}"/> holds, p is stable and the trajectory within its basin estimate, and the last step came nearer to
/// it. Otherwise the trajectory goes on from where it was. So a saddle on the way is passed, however small the residual becomes beside it;
/// the one exception is a start with residual 0, which stays. What still moves when the time is over is Unsettled, with the last state and,
/// as its amplitude, the largest max − min of an element over the last tenth of the time; NaN where a million evaluations did not lead
/// there. The right-hand side is any map's. Sources: <see cref="RungeKutta{T}"/>, <see cref="NewtonSteps{T}"/>.
/// </remarks>
internal readonly struct SettleSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // max|error| of a step per unit of the state (float: 2e-6). Basins are decided within about this, times what the way magnifies.
    private const double Accuracy = 1e-6;

    // Newton's steps a trial; a first step that leaves more than a third of the residual is too far to be certified.
    private const int NewtonLimit = 12;
    private static readonly T Promising = T.CreateTruncating(0.3);

    // Newton is tried again at a third of the residual or 1.4 times the time of the last trial: some twenty in 2,000 τ of a limit cycle,
    // few of which take more than one evaluation.
    private static readonly T Fallen = T.CreateTruncating(0.3);
    private const double Later = 1.4;
    private const double FirstTrial = 2;

    // A state that has grown by this factor over the scale of the start is taken to run away.
    private static readonly T RunAway = T.CreateTruncating(1e12);
    private const double LastStretch = 0.9;

    // 500 a time constant for the default 2,000: a network too stiff for that, with |W| of 10⁴ and more, ends where it is by then.
    private const int EvaluationLimit = 1_000_000;

    private readonly int size;
    private readonly double limit;
    private readonly RungeKutta<T> flow;
    private readonly NewtonSteps<T> newton;
    private readonly FactorStore<T> factors;
    private readonly Attraction<T> attraction;
    private readonly AlignedBuffer<T> lowest;
    private readonly AlignedBuffer<T> highest;
    private readonly Trial[] trials;
    private readonly T[] amplitudes;

    /// <param name="capacity">Homes.</param>
    /// <param name="size">Elements of a state.</param>
    /// <param name="limit">T in τ.</param>
    /// <param name="factors">For Newton.</param>
    /// <param name="amplitudes">One per sample: receives what an Unsettled one was doing at the end.</param>
    internal SettleSteps(int capacity, int size, double limit, FactorStore<T> factors, T[] amplitudes)
    {
        (this.size, this.limit, this.factors, this.amplitudes) = (size, limit, factors, amplitudes);
        flow = new(capacity, size, Accuracy);
        newton = new(capacity, size, NewtonLimit, factors);
        attraction = new(size);
        lowest = new(checked(capacity * size));
        highest = new(checked(capacity * size));
        trials = new Trial[capacity];
    }

    public bool NeedsLinearization => true;

    public bool AnyPointCounts => false;

    public void Start(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        flow.Start(home, slots.State(row));
        trials[home] = new Trial { Residual = T.PositiveInfinity, Time = FirstTrial };
        Row(lowest, home).Fill(T.PositiveInfinity);
        Row(highest, home).Fill(T.NegativeInfinity);
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        int home = slots.Home[row];
        ref Trial trial = ref trials[home];
        if (trial.Running) return JudgeTrial(map, slots, row, ref trial);
        StateUpdates.Subtract(slots.Image(row), slots.State(row), flow.Slope(home));
        ReadOnlySpan<T> rates = TMap.RelaxationRates(map);
        if (!rates.IsEmpty) TensorPrimitives.Multiply(rates, flow.Slope(home), flow.Slope(home));
        return flow.Take(home, slots.State(row)) switch
        {
            RungeKutta<T>.Outcome.Within => SolveStatus.Unsolved,
            RungeKutta<T>.Outcome.Stuck => SolveStatus.Diverged,
            _ => JudgePoint(map, slots, row, ref trial),
        };
    }

    public SolveStatus Recover(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        ref Trial trial = ref trials[home];
        if (trial.Running) return GiveUp(slots, row, ref trial);
        return flow.Refuse(home) == RungeKutta<T>.Outcome.Stuck ? SolveStatus.Diverged : SolveStatus.Unsolved;
    }

    // A refused point of a trial ends the trial where the Jacobian is singular; a refused point of
    // the trajectory itself then ends the sample.
    public SolveStatus Refuse(Slots<T> slots, int row, bool singular)
    {
        ref Trial trial = ref trials[slots.Home[row]];
        if (!singular) return SolveStatus.Unsolved;
        return trial.Running ? GiveUp(slots, row, ref trial) : SolveStatus.Singular;
    }

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        for (int row = 0; row < slots.Active; row++)
        {
            int home = slots.Home[row];

            // One step ends where the last stretch begins: what drifts evenly takes steps of hundreds
            // of τ, and would be seen at its end alone.
            if (trials[home].Running) newton.AdvanceRow(map, slots, row, report, scratch);
            else flow.Prepare(home, IsLastStretch(flow.Time(home)) ? limit : LastStretch * limit, slots.State(row));
        }
    }

    // At a point of the trajectory: the sample ends, Newton is tried, or the trajectory goes on.
    private SolveStatus JudgePoint<TMap>(in TMap map, Slots<T> slots, int row, ref Trial trial)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        int home = slots.Home[row];
        ReadOnlySpan<T> state = slots.State(row);
        T residual = slots.Residual[row];
        double time = flow.Time(home);

        // What is returned is the trajectory's last point, or the end that Newton finds for it: a
        // smaller residual may have been beside a saddle.
        slots.RememberBest(row, withLinearization: true);
        bool start = slots.Step[row] == 1, small = residual <= slots.Tolerance[row];
        if (start) trial.Scale = T.Max(MaxNorm.Of<T>(state), residual);
        if (start && residual == T.Zero) return SolveStatus.Converged;
        if (residual > RunAway * trial.Scale) return SolveStatus.Diverged;
        if (IsLastStretch(time)) Observe(home, state);
        bool over = time >= limit * (1 - 1e-12) || slots.Step[row] >= EvaluationLimit,
            now = over || residual <= trial.Residual || time >= trial.Time;
        if (now) (trial.Residual, trial.Time) = (Fallen * residual, Math.Max(time + FirstTrial, Later * time));
        if (now && small && attraction.Holds(map, slots.Linearization(row), state, state, flow.BaseSlope(home)))
            return SolveStatus.Converged;
        if (over)
        {
            amplitudes[slots.Sample[row]] = IsLastStretch(time) ? Amplitude(home) : T.NaN;
            return SolveStatus.Unsettled;
        }

        if (!now || start || small) return SolveStatus.Unsolved;
        (trial.Running, trial.Entered, trial.From) = (true, slots.Step[row], residual);
        newton.Start(home);
        return SolveStatus.Unsolved;
    }

    private SolveStatus JudgeTrial<TMap>(in TMap map, Slots<T> slots, int row, ref Trial trial)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        int home = slots.Home[row];
        ReadOnlySpan<T> point = slots.State(row);
        if (slots.Residual[row] <= slots.Tolerance[row])
        {
            bool attracts =
                Approaches(home, point) && attraction.Holds(map, slots.Linearization(row), point, flow.Base(home), flow.BaseSlope(home));
            if (!attracts) return GiveUp(slots, row, ref trial);
            slots.RememberBest(row, withLinearization: true);
            return SolveStatus.Converged;
        }

        bool far = slots.Step[row] == trial.Entered + 1 && !(slots.Residual[row] <= Promising * trial.From);
        return far || newton.Verdict(home) != SolveStatus.Unsolved ? GiveUp(slots, row, ref trial) : SolveStatus.Unsolved;
    }

    // Back to the trajectory. What Newton left of the sample is not of its point.
    private SolveStatus GiveUp(Slots<T> slots, int row, ref Trial trial)
    {
        trial.Running = false;
        factors.Own(slots.Sample[row], good: false);
        return SolveStatus.Unsolved;
    }

    private bool Approaches(int home, ReadOnlySpan<T> point) =>
        TensorPrimitives.Distance(flow.Base(home), point) < TensorPrimitives.Distance(flow.Before(home), point);

    private void Observe(int home, ReadOnlySpan<T> state)
    {
        TensorPrimitives.Min(Row(lowest, home), state, Row(lowest, home));
        TensorPrimitives.Max(Row(highest, home), state, Row(highest, home));
    }

    private bool IsLastStretch(double time) => time >= LastStretch * limit * (1 - 1e-12);

    private T Amplitude(int home)
    {
        TensorPrimitives.Subtract<T>(Row(highest, home), Row(lowest, home), Row(lowest, home));
        return TensorPrimitives.Max<T>(Row(lowest, home));
    }

    private Span<T> Row(AlignedBuffer<T> buffer, int home) => buffer.Span.Slice(home * size, size);

    private struct Trial
    {
        internal bool Running;
        internal int Entered;
        internal double Time;
        internal T From;
        internal T Residual;
        internal T Scale;
    }
}

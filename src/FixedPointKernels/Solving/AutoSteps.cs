using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>
/// The robust default, sample by sample: Anderson; Newton from the best state; slow relaxation from the start, and Newton; the path from the start.
/// </summary>
/// <remarks>
/// Every stage uses the sample's own data only. Anderson brings most samples home at the price of one product per step; Newton those
/// whose map is far from contracting; the relaxation s ← s + 0.1 (F(s) − s) follows the network's own dynamics, so a point that the
/// network itself would settle in is found even where Newton's basin is small; the path finds points where the dynamics never settle.
/// On 440 samples of random tanh networks with ρ(W) from 0.1 to 4 relaxation finds 278 fixed points, all stages together 437. Any fixed point
/// counts: whether it is stable is a question for the analysis of stability.
/// </remarks>
internal readonly struct AutoSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // On trained weights with spectral radius 3.5 Anderson needs 48 steps for all samples; what is not home at 100 rarely comes later.
    private const int AndersonLimit = 100;
    private const int AndersonRestarts = 4;
    private const int RelaxationLimit = 4000;
    private static readonly T RelaxationStep = T.CreateTruncating(0.1);

    private readonly int size;
    private readonly AndersonSteps<T> anderson;
    private readonly NewtonSteps<T> newton;
    private readonly ContinuationSteps<T> path;
    private readonly AlignedBuffer<T> starts;
    private readonly Stage[] stages;
    private readonly int[] enteredAt;
    private readonly bool[] secondPaths;

    internal AutoSteps(int capacity, int size, in AndersonSteps<T> anderson, in NewtonSteps<T> newton, in ContinuationSteps<T> path)
    {
        this.size = size;
        this.anderson = anderson;
        this.newton = newton;
        this.path = path;
        starts = new(checked(capacity * size));
        stages = new Stage[capacity];
        enteredAt = new int[capacity];
        secondPaths = new bool[capacity];
    }

    private enum Stage : byte
    {
        Anderson,
        TowardsNewton,
        Newton,
        TowardsRelaxation,
        Relaxation,
        SecondNewton,
        TowardsPath,
        Path,
        LastNewton,
    }

    public bool NeedsLinearization => true;

    public void Start(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        anderson.Start(slots, row);
        slots.State(row).CopyTo(Anchor(home));
        stages[home] = Stage.Anderson;
        enteredAt[home] = 0;
        secondPaths[home] = false;
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<T> =>
        slots.Residual[row] <= slots.Tolerance[row] ? SolveStatus.Converged : Verdict(slots, row);

    public SolveStatus Recover(Slots<T> slots, int row) => Verdict(slots, row);

    // The dynamics from the start, or the path from there, may end at a true fixed point.
    public SolveStatus Leave(Slots<T> slots, int row)
    {
        switch (stages[slots.Home[row]])
        {
            case Stage.Anderson or Stage.Newton:
                Enter(Stage.TowardsRelaxation, slots, row);
                return SolveStatus.Unsolved;
            case Stage.Relaxation or Stage.SecondNewton:
                Enter(Stage.TowardsPath, slots, row);
                return SolveStatus.Unsolved;
            default:
                return SolveStatus.Singular;
        }
    }

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<T>
    {
        for (int row = 0; row < slots.Active; row++)
        {
            int home = slots.Home[row];
            switch (stages[home])
            {
                case Stage.Anderson:
                    anderson.AdvanceRow(slots, row, scratch);
                    break;
                case Stage.TowardsNewton:
                    slots.BestState(row).CopyTo(slots.State(row));
                    newton.Start(home);
                    Enter(Stage.Newton, slots, row);
                    break;
                case Stage.TowardsRelaxation:
                    Anchor(home).CopyTo(slots.State(row));
                    Enter(Stage.Relaxation, slots, row);
                    break;
                case Stage.TowardsPath:
                    Anchor(home).CopyTo(slots.State(row));
                    path.Start(home);
                    Enter(Stage.Path, slots, row);
                    break;
                case Stage.Path:
                    path.AdvanceRow(map, slots, row, Anchor(home), report, scratch);
                    break;
                case Stage.Relaxation:
                    StateUpdates.Relax(RelaxationStep, slots.Image(row), slots.State(row));
                    break;
                default:
                    newton.AdvanceRow(map, slots, row, report, scratch);
                    break;
            }
        }
    }

    // Unsolved, or the verdict of the last stage; moves a sample on to the next stage where the present one is spent.
    private SolveStatus Verdict(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        int steps = slots.Step[row] - enteredAt[home];
        bool finite = T.IsFinite(slots.Residual[row]);
        switch (stages[home])
        {
            case Stage.Anderson:
                if (steps >= AndersonLimit || anderson.Restarts(home) >= AndersonRestarts) Enter(Stage.TowardsNewton, slots, row);
                return SolveStatus.Unsolved;
            case Stage.Newton:
                if (newton.Verdict(home) != SolveStatus.Unsolved) Enter(Stage.TowardsRelaxation, slots, row);
                return SolveStatus.Unsolved;
            case Stage.Relaxation:
                if (!finite) return SolveStatus.Diverged;
                if (steps > RelaxationLimit)
                {
                    newton.Start(home);
                    Enter(Stage.SecondNewton, slots, row);
                }

                return SolveStatus.Unsolved;
            case Stage.SecondNewton:
                if (newton.Verdict(home) != SolveStatus.Unsolved) Enter(Stage.TowardsPath, slots, row);
                return SolveStatus.Unsolved;
            case Stage.Path:
                return FollowPath(slots, row);
            case Stage.LastNewton:
                return newton.Verdict(home);
            default:
                return SolveStatus.Unsolved;
        }
    }

    // At the end of the path Newton finishes; the state has moved since the evaluation, so Newton starts at the next one. A path that was
    // lost is tried once more from the best state so far, from which another path leads.
    private SolveStatus FollowPath(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        switch (path.Of(home))
        {
            case ContinuationSteps<T>.Progress.Arrived:
                newton.Start(home);
                Enter(Stage.LastNewton, slots, row);
                return SolveStatus.Unsolved;
            case ContinuationSteps<T>.Progress.RanAway:
                return Failure(home, SolveStatus.Diverged);
            case ContinuationSteps<T>.Progress.Lost when secondPaths[home]:
                return Failure(home, SolveStatus.Stalled);
            case ContinuationSteps<T>.Progress.Lost:
                secondPaths[home] = true;
                slots.BestState(row).CopyTo(Anchor(home));
                Enter(Stage.TowardsPath, slots, row);
                return SolveStatus.Unsolved;
            default:
                return SolveStatus.Unsolved;
        }
    }

    // That Newton met a singular matrix says more than how the path ended.
    private SolveStatus Failure(int home, SolveStatus otherwise) =>
        newton.Verdict(home) == SolveStatus.Singular ? SolveStatus.Singular : otherwise;

    private Span<T> Anchor(int home) => starts.Span.Slice(home * size, size);

    private void Enter(Stage stage, Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        stages[home] = stage;
        enteredAt[home] = slots.Step[row];
    }
}

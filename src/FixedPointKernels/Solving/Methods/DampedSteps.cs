using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Damped iteration s ← s + α (F(s) − s) until the residual is small; α = 1 is the discrete-time network s ← F(s).</summary>
internal readonly struct DampedSteps<T>(T damping, int limit, int capacity) : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Progress<T> progress = new(capacity);

    public bool NeedsLinearization => false;

    public bool AnyPointCounts => true;

    public void Start(Slots<T> slots, int row) => progress.Start(slots.Home[row]);

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (slots.Residual[row] <= slots.Tolerance[row]) return SolveStatus.Converged;
        return slots.Step[row] > limit ? SolveStatus.StepLimit : progress.Judge(slots, row);
    }

    public SolveStatus Recover(Slots<T> slots, int row) => SolveStatus.Diverged;

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => singular ? SolveStatus.Singular : SolveStatus.Unsolved;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T> => StateUpdates.Relax(damping, slots.Images, slots.States);
}

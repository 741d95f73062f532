using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>No steps at all: one evaluation, which says whether the given states are converged.</summary>
internal readonly struct OneLook<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public bool NeedsLinearization => false;

    public bool AnyPointCounts => true;

    public void Start(Slots<T> slots, int row)
    {
    }

    // Always a question for Acceptance: a point may be as good as promised with a residual over the tolerance that is rounding alone.
    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T> => SolveStatus.Converged;

    public SolveStatus Recover(Slots<T> slots, int row) => SolveStatus.NonFinite;

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => singular ? SolveStatus.Singular : SolveStatus.Stalled;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
    }
}

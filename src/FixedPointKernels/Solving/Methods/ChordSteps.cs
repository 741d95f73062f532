using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Chord iteration for a whole batch: s ← s + P (F(s) − s) with one shared P = (I − D̄F)⁻¹ at
/// the batch's mean linearization.</summary>
/// <remarks>
/// One factorization and inverse serve all samples, and later calls too for as long as the steps contract; a step is two products. Because
/// the preconditioner is shared, a sample's bits depend on its batch; its residual meets the tolerance all the same. A sample whose
/// residual does not fall ends as Stalled, for a method that uses the sample's own data to go on with. Source: C. T. Kelley, "Solving
/// Nonlinear Equations with Newton's Method", 2003 (chord and Shamanskii methods).
/// </remarks>
internal readonly struct ChordSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Six steps in which the residual did not fall by a quarter, all in all: LU by sample is cheaper from there on.
    private const int Patience = 6;

    // A batch of which a quarter of the rows is slow deserves a factorization at its present points, up to this many a call.
    private const int MaxRefreshes = 4;

    private static readonly T Slow = T.CreateTruncating(0.75);

    private readonly int size;
    private readonly int limit;
    private readonly T[] last;
    private readonly int[] slow;
    private readonly int[] refreshes;
    private readonly SharedInverse<T> inverse;

    internal ChordSteps(int capacity, int size, int limit)
    {
        (this.size, this.limit) = (size, limit);
        inverse = new(size);
        last = new T[capacity];
        slow = new int[capacity];
        refreshes = new int[1];
    }

    public bool NeedsLinearization => true;

    public bool AnyPointCounts => true;

    internal static ScratchSize Scratch(int capacity, int size, int linearizationSize) =>
        ScratchSize.Max(ScratchSize.Of(capacity, size), SharedInverse<T>.RefreshScratch(size, linearizationSize));

    /// <summary>A new call: the inverse of the last one is tried first.</summary>
    internal void BeginCall() => refreshes[0] = 0;

    /// <summary>The next call has no inverse to try.</summary>
    internal void Forget() => inverse.Forget();

    public void Start(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        last[home] = T.PositiveInfinity;
        slow[home] = 0;
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        int home = slots.Home[row];
        T residual = slots.Residual[row];
        if (residual <= slots.Tolerance[row]) return SolveStatus.Converged;
        if (!(residual <= Slow * last[home])) slow[home]++;
        last[home] = residual;
        if (slow[home] >= Patience) return SolveStatus.Stalled;
        return slots.Step[row] > limit ? SolveStatus.StepLimit : SolveStatus.Unsolved;
    }

    public SolveStatus Recover(Slots<T> slots, int row) => SolveStatus.Diverged;

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => singular ? SolveStatus.Singular : SolveStatus.Unsolved;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if ((!inverse.Usable || Disappoints(slots)) && report.Meter.TryShare(slots.Sample.AsSpan(0, slots.Active)))
        {
            inverse.Refresh(map, slots, report, scratch);
            refreshes[0]++;
        }

        int active = slots.Active;
        scratch.Take(active, size, out Span<T> residuals);
        StateUpdates.Subtract(slots.Images, slots.States, residuals);
        if (inverse.Usable) inverse.Apply(active, residuals, T.One, slots.States);
        else TensorPrimitives.Add(slots.States, residuals, slots.States);
    }

    private bool Disappoints(Slots<T> slots)
    {
        if (refreshes[0] >= MaxRefreshes) return false;
        int slowRows = 0;
        for (int row = 0; row < slots.Active; row++) slowRows += slow[slots.Home[row]] > refreshes[0] ? 1 : 0;
        return 4 * slowRows > slots.Active;
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>A fixed number of Euler steps of τ ds/dt = −s + F(s): s ← s + h (F(s) − s), h = dt/τ.</summary>
/// <remarks>
/// Exactly the published forward pass: every step is taken, converged or not, and the last state is the result. Source: V. Zhu,
/// R. Rosenbaum, "Learning Fixed Points of Recurrent Neural Networks by Reparameterizing the Network Model", 2024 (500 steps of 0.01).
/// Residual and linearization are of use after the last step only: most steps go without
/// (<see cref="IFixedPointMap{TSelf, T}.Relax"/>), with the same bits.
/// </remarks>
internal readonly struct EulerSteps<T>(T stepSize, int count) : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Steps between two checks of residuals and cancellation. In 125 steps a full evaluation hardly counts, nor does what a map prepares
    // for many steps (RelaxPanels packs W and turns states and drives over: 49 steps a call took 0.4 to 0.6 % more a step than 124,
    // N = 300), and 125 steps of 64 rows of 300 are some 17 ms.
    private const int Stride = 125;

    public bool NeedsLinearization => false;

    public bool AnyPointCounts => false;

    public void Start(Slots<T> slots, int row)
    {
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        // One evaluation more than steps: the last one measures the residual of what is returned.
        slots.RememberBest(row, slots.LinearizationSize > 0);
        if (slots.Step[row] <= count) return SolveStatus.Unsolved;
        return slots.Residual[row] <= slots.Tolerance[row] ? SolveStatus.Converged : SolveStatus.StepLimit;
    }

    public SolveStatus Recover(Slots<T> slots, int row) => SolveStatus.Diverged;

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => SolveStatus.StepLimit;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        StateUpdates.RelaxBy(stepSize, TMap.RelaxationRates(map), slots.Images, slots.States);
        int active = slots.Active;
        int more = Stride - 1;
        for (int row = 0; row < active; row++) more = Math.Min(more, count - slots.Step[row]);
        TMap.RelaxAt(map, active, more, stepSize, slots.States, slots.Drives, slots.Linearizations, slots.Images, scratch);
        for (int row = 0; row < active; row++) slots.Step[row] += more;
        report.Evaluations += (long)more * active;
    }
}

using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>A fixed number of Euler steps of τ ds/dt = −s + F(s): s ← s + h (F(s) − s), h = dt/τ.</summary>
/// <remarks>
/// Exactly the published forward pass: every step is taken, converged or not, and the last state is the result. Source: V. Zhu,
/// R. Rosenbaum, "Learning Fixed Points of Recurrent Neural Networks by Reparameterizing the Network Model", 2024 (500 steps of 0.01).
/// </remarks>
internal readonly struct EulerSteps<T>(T stepSize, int count) : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public bool NeedsLinearization => false;

    public void Start(Slots<T> slots, int row)
    {
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<T>
    {
        // One evaluation more than steps: the last one measures the residual of what is returned.
        if (slots.Step[row] <= count) return SolveStatus.Running;
        slots.RememberBest(row, slots.LinearizationSize > 0);
        return slots.Residual[row] <= slots.Tolerance[row] ? SolveStatus.Converged : SolveStatus.StepLimit;
    }

    public SolveStatus Recover(Slots<T> slots, int row) => SolveStatus.Diverged;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<T> => StateUpdates.Relax(stepSize, slots.Images, slots.States);
}

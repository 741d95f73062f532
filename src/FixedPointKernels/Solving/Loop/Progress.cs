using System.Numerics;

namespace FixedPointKernels.Solving;

/// <summary>Says of an iteration whether it still gets anywhere: Diverged when it runs away, Stalled
/// when the residual stands still.</summary>
/// <remarks>
/// Standing still is to reach no new low. An iteration that leaves a saddle reaches none either: its residual grows from 1e-9, say, before
/// it can fall again. It is seen by the peak of the residual, which grows from one half of the window to the next, and from then on is
/// measured by the way down from its new peaks; on a limit cycle peaks repeat.
/// </remarks>
internal sealed class Progress<T>(int capacity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A rate of 0.9995 per step still gains a tenth in 210 steps; slower than that is not worth its step limit.
    private const int Window = 210;
    private const int Half = Window / 2;

    private static readonly T Gain = T.CreateTruncating(0.9);

    // A residual 10⁸ times the best one has left the neighbourhood of every point of interest; up to 1 it may be a saddle's.
    private static readonly T RunAway = T.CreateTruncating(1e8);

    private readonly Marks[] marks = new Marks[capacity];

    internal void Start(int home, int step = 0) =>
        marks[home] = new Marks { Low = T.PositiveInfinity, High = T.PositiveInfinity, At = step };

    internal SolveStatus Judge(Slots<T> slots, int row)
    {
        ref Marks mark = ref marks[slots.Home[row]];
        T residual = slots.Residual[row];
        int step = slots.Step[row];
        if (residual > RunAway * (slots.BestResidual[row] + T.One)) return SolveStatus.Diverged;
        bool record = Gain * residual >= mark.High;
        if (record) mark.High = residual;
        if (record || residual <= Gain * mark.Low) (mark.Low, mark.Peak, mark.At) = (residual, T.Zero, step);
        if (step - mark.At == Half) (mark.PeakBefore, mark.Peak) = (mark.Peak, T.Zero);
        mark.Peak = T.Max(mark.Peak, residual);
        if (step - mark.At <= Window) return SolveStatus.Unsolved;
        if (Gain * mark.Peak < mark.PeakBefore) return SolveStatus.Stalled;
        (mark.Low, mark.High, mark.Peak, mark.At) = (residual, residual, T.Zero, step);
        return SolveStatus.Unsolved;
    }

    private struct Marks
    {
        internal T Low;
        internal T High;
        internal T Peak;
        internal T PeakBefore;
        internal int At;
    }
}

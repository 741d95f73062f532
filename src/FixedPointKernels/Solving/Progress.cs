using System.Numerics;

namespace FixedPointKernels.Solving;

/// <summary>Says of an iteration whether it still gets anywhere: Diverged when it runs away, Stalled when the best residual stands still.</summary>
internal sealed class Progress<T>(int capacity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A rate of 0.9995 per step still gains a tenth in 210 steps; slower than that is not worth its step limit.
    private const int Window = 210;

    private static readonly T Gain = T.CreateTruncating(0.9);

    // A residual 10⁸ times the best one has left the neighbourhood of every point of interest.
    private static readonly T RunAway = T.CreateTruncating(1e8);

    private readonly T[] mark = new T[capacity];
    private readonly int[] markedAt = new int[capacity];

    internal void Start(int home, int step = 0)
    {
        mark[home] = T.PositiveInfinity;
        markedAt[home] = step;
    }

    internal SolveStatus Judge(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        T best = slots.BestResidual[row];
        if (slots.Residual[row] > RunAway * (best + T.One)) return SolveStatus.Diverged;
        if (best <= Gain * mark[home])
        {
            mark[home] = best;
            markedAt[home] = slots.Step[row];
        }

        return slots.Step[row] - markedAt[home] > Window ? SolveStatus.Stalled : SolveStatus.Unsolved;
    }
}

using System.Numerics;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>One run of a rule from a problem's start, step by step, until it is done or cannot go on.</summary>
internal sealed class LinearRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LinearPlan plan;
    private readonly int steps;
    private readonly Sweep sweep;
    private readonly T[] change;

    internal LinearRun(LinearProblem problem, LinearPlan plan, int steps, Sweep sweep)
    {
        (this.plan, this.steps, this.sweep) = (plan, steps, sweep);
        Network = new(problem);
        change = new T[problem.Neurons * problem.Neurons];
    }

    internal LinearNetwork<T> Network { get; }

    /// <summary>Updates made so far.</summary>
    internal int Step { get; private set; } = -1;

    /// <summary>Running, or why the run ended.</summary>
    internal SolveStatus End { get; private set; } = SolveStatus.Unsolved;

    /// <summary>Brings the network to the start, or after the next update, with a finite loss; false when the run has ended.</summary>
    internal bool Next()
    {
        if (End != SolveStatus.Unsolved) return false;
        if (Step == steps) return Stop(SolveStatus.StepLimit);
        if (sweep.Cancellation.IsCancellationRequested) return Stop(SolveStatus.Cancelled);
        if (Step >= 0)
        {
            SolveStatus verdict = Network.Change(plan.Rule, plan.Rate, change);
            if (verdict != SolveStatus.Converged) return Stop(verdict);
            if (!Network.Add(change)) return Stop(SolveStatus.NonFinite);
            sweep.Advanced?.Invoke();
        }

        Step++;
        if (!Network.Solve()) return Stop(SolveStatus.Singular);
        return double.IsFinite(Network.Loss) || Stop(SolveStatus.NonFinite);
    }

    private bool Stop(SolveStatus why)
    {
        End = why;
        return false;
    }
}

using System.Collections.Generic;

namespace FixedPointKernels.Bench.Latency;

/// <summary>One claim: what was measured and the most it may be.</summary>
internal sealed record LatencyRow(string Name, double Figure, double Goal, string Unit)
{
    internal bool Ok => Figure <= Goal;
}

/// <summary>The latency goals, and how often and how fast each size is called.</summary>
internal static class LatencyGoals
{
    internal const double Residual = 1e-5;

    /// <summary>What the tracker is asked for. It measures in float, where a sum of 257 terms of size 1 is off by about
    /// √257·2⁻²⁴ = 1e-6 at the very worst seen.</summary>
    internal const double Tolerance = 9e-6;
    internal const int Runs = 5;

    /// <summary>Neurons, the goal of the median in µs, µs from call to call, calls per run of the short programme: over
    /// 10⁶ in five runs of all sizes.</summary>
    internal static (int Neurons, double Median, double Period, int Calls)[] Sizes { get; } =
        [(16, 0.5, 2, 120_000), (64, 2, 3, 60_000), (128, 6, 8, 20_000), (256, 20, 25, 10_000)];

    /// <summary>The rows of one size.</summary>
    internal static IEnumerable<LatencyRow> Rows(int neurons, double median, LatencyRun run)
    {
        yield return new("median", run.Median * 1e6, median, "µs");
        yield return new("p99.9 less the empty loop's", run.TailOverEmpty / run.Median, 3, "× median");
        yield return new($"worst residual of {run.Calls}", run.WorstResidual, Residual, string.Empty);
        yield return new($"collections in {run.Calls}", run.Collections, 0, string.Empty);
    }

    /// <summary>The tracked solves of one size, without the solver beside them.</summary>
    internal static IEnumerable<LatencyRow> Measure(int neurons, double median, double period, int calls)
    {
        LatencyCase problem = new(neurons);
        return Rows(neurons, median,
            LatencyRun.Of("tracker, warm", problem, new Track(new(problem.Network, Tolerance)), Runs, calls, period * 1e-6));
    }
}

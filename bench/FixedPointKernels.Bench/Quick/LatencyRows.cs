using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Bench.FirstCall;
using FixedPointKernels.Bench.Latency;

namespace FixedPointKernels.Bench.Quick;

/// <summary>What one call costs: a tracked solve in a paced loop, and the first call of a fresh process.</summary>
internal static class LatencyRows
{
    internal static IEnumerable<Row> All()
    {
        foreach ((int neurons, double median, double period, int calls) in LatencyGoals.Sizes)
        {
            string name = $"latency N={neurons}";
            yield return new(name, () => LatencyGoals.Measure(
                neurons, median, period, calls).Select(row => Line.Most($"{name}, {row.Name}", row.Figure, row.Unit, row.Goal, "")));
        }

        yield return new("first call", () =>
            [Line.Most("first call, one solve in a fresh process", FirstCallCost.Measure() * 1e3, "ms", 50, "over an empty application")]);
    }
}

using System.Collections.Generic;
using FixedPointKernels.Bench.Latency;

namespace FixedPointKernels.Bench.Quick;

/// <summary>How much longer than usual a tracked call can be, at gains where points are easy to follow, where they come and go, and where
/// there may be none; and the same with an adjoint, a rule and an update in every call.</summary>
internal static class BoundRows
{
    internal static IEnumerable<Row> All()
    {
        foreach (int neurons in (int[])[64, 128])
        {
            foreach (double gain in (double[])[0.9, 1.5, 3])
                yield return Row($"bound N={neurons} g={gain:0.0}", neurons, gain, learns: false);
            yield return Row($"bound N={neurons} learning", neurons, 0.9, learns: true);
        }
    }

    private static Row Row(string name, int neurons, double gain, bool learns) => new(name, () => Rows(name, neurons, gain, learns));

    private static IEnumerable<Line> Rows(string name, int neurons, double gain, bool learns)
    {
        BoundRun run = BoundRun.Of(neurons, gain, learns, calls: 1_000_000, runs: 5);
        yield return Line.Most(
            $"{name} longest less empty", run.Ratio, "× median", 12,
            $"p50 {Micro(run.Median)}, p99 {Micro(run.P99)}, p99.9 {Micro(run.P999)}, longest {Micro(run.Longest)} µs, empty "
            + $"{Micro(run.Empty)}; with interrupts {Micro(run.Once)}; the first, out of cold caches, {Micro(run.Cold)}");
        if (gain < 2) yield return Line.Least($"{name} converged", 100 * run.Converged, "%", 99, "of 1,000,000 calls");
        yield return Line.Most($"{name} bytes", run.Bytes, "", 0, "5,000,000 calls");
    }

    private static string Micro(double seconds) => Line.Number(seconds * 1e6);
}

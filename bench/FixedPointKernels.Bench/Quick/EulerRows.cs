using System.Collections.Generic;
using FixedPointKernels.Bench.Solving;

namespace FixedPointKernels.Bench.Quick;

/// <summary>The published forward pass, 500 Euler steps of a batch of the MNIST network, against 500 bare
/// products of the same packed weights.</summary>
internal static class EulerRows
{
    private const string Name = "500 Euler steps float 512×300";

    internal static IEnumerable<Row> All()
    {
        yield return new(Name, Measure);
    }

    private static IEnumerable<Line> Measure()
    {
        EulerPass pass = new(512, 300);
        Timings timings = new([pass.Solve, pass.Multiply], 1);
        yield return Line.Most(
            Name, timings.Ratio(0, 1), "× 500 products", 1.15,
            $"{Line.Number(timings.Seconds(0) * 1e3)} against {Line.Number(timings.Seconds(1) * 1e3)} ms, "
            + $"{Line.Number(pass.Flops / timings.Seconds(0) * 1e-9)} GFLOP/s");
    }
}

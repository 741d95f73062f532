using System.Collections.Generic;
using FixedPointKernels.Bench.Solving;

namespace FixedPointKernels.Bench.Quick;

/// <summary>What a solver evaluates in each step, W r + x, activation, residual and gain, against the bare product
/// W r of the same packed weights.</summary>
internal static class SolverStepRows
{
    internal static IEnumerable<Row> All()
    {
        foreach ((int rows, int n) in ((int, int)[])[(512, 300), (64, 256), (61, 257), (1, 300), (1, 256), (1, 257)])
            yield return new($"solver step float {rows}×{n}", () => Measure($"solver step float {rows}×{n}", rows, n));
    }

    private static IEnumerable<Line> Measure(string name, int rows, int n)
    {
        int inner = rows == 1 ? 16 : 1;
        SolverStep<float> one = new(rows, n);
        void Step()
        {
            for (int i = 0; i < inner; i++) one.Evaluate();
        }

        void Product()
        {
            for (int i = 0; i < inner; i++) one.Multiply();
        }

        Timings timings = new([Step, Product], inner);
        yield return Line.Most(
            name, timings.Ratio(0, 1), "× product", 1.15,
            $"{Line.Number(timings.Seconds(0) * 1e6)} against {Line.Number(timings.Seconds(1) * 1e6)} µs");
    }
}

using System.Collections.Generic;
using FixedPointKernels.Activations;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;

namespace FixedPointKernels.Bench.Quick;

/// <summary>What a solver evaluates in each step, W r + x, activation, residual and gain, against the bare product W r of the same packed weights.</summary>
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
        float[] w = BenchData.Skewed<float>(n * n, 1);
        for (int i = 0; i < w.Length; i++) w[i] /= n;
        PackedWeights<float> weights = new(w, n, n);
        RateMap<float, Tanh> map = new(weights, default);
        AlignedBuffer<float> states = BenchData.Aligned<float>(rows * n, 2), drives = BenchData.Aligned<float>(rows * n, 3);
        AlignedBuffer<float> images = new(rows * n), gains = new(rows * n), residuals = new(rows), scratch = map.Scratch(rows).Allocate<float>();
        void Step()
        {
            for (int i = 0; i < inner; i++) map.Evaluate(rows, states.Span, drives.Span, images.Span, gains.Span, residuals.Span, scratch.Scratch);
        }

        void Product()
        {
            for (int i = 0; i < inner; i++) weights.Multiply(rows, states.Span, 0f, images.Span);
        }

        Timings timings = new([Step, Product], inner);
        yield return Line.Most(
            name, timings.Ratio(0, 1), "× product", 1.15, $"{Line.Number(timings.Seconds(0) * 1e6)} against {Line.Number(timings.Seconds(1) * 1e6)} µs");
    }
}

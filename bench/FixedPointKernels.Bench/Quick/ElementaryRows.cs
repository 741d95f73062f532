using System;
using System.Collections.Generic;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Bench.Activations;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Quick;

/// <summary>exp, tanh and logistic over a span in the first-level cache, against TensorPrimitives.</summary>
internal static class ElementaryRows
{
    internal static IEnumerable<Row> All()
    {
        foreach (int n in (int[])[2048, 1003])
        {
            yield return new(
                $"exp float {n}", () => Measure<Exponential, float>($"exp float {n}", n, (x, y) => TensorPrimitives.Exp<float>(x, y)));
            yield return new(
                $"tanh float {n}", () => Measure<Tanh, float>($"tanh float {n}", n, (x, y) => TensorPrimitives.Tanh<float>(x, y)));
            yield return new($"logistic float {n}", () =>
                Measure<Logistic, float>($"logistic float {n}", n, (x, y) => TensorPrimitives.Sigmoid<float>(x, y)));
            yield return new(
                $"exp double {n}", () => Measure<Exponential, double>($"exp double {n}", n, (x, y) => TensorPrimitives.Exp<double>(x, y)));
            yield return new(
                $"tanh double {n}", () => Measure<Tanh, double>($"tanh double {n}", n, (x, y) => TensorPrimitives.Tanh<double>(x, y)));
            yield return new($"logistic double {n}", () =>
                Measure<Logistic, double>($"logistic double {n}", n, (x, y) => TensorPrimitives.Sigmoid<double>(x, y)));
        }
    }

    private delegate void Over<T>(ReadOnlySpan<T> arguments, Span<T> values);

    // One delegate call for some 100 ns of work on their side: 1 to 2 %, and the same on ours.
    private static IEnumerable<Line> Measure<TActivation, T>(string name, int n, Over<T> theirs)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int inner = 16;
        AlignedBuffer<T> x = BenchData.Aligned<T>(n, 1), y = new(n), z = new(n);
        for (int i = 0; i < n; i++) x.Span[i] *= T.CreateTruncating(6);
        Over<T> ours = Ours<TActivation, T>;
        Timings timings = new([() => Repeat(ours, x, y, inner), () => Repeat(theirs, x, z, inner)], inner);
        Agreement.Require<T>(y.Span, z.Span, 1e-6);
        string note = $"{Line.Number(timings.Seconds(0) / n * 1e9)} against "
            + $"{Line.Number(timings.Seconds(1) / n * 1e9)} ns an element, at {Machine.TensorBits} bits";
        yield return Line.Least($"{name} vs TensorPrimitives", timings.Ratio(1, 0), "×", 1, note);
    }

    private static void Ours<TActivation, T>(ReadOnlySpan<T> arguments, Span<T> values)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Activation.Apply(default(TActivation), arguments, values);

    private static void Repeat<T>(Over<T> function, AlignedBuffer<T> x, AlignedBuffer<T> y, int times)
        where T : unmanaged
    {
        for (int i = 0; i < times; i++) function(x.Span, y.Span);
    }
}

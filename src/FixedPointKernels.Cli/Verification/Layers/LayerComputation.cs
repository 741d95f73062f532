using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of a layer, by the names of <see cref="LayerCase.Quantities"/>: of the fixed point from the trained layer
/// itself, of so many iterations from <see cref="UnrolledIteration{T}"/>; none of a row without a fixed point.</summary>
internal static class LayerComputation
{
    private static readonly string[] Learned = [LayerCase.Drive, LayerCase.Gain, LayerCase.Pool, LayerCase.Floor, LayerCase.Recurrent];

    internal static IReadOnlyDictionary<string, double[]> Of(LayerCase one, Precision precision) =>
        precision == Precision.Float ? Of<float>(one) : Of<double>(one);

    private static Dictionary<string, double[]> Of<T>(LayerCase one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        one.Iterations is { } steps ? UnrolledIteration<T>.Of(one, steps) : OfPoint<T>(one);

    private static Dictionary<string, double[]> OfPoint<T>(LayerCase one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = one.X.Length / one.Inputs, n = one.Units;
        T[] Given(string name) => one.Given.TryGetValue(name, out double[]? values) ? Narrow<T>(values) : [];
        NormalizationLayer<T> layer = new(
            "layer", Given(LayerCase.Drive), Given(LayerCase.Gain), Given(LayerCase.Pool), Given(LayerCase.Floor),
            Given(LayerCase.Recurrent), one.Inputs, one.Semisaturation, SpectralPrecision.Undivided)
        { ToLastDigits = true };
        AlignedBuffer<T> input = new(one.X.Length);
        Narrow<T>(one.X).AsSpan().CopyTo(input.Span);
        NormalizationStage<T> stage = new(layer, new(input, null, false, rows, 1));
        SolveStatus[] statuses = [.. Enumerable.Repeat(SolveStatus.Converged, rows)];
        stage.Forward(0, 0, rows, true, statuses);
        Dictionary<string, double[]> found = [];
        double[] states = Widen(stage.States.ToArray()), rates = Widen(stage.Output.Span.ToArray());
        Narrow<T>(one.Errors).AsSpan().CopyTo(stage.Errors.Span);
        stage.Backward(0, 0, rows, statuses);
        if (statuses.Any(status => status != SolveStatus.Converged)) return found;
        found["layer.y"] = [.. states.Chunk(2 * n).SelectMany(row => row[..n])];
        found["layer.a"] = [.. states.Chunk(2 * n).SelectMany(row => row[n..])];
        found["layer.out"] = rates;
        found["layer.loss"] = [rates.Zip(one.Errors, (rate, error) => rate * error).Sum()];
        for (int i = 0; i < Learned.Length && i < stage.Gradients.Count; i++)
        {
            // The sum over the rows, not their mean.
            IParameterGradient<T> gradient = stage.Gradients[i]!;
            gradient.Load(T.CreateTruncating(rows), rows);
            gradient.Run(0, 1);
            gradient.Complete();
            found[$"layer.grads.{Learned[i]}"] = Widen(gradient.Value.ToArray());
        }

        return found;
    }

    internal static double[] Widen<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(double.CreateChecked)];

    internal static T[] Narrow<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];
}

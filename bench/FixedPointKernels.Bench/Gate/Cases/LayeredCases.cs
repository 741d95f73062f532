using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>A whole training step of layers of normalization behind an autoencoder, and of cells that are shown the digits row by row, on
/// one thread.</summary>
internal static class LayeredCases
{
    private const int Units = 20, Batch = 96;

    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Step($"layers/{element}/identity-{Batch}x{Units}", data => Layers<T>(data, ClassifierKind.Identity));
        yield return Step($"layers/{element}/generic-{Batch}x{Units}", data => Layers<T>(data, ClassifierKind.Generic));
        yield return Step($"sequence/{element}/circuit-{Batch}x{Units}", data => Named(SequenceClassifier<T>.Random(Shape(data), 0)));
        yield return Step($"sequence/{element}/tanh-{Batch}x{Units}", data => Named(SequenceClassifier<T>.Tanh(Shape(data), 0)));
    }

    // A rate of zero leaves the weights as they are, so that every call does the same work. 96 samples are a block and a half.
    private static GateCase Step<T>(string name, Func<Dataset, (IModel<T> Model, ParameterSet Parts)> make)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            Dataset digits = Digits.Load();
            (IModel<T> model, ParameterSet parts) = make(digits);
            Trainer<T> trainer = new(model, new()
            {
                Parts = parts, Rate = 0, Optimizer = OptimizerKind.Adam, Penalty = 1e-5, BatchSize = Batch, MeasuresGradient = true,
            });
            int[] chosen = [.. Enumerable.Range(0, Batch)];
            return () => trainer.Step(digits, chosen);
        });

    private static (IModel<T> Model, ParameterSet Parts) Layers<T>(Dataset data, ClassifierKind kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AutoencoderClassifier<T> model = AutoencoderClassifier<T>.Random(data.Features, data.Classes, [Units], kind, 0);
        return (model, model.Trainable);
    }

    private static (IModel<T> Model, ParameterSet Parts) Named<T>(SequenceClassifier<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (model, model.Trainable);

    // Eight rows of eight pixels.
    private static SequenceShape Shape(Dataset data) => new(Units, 8, data.Features / 8, data.Classes);
}

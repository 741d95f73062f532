using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>The gradient that a model's step takes, against central differences of its loss.</summary>
internal static class LossDifferences
{
    private const double Rate = 1e-3;
    private const double Width = 1e-5;

    /// <summary>All samples at once, by plain steps: each entry within 1e-7 of the largest of its parameter.</summary>
    /// <param name="model">Its trained parameters are changed.</param>
    /// <param name="settings">What is trained.</param>
    /// <param name="data">The samples.</param>
    /// <param name="except">Parameters that are not compared.</param>
    internal static void Check(IModel<double> model, TrainingSettings settings, SampleSet data, params string[] except)
    {
        using Trainer<double> trainer = new(
            model, settings with { Optimizer = OptimizerKind.Sgd, Rate = Rate, BatchSize = data.Count });
        int[] all = [.. Enumerable.Range(0, data.Count)];
        List<Parameter<double>> trained = [.. model.Parameters.Where(one => settings.Parts.Names.Contains(one.Name))];
        double[][] before = [.. trained.Select(one => one.Values.ToArray())];
        double[][] expected = [.. trained.Select(one => Enumerable.Range(0, one.Count).Select(entry => Slope(one, entry)).ToArray())];
        Assert.True(trainer.Step(data, all).Applied);
        for (int p = 0; p < trained.Count; p++)
        {
            if (except.Contains(trained[p].Name)) continue;
            double scale = 1e-3 + expected[p].Max(Math.Abs);
            for (int i = 0; i < expected[p].Length; i++)
            {
                double found = (before[p][i] - trained[p].Values[i]) / Rate;
                Assert.True(Math.Abs(found - expected[p][i]) <= 1e-7 * scale, $"{trained[p].Name}[{i}]: {found:R}, not {expected[p][i]:R}");
            }
        }

        double Slope(Parameter<double> parameter, int entry)
        {
            double[] values = parameter.Values.ToArray();
            double Loss(double change)
            {
                double[] moved = [.. values];
                moved[entry] += change;
                Assert.True(parameter.TrySet(moved));
                return trainer.Measure(data, all).Loss;
            }

            double slope = (Loss(Width) - Loss(-Width)) / (2 * Width);
            Assert.True(parameter.TrySet(values));
            return slope;
        }
    }
}

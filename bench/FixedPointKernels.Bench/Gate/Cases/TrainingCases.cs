using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>A whole training step on one thread, on the digits at their initial weights, and backpropagation through time.</summary>
internal static class TrainingCases
{
    private const int Neurons = 100;

    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Step<T>($"training/{element}/linearized-64x100", RuleTable.Linearized, 64);
        yield return Step<T>($"training/{element}/finite-step-64x100", RuleTable.FiniteStep, 64);
        yield return Step<T>($"training/{element}/euclidean-8x100", RuleTable.Euclidean, 8);
        yield return GateCase.Of($"training/{element}/through-time-8x100", () =>
        {
            const int batch = 8;
            RateNetwork<T, Tanh> network = CaseNetwork.Random<T>(Neurons, 0.9);
            ThroughTime<T, Tanh> time = new(network.Recurrent, network.Activation, batch, 0.1, 20);
            AlignedBuffer<T> drive = CaseOperands.Gaussian<T>(2, batch * Neurons), rates = new(drive.Length),
                driveGradient = new(drive.Length), weightGradient = new(Neurons * Neurons);
            return () =>
            {
                weightGradient.Span.Clear();
                time.Forward(drive.Span, rates.Span);
                time.Backward(rates.Span, T.One, batch, weightGradient.Span, driveGradient.Span);
            };
        });
    }

    // A rate of zero leaves the weights as they are, so that every call does the same work; the update and its repacking are still done.
    private static GateCase Step<T>(string name, RuleEntry rule, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            Dataset digits = Digits.Load();
            Model<T, Tanh> model = Model<T, Tanh>.Random(Neurons, digits.Features, digits.Classes, 0);
            Trainer<T> trainer = new(model, new TrainingSettings { Rule = rule, Rate = 0, BatchSize = batch });
            int[] chosen = [.. Enumerable.Range(0, batch)];
            return () => trainer.Step(digits, chosen);
        });
}

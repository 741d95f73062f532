using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Bench.Choosing;

/// <summary>A network and inputs of the kind a solver meets: drawn at random, or trained on the digits by a rule.</summary>
internal sealed record BenchNetwork(string Name, RateNetwork<double, Tanh> Network, double[] Drive, int Samples)
{
    private const int Neurons = 200;
    private const int Count = 256;

    internal double SpectralRadius => Stability.OfMatrix<double>(Network.Neurons, Network.Weights).SpectralRadius;

    internal static IEnumerable<BenchNetwork> All()
    {
        yield return Random(0.8);
        yield return Random(1.5);
        yield return Random(3);
        yield return Trained(RuleTable.Variant, 0.05);
        yield return Trained(RuleTable.Linearized, 0.1);
        yield return Trained(RuleTable.Linearized, 0.2);
        yield return Trained(RuleTable.Euclidean, 0.1);
    }

    private static BenchNetwork Random(double radius)
    {
        double[] weights = new double[Neurons * Neurons];
        double[] drive = new double[Count * Neurons];
        new SeededRandom(1).FillGaussian<double>(weights, radius / System.Math.Sqrt(Neurons));
        new SeededRandom(2).FillGaussian<double>(drive, 1);
        return new($"random, gain {radius}, N(0,1) inputs", new RateNetwork<double, Tanh>(weights, Neurons), drive, Count);
    }

    private static BenchNetwork Trained(RuleEntry rule, double rate)
    {
        Split split = Split.Stratified(Digits.Load(), 0.2, 0);
        Model<double, Tanh> model = Model<double, Tanh>.Random(Neurons, split.Train.Features, split.Train.Classes, 0);
        TrainingSettings settings = new() { Rule = rule, Rate = rate, Threads = 2, Epochs = 10 };
        using Trainer<double> trainer = new(model, settings);
        BatchOrder order = new(split.Train.Count, settings.BatchSize, 0);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            order.StartEpoch(epoch);
            for (int batch = 0; batch < order.Batches; batch++) trainer.Step(split.Train, order.Batch(batch));
        }

        double[] features = new double[Count * split.Test.Features];
        double[] drive = new double[Count * Neurons];
        split.Test.Gather<double>([.. Enumerable.Range(0, Count)], features, default);
        model.Network.Drive(features, drive);
        return new($"digits, {rule.Name} {rate}", model.Network, drive, Count);
    }
}

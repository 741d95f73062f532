using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Tests.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Learning.Tests;

/// <summary>Misuse is told in the caller's words, and Half is refused by name in every public generic entry.</summary>
public sealed class RefusalTests
{
    private static readonly double[] One = new double[1], Two = new double[2], Three = new double[3], Four = new double[4];

    private static readonly Dictionary<string, Action> HalfEntries = new()
    {
        ["Checkpoint.ReadFinite"] = () => new Checkpoint("a test").ReadFinite<Half>("none", default, 1),
        ["Checkpoint.ReadNumbers"] = () => new Checkpoint("a test").ReadNumbers<Half>("none", default, 1),
        ["Dataset.Gather"] = () => SmallTask.Data.Gather<Half>(default, default, default),
        ["SampleSet.Gather"] = () => ((SampleSet)SmallTask.Data).Gather<Half>(default, default),
        ["ReadoutSquaredError.Scratch"] = () => ReadoutSquaredError.Scratch<Half>(-1, -1, -1),
        ["ReadoutSquaredError.Differentiate"] = () =>
            ReadoutSquaredError.Differentiate<Half>(-1, 1, 1, default, default, default, default, default, default, default),
        ["SoftmaxCrossEntropy.Scratch"] = () => SoftmaxCrossEntropy.Scratch<Half>(-1, -1, -1),
        ["SoftmaxCrossEntropy.Evaluate"] = () => SoftmaxCrossEntropy.Evaluate<Half>(-1, 1, 1, default, default, default, default, default),
        ["SoftmaxCrossEntropy.Differentiate"] = () =>
            SoftmaxCrossEntropy.Differentiate<Half>(-1, 1, 1, default, default, default, default, default, default),
        ["SquaredError.Scratch"] = () => SquaredError.Scratch<Half>(-1),
        ["SquaredError.Evaluate"] = () => SquaredError.Evaluate<Half>(-1, 1, 2, default, default, default, default),
        ["SquaredError.Differentiate"] = () => SquaredError.Differentiate<Half>(-1, 1, 2, default, default, default, default, default),
        ["Adam"] = () => _ = new Adam<Half>(-1, Half.NaN),
        ["Momentum"] = () => _ = new Momentum<Half>(-1, Half.NaN, Half.NaN),
        ["Sgd"] = () => _ = new Sgd<Half>(Half.NaN),
        ["SeededRandom.FillGaussian"] = () => new SeededRandom(1).FillGaussian<Half>(default, double.NaN),
        ["Model"] = () => _ = new Model<Half, Tanh>(null!, default, -1),
        ["StableSamples.Of"] = () => StableSamples.Of<Half, Tanh>(null!, null!, -1, 1),
        ["MapModel"] = () => _ = new MapModel<Half, EquationMap<Half, CircuitTests.Circuit<Half>>>(default, -1, null!, default),
        ["MapModel.OfWeights"] = () => MapModel.OfWeights<Half, Dense<Half>, Uniform<Tanh>>(default, null!, default),
        ["TrialSet.Gather"] = () => Trials().Gather<Half>(default, new Half[1]),
        ["TrialSet.GatherMask"] = () => Trials().GatherMask<Half>(default, new Half[1]),
        ["TrialSet.GatherTargets"] = () => Trials().GatherTargets<Half>(default, new Half[1]),
        ["TargetSet.Gather"] = () => new TargetSet("none", 1, 1, default, default).Gather<Half>(default, default, default),
        ["Parameter"] = () => _ = new Parameter<Half>("", default, -1, -1),
        ["Bounds"] = () => _ = new Bounds<Half>([Half.NaN], default),
        ["OuterSlices"] = () => _ = new OuterSlices<Half>(-1, 0, null!, null!, 0, 0),
        ["ParameterStep"] = () => _ = new ParameterStep<Half>(null!, null!, OptimizerKind.Sgd, 0),
        ["DenseLayer"] = () => _ = new DenseLayer<Half, Linear>("", default, default, -1),
        ["NormalizationLayer"] = () => _ = new NormalizationLayer<Half>("", default, default, default, default, default, -1),
        ["ChannelNormalizationLayer"] = () => _ = new ChannelNormalizationLayer<Half>("", default, -1, 0, default, default, default),
        ["Starts.Recurrent"] = () => Starts.Recurrent<Half>((RecurrentStart)(-1), -1, -1, null!),
        ["Starts.Readout"] = () => Starts.Readout<Half>((ReadoutStart)(-1), -1, -1, null!, -1),
        ["FeedForward"] = () => _ = new FeedForward<Half>(),
        ["FlossingLoss"] = () => _ = new FlossingLoss<Half, Tanh>(null!, null!, -1),
        ["GradientFlossing"] = () => _ = new GradientFlossing<Half, Tanh>(null!, null!),
        ["TemporalStart.Draw"] = () => new TemporalStart().Draw<Half, Tanh>(null!, 0),
        ["TemporalNetwork"] = () => _ = new TemporalNetwork<Half, Tanh>(null!, null!),
        ["AutoencoderClassifier"] = () => _ = new AutoencoderClassifier<Half>(null!, null!, null!),
        ["Trainer"] = () => _ = new Trainer<Half>(null!, null!),
        ["TrainingRun"] = () => _ = new TrainingRun<Half>(null!, null!, null!, null!),
        ["RunOptions"] = () => _ = new RunOptions<Half>(),
        ["ParameterFolder.Write"] = () => ParameterFolder.Write<Half>(null!, null!),
        ["ParameterFolder.Read"] = () => ParameterFolder.Read<Half>(null!, null!),
        ["WeightFolder.Write"] = () => WeightFolder.Write<Half, Tanh>(null!, null!),
        ["WeightFolder.Read"] = () => WeightFolder.Read<Half, Tanh>(null!),
        ["Predictions.Of"] = () => Predictions.Of<Half, Tanh>(null!, null!, null!),
        ["Predictions.Values"] = () => Predictions.Values<Half, Tanh>(null!, null!, null!),
    };

    [Fact]
    public void Half_is_refused_by_name()
    {
        List<string> accepted = [];
        foreach ((string name, Action call) in HalfEntries)
        {
            Exception? refusal = Record.Exception(call);
            if (refusal is not NotSupportedException || refusal.Message != "The element type T is Half; it must be float or double.")
                accepted.Add($"{name}: {refusal?.Message ?? "ran"}");
        }

        Assert.IsType<NotSupportedException>(Record.Exception(() => Model<Half, Tanh>.Random(-1, 1, 1, 1)));
        Assert.IsType<NotSupportedException>(
            Record.Exception(
                () => SoftmaxCrossEntropy.Differentiate<Half>(-1, 1, 1, default, default, default, default, default, default, default)));
        Assert.IsType<NotSupportedException>(
            Record.Exception(() => SquaredError.Differentiate<Half>(-1, 1, [0], default, default, default, default, default)));
        Assert.Empty(accepted);
        HashSet<string> entries = [];
        foreach (Type type in typeof(Score).Assembly.GetExportedTypes().Where(t => !t.IsInterface && !t.IsSubclassOf(typeof(Delegate))))
        {
            if (type.GetGenericArguments().Any(IsElement) && type.GetConstructors().Length > 0) entries.Add(type.Name.Split('`')[0]);
            foreach (
                MethodInfo method in type.GetMethods(
                    BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (method.IsGenericMethodDefinition && method.GetGenericArguments().Any(IsElement))
                    entries.Add($"{type.Name}.{method.Name}");
            }
        }

        Assert.Equal(HalfEntries.Keys.Order(StringComparer.Ordinal), entries.Order(StringComparer.Ordinal));

        static bool IsElement(Type parameter) => parameter.IsGenericParameter && parameter.GetGenericParameterConstraints()
            .Any(c => c.IsGenericType && c.GetGenericTypeDefinition() == typeof(IBinaryFloatingPointIeee754<>));
    }

    [Fact]
    public void Losses_name_their_own_parameters()
    {
        ParameterNames names = new();
        Type type = typeof(SoftmaxCrossEntropy);
        int[] labels = [0, 1];
        double[] losses = new double[2], gradient = new double[4], outputs = new double[4];
        names.Call(type, "Scratch", "batch", () => SoftmaxCrossEntropy.Scratch<double>(-1, 2, 2));
        names.Call(type, "Scratch", "neurons", () => SoftmaxCrossEntropy.Scratch<double>(1, -2, 2));
        names.Call(type, "Scratch", "classes", () => SoftmaxCrossEntropy.Scratch<double>(1, 2, -2));
        foreach (string method in new[] { "Evaluate", "Differentiate" })
        {
            names.Call(type, method, "batch", () => Softmax(method, -1, 2, 2, Four, Four, labels, losses));
            names.Call(type, method, "neurons", () => Softmax(method, 2, 0, 2, Four, Four, labels, losses));
            names.Call(type, method, "classes", () => Softmax(method, 2, 2, -2, Four, Four, labels, losses));
            names.Call(type, method, "readout", () => Softmax(method, 2, 2, 2, Three, Four, labels, losses));
            names.Call(type, method, "rates", () => Softmax(method, 2, 2, 2, Four, Three, labels, losses));
            names.Call(type, method, "labels", () => Softmax(method, 2, 2, 2, Four, Four, [0], losses));
            names.Call(type, method, "labels", () => Softmax(method, 2, 2, 2, Four, Four, [0, 2], losses));
            names.Call(type, method, "losses", () => Softmax(method, 2, 2, 2, Four, Four, labels, One));
            names.Call(type, method, "losses", () => Softmax(method, 2, 2, 2, Four, Four, labels, Four.AsSpan(0, 2)));
        }

        names.Call(
            type, "Differentiate", "gradient",
            () => SoftmaxCrossEntropy.Differentiate<double>(2, 2, 2, Four, Four, labels, losses, new double[3], Lent()));
        names.Call(
            type, "Differentiate", "gradient",
            () => SoftmaxCrossEntropy.Differentiate<double>(2, 2, 2, Four, Four, labels, losses, Four, Lent()));
        names.Call(
            type, "Differentiate", "outputGradient",
            () => SoftmaxCrossEntropy.Differentiate<double>(2, 2, 2, Four, Four, labels, losses, gradient, new double[3], Lent()));
        names.Call(
            type, "Differentiate", "outputGradient",
            () => SoftmaxCrossEntropy.Differentiate<double>(2, 2, 2, Four, Four, labels, losses, gradient, gradient, Lent()));
        names.Call(type, "Evaluate", "scratch", () => SoftmaxCrossEntropy.Evaluate<double>(2, 2, 2, Four, Four, labels, losses, default));

        type = typeof(SquaredError);
        names.Call(type, "Scratch", "outputs", () => SquaredError.Scratch<double>(-1));
        foreach (string method in new[] { "Evaluate", "Differentiate" })
        {
            names.Call(type, method, "batch", () => Squared(method, 0, 2, 1, Four, Two, losses));
            names.Call(type, method, "neurons", () => Squared(method, 2, -2, -3, Four, Two, losses));
            names.Call(type, method, "outputs", () => Squared(method, 2, 2, 0, Four, Two, losses));
            names.Call(type, method, "outputs", () => Squared(method, 2, 2, 3, Four, Two, losses));
            names.Call(type, method, "rates", () => Squared(method, 2, 2, 1, Three, Two, losses));
            names.Call(type, method, "targets", () => Squared(method, 2, 2, 1, Four, Three, losses));
            names.Call(type, method, "losses", () => Squared(method, 2, 2, 1, Four, Two, One));
        }

        names.Call(
            type, "Differentiate", "gradient", () => SquaredError.Differentiate<double>(2, 2, 1, Four, Two, losses, new double[3], Lent()));
        names.Call(
            type, "Differentiate", "chosen", () => SquaredError.Differentiate<double>(2, 2, [], Four, Two, losses, gradient, Lent()));
        names.Call(
            type, "Differentiate", "chosen", () => SquaredError.Differentiate<double>(2, 2, [2], Four, Two, losses, gradient, Lent()));
        names.Call(
            type, "Differentiate", "targets", () => SquaredError.Differentiate<double>(2, 2, [0, 1], Four, Two, losses, gradient, Lent()));
        names.Call(type, "Evaluate", "scratch", () => SquaredError.Evaluate<double>(2, 2, 1, Four, Two, losses, default));
        names.AssertAllRight();

        void Softmax(
            string method, int batch, int neurons, int classes, ReadOnlySpan<double> readout, ReadOnlySpan<double> rates,
            ReadOnlySpan<int> which, Span<double> values)
        {
            if (method == "Evaluate") SoftmaxCrossEntropy.Evaluate(batch, neurons, classes, readout, rates, which, values, Lent());
            else SoftmaxCrossEntropy.Differentiate(batch, neurons, classes, readout, rates, which, values, gradient, Lent());
        }

        void Squared(
            string method, int batch, int neurons, int count, ReadOnlySpan<double> rates, ReadOnlySpan<double> targets, Span<double> values)
        {
            if (method == "Evaluate") SquaredError.Evaluate(batch, neurons, count, rates, targets, values, Lent());
            else SquaredError.Differentiate(batch, neurons, count, rates, targets, values, gradient, Lent());
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1.0)]
    public void Optimizers_name_their_own_parameters(double bad)
    {
        ParameterNames names = new();
        names.New(typeof(Sgd<double>), "rate", () => _ = new Sgd<double>(bad));
        names.New(typeof(Sgd<double>), "weightDecay", () => _ = new Sgd<double>(1, bad));
        names.New(typeof(Momentum<double>), "count", () => _ = new Momentum<double>(-1, 1, 0.9));
        names.New(typeof(Momentum<double>), "rate", () => _ = new Momentum<double>(1, bad, 0.9));
        names.New(typeof(Momentum<double>), "momentum", () => _ = new Momentum<double>(1, 1, bad));
        names.New(typeof(Momentum<double>), "weightDecay", () => _ = new Momentum<double>(1, 1, 0.9, bad));
        names.New(typeof(Adam<double>), "count", () => _ = new Adam<double>(-1, 1));
        names.New(typeof(Adam<double>), "rate", () => _ = new Adam<double>(1, bad));
        names.New(typeof(Adam<double>), "weightDecay", () => _ = new Adam<double>(1, 1, bad));
        names.New(typeof(Adam<double>), "beta1", () => _ = new Adam<double>(1, 1, 0, bad));
        names.New(typeof(Adam<double>), "beta2", () => _ = new Adam<double>(1, 1, 0, 0.9, bad));
        names.New(typeof(Adam<double>), "epsilon", () => _ = new Adam<double>(1, 1, 0, 0.9, 0.9, bad));
        foreach (
            IOptimizer<double> optimizer in new IOptimizer<double>[]
            {
                new Sgd<double>(1), new Momentum<double>(2, 1, 0.9), new Adam<double>(2, 1),
            })
        {
            names.Call(optimizer.GetType(), "set_Rate", "value", () => optimizer.Rate = bad);
            names.Call(optimizer.GetType(), "Step", "direction", () => optimizer.Step(new double[2], One));
            if (optimizer is not Sgd<double>)
                names.Call(optimizer.GetType(), "Step", "parameters", () => optimizer.Step(new double[1], One));
            double[] shared = new double[3];
            names.Call(optimizer.GetType(), "Step", "parameters", () => optimizer.Step(shared.AsSpan(0, 2), shared.AsSpan(1, 2)));
            Assert.Equal(1, optimizer.Rate);
        }

        names.Call(typeof(Sgd<double>), "Add", "update", () => new Sgd<double>(1).Add(new double[2], One));
        names.AssertAllRight();
    }

    private static TrialSet Trials() => new("none", 1, 1, 1, 1, TrialTarget.Classes);

    private static Scratch<double> Lent() => new AlignedBuffer<double>(10_000).Scratch;
}

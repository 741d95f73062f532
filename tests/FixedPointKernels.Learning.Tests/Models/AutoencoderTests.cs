using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>The autoencoder with layers of normalization behind its code, trained as a whole.</summary>
[Collection(Alone.Name)]
public sealed class AutoencoderTests
{
    // Differences of width h of re-solved points: off by O(h²) and by the points' 1e-13 / h.
    [Theory]
    [InlineData(ClassifierKind.Identity)]
    [InlineData(ClassifierKind.Generic)]
    [InlineData(ClassifierKind.Plain)]
    public void Every_gradient_is_that_of_the_loss_solved_anew(ClassifierKind kind)
    {
        AutoencoderClassifier<double> model = Small<double>(kind);
        LossDifferences.Check(model, Settings(model), SmallTask.Data);
    }

    [Theory]
    [InlineData(ClassifierKind.Identity)]
    [InlineData(ClassifierKind.Generic)]
    public void The_bits_do_not_depend_on_the_threads(ClassifierKind kind) => Assert.Equal(Train(kind, 1), Train(kind, 3));

    [Theory]
    [InlineData(ClassifierKind.Identity)]
    [InlineData(ClassifierKind.Generic)]
    [InlineData(ClassifierKind.Plain)]
    public void A_step_allocates_nothing(ClassifierKind kind)
    {
        AutoencoderClassifier<float> model = Small<float>(kind);
        using Trainer<float> trainer = new(model, Settings(model) with { Threads = 2 });
        int[] all = SmallTask.First(SmallTask.Samples);
        ZeroBytes.InAllThreads("autoencoder", () => trainer.Step(SmallTask.Data, all).AllocatedBytes);
    }

    [Fact]
    public void The_loss_falls_and_the_largest_singular_value_stays_1()
    {
        AutoencoderClassifier<double> model = Small<double>(ClassifierKind.Generic);
        using Trainer<double> trainer = new(model, Settings(model) with { Rate = 0.01 });
        int[] all = SmallTask.First(SmallTask.Samples);
        double first = trainer.Measure(SmallTask.Data, all).Loss;
        for (int k = 0; k < 200; k++) Assert.True(trainer.Step(SmallTask.Data, all).Applied);
        Assert.True(trainer.Measure(SmallTask.Data, all).Loss < 0.6 * first);
        NormalizationLayer<double> layer = model.Classifier.Layers.OfType<NormalizationLayer<double>>().First();
        SpectralDivision<double> seen = new(layer.Circuit.Recurrent!.Values, layer.Outputs, SpectralPrecision.Exact);
        Assert.Equal(1, seen.Value(layer.Circuit.Recurrent.Values), 1e-3);
    }

    private static double[] Train(ClassifierKind kind, int threads)
    {
        AutoencoderClassifier<double> model = Small<double>(kind);
        using Trainer<double> trainer = new(model, Settings(model) with { Threads = threads, Penalty = 1e-5 });
        for (int k = 0; k < 5; k++) trainer.Step(SmallTask.Data, SmallTask.First(SmallTask.Samples));
        return [.. model.Parameters.SelectMany(one => one.Values.ToArray())];
    }

    private static TrainingSettings Settings<T>(AutoencoderClassifier<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new() { Parts = model.Trainable, Rate = 1e-3, Optimizer = OptimizerKind.Adam, BatchSize = SmallTask.Samples };

    internal static AutoencoderClassifier<T> Small<T>(ClassifierKind kind, ulong seed = 3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SeededRandom random = new(seed);
        Layer<T> Middle(string name, int from, int to) => kind switch
        {
            ClassifierKind.Plain => DenseLayer<T, Relu>.Random(name, from, to, random),
            ClassifierKind.Identity => NormalizationLayer<T>.Random(name, from, to, random, false),
            _ => new NormalizationLayer<T>(
                name, Draws.Gaussian<T>(random, to * from), Draws.Gaussian<T>(random, to * from), Draws.Uniform<T>(random, to * to, 1),
                Draws.Uniform<T>(random, to, 1), Draws.Gaussian<T>(random, to * to), from, precision: SpectralPrecision.Exact),
        };
        return new(
            new FeedForward<T>(
                DenseLayer<T, Relu>.Random("encoder 1", SmallTask.Features, 5, random),
                DenseLayer<T, Logistic>.Random("encoder 2", 5, 4, random)),
            new(Middle("layer 1", 4, 5), Middle("layer 2", 5, 3),
                DenseLayer<T, Linear>.Random("readout", 3, SmallTask.Classes, random)),
            new(DenseLayer<T, Logistic>.Random("decoder 1", 4, SmallTask.Features, random)));
    }
}

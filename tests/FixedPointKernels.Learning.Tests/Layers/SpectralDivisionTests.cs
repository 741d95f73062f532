using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Layers;

/// <summary>M divided by its largest singular value: at the ends of the numbers, set from outside, and taken up again.</summary>
public sealed class SpectralDivisionTests
{
    private const int Units = 4, Inputs = 3;

    // The quotient does not know the size of M. Rounding of M itself is 1e-16 (1e-7), of the vectors as much.
    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    [InlineData(1e-290)]
    public void The_size_of_M_is_nothing_to_the_quotient(double size) => SameQuotient<double>(size, 1e-12);

    [Theory]
    [InlineData(1e25)]
    [InlineData(1e-25)]
    public void Nor_in_float(double size) => SameQuotient<float>(size, 2e-5);

    [Fact]
    public void A_matrix_that_is_0_is_not_taken()
    {
        NormalizationLayer<double> layer = Layer<double>(SpectralPrecision.Tracked, 1);
        double[] before = layer.Circuit.Recurrent!.Values.ToArray(), matrix = layer.Recurrence!.Values.ToArray();
        Assert.False(layer.Recurrence.TrySet(new double[Units * Units]));
        Assert.Equal(matrix, layer.Recurrence.Values);
        Assert.Equal(before, layer.Circuit.Recurrent.Values.ToArray());
    }

    // −M has uᵀ(−M)v < 0 with the vectors of M, and M the same largest singular value.
    [Theory]
    [InlineData(SpectralPrecision.Tracked)]
    [InlineData(SpectralPrecision.Exact)]
    public void Vectors_that_do_not_belong_to_M_are_not_no_recurrence(SpectralPrecision precision)
    {
        NormalizationLayer<double> layer = Layer<double>(precision, 1);
        double[] before = layer.Circuit.Recurrent!.Values.ToArray();
        Assert.True(layer.Recurrence!.TrySet([.. layer.Recurrence.Values.ToArray().Select(one => -one)]));
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(-before[i], layer.Circuit.Recurrent.Values[i], precision == SpectralPrecision.Exact ? 1e-12 : 1e-2);
        before = layer.Circuit.Recurrent.Values.ToArray();
        Parameter<double> left = layer.Parameters[^2];
        left.TrySet([.. left.Values.ToArray().Select(one => -one)]);
        Assert.Equal(before, layer.Circuit.Recurrent.Values.ToArray());
    }

    [Fact]
    public void A_NaN_is_refused_as_one_and_so_is_a_precision_that_is_none()
    {
        double[] matrix = Drawn(6, Units * Units);
        matrix[5] = double.NaN;
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => Layer(matrix, SpectralPrecision.Tracked)).Message);
        Assert.Equal("precision", Assert.Throws<ArgumentOutOfRangeException>(
            () => Layer(Drawn(6, Units * Units), (SpectralPrecision)7)).ParamName);
    }

    // Where power steps go on until nothing moves, those at loading may move the vectors once more: they are taken up after M.
    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(5UL)]
    public void What_is_loaded_has_the_bits_of_what_was_saved(ulong seed)
    {
        AutoencoderClassifier<double> trained = Model(seed), fresh = Model(seed + 100);
        using Trainer<double> first = new(trained, Settings(trained)), second = new(fresh, Settings(fresh));
        int[] all = SmallTask.First(SmallTask.Samples);
        for (int k = 0; k < 3; k++) first.Step(SmallTask.Data, all);
        Checkpoint kept = new("a test");
        first.Save(kept, "");
        second.Load(kept, "");
        Same();
        for (int k = 0; k < 3; k++)
        {
            first.Step(SmallTask.Data, all);
            second.Step(SmallTask.Data, all);
        }

        Same();

        void Same()
        {
            foreach ((Parameter<double> one, Parameter<double> other) in trained.Parameters.Zip(fresh.Parameters))
                Assert.Equal(one.Values.ToArray(), other.Values.ToArray());
            Assert.Equal(Recurrent(trained), Recurrent(fresh));
        }
    }

    [Fact]
    public void What_cannot_be_loaded_leaves_the_vectors_alone()
    {
        NormalizationLayer<double> layer = Layer<double>(SpectralPrecision.Tracked, 1);
        Parameter<double> left = layer.Parameters[^2], right = layer.Parameters[^1];
        double[] before = left.Values.ToArray();
        Checkpoint half = new("a test");
        half.Add<double>(left.Name, [1, 0, 0, 0], Units);
        PowerSteps<double> guard = new(layer.Recurrence!.Step, left, right);
        Assert.Throws<DataFileException>(() => guard.Load(half, ""));
        Assert.Equal(before, left.Values.ToArray());
    }

    private static double[] Recurrent(AutoencoderClassifier<double> model) =>
        model.Classifier.Layers.OfType<NormalizationLayer<double>>().First().Circuit.Recurrent!.Values.ToArray();

    private static AutoencoderClassifier<double> Model(ulong seed) => AutoencoderTests.Small<double>(ClassifierKind.Generic, seed);

    private static TrainingSettings Settings(AutoencoderClassifier<double> model) =>
        new() { Parts = model.Trainable, Rate = 0.01, BatchSize = SmallTask.Samples };

    private static void SameQuotient<T>(double size, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] usual = Layer<T>(SpectralPrecision.Exact, 1).Circuit.Recurrent!.Values.ToArray();
        NormalizationLayer<T> layer = Layer<T>(SpectralPrecision.Exact, size);
        for (int i = 0; i < usual.Length; i++)
            Assert.Equal(double.CreateTruncating(usual[i]), double.CreateTruncating(layer.Circuit.Recurrent!.Values[i]), tolerance);
        Assert.True(layer.Recurrence!.TrySet([.. Drawn(6, Units * Units).Select(one => T.CreateTruncating(one * size))]));
        Assert.Equal(double.CreateTruncating(usual[0]), double.CreateTruncating(layer.Circuit.Recurrent!.Values[0]), tolerance);
    }

    private static NormalizationLayer<T> Layer<T>(SpectralPrecision precision, double size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Layer<T>([.. Drawn(6, Units * Units).Select(one => T.CreateTruncating(one * size))], precision);

    private static NormalizationLayer<T> Layer<T>(T[] matrix, SpectralPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
        "layer", new T[Units * Inputs], new T[Units * Inputs], new T[Units * Units], new T[Units], matrix, Inputs, 1, precision);

    private static double[] Drawn(ulong seed, int count)
    {
        double[] values = new double[count];
        new SeededRandom(seed).FillGaussian<double>(values, 1);
        return values;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Layers;

/// <summary>What a layer of normalization does with inputs and weights at the edge.</summary>
public sealed class NormalizationLimitTests
{
    private const int Units = 4, Inputs = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_dead_input_gives_zeros_and_leaves_the_others_alone(bool isGeneric)
    {
        double[] errors = [.. Enumerable.Repeat(0.5, 3 * Units)];
        LayerRun<double> all = new(Layer(isGeneric), [1, 2, 3, 0, 0, 0, -1, 0.5, 2]), others = new(Layer(isGeneric), [1, 2, 3, -1, 0.5, 2]);
        double[] rates = all.Forward(), without = others.Forward();
        Assert.Equal(new double[Units], rates[Units..(2 * Units)]);
        Assert.Equal<double>(without, (double[])[.. rates[..Units], .. rates[(2 * Units)..]]);
        Assert.All(all.Statuses, status => Assert.Equal(SolveStatus.Converged, status));
        IReadOnlyList<double[]?> learned = all.Backward(errors), expected = others.Backward(errors[..(2 * Units)]);
        for (int i = 0; i < learned.Count; i++)
        {
            if (learned[i] is not { } found) continue;
            for (int k = 0; k < found.Length; k++) Assert.Equal(expected[i]![k], found[k], 1e-14);
        }

        Assert.Equal(new double[Inputs], all.InputErrors.Span.Slice(Inputs, Inputs).ToArray());
    }

    // z = u/|u|: the size of an input is nothing to it but through the gain. No square leaves the numbers.
    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void Sizes_far_from_one_are_a_direction_too(float size)
    {
        NormalizationLayer<float> layer = new(
            "layer", [.. Drawn(1, Units * Inputs).Select(one => (float)one)], new float[Units * Inputs],
            [.. Drawn(2, Units * Units).Select(one => (float)one)], new float[Units], [], Inputs);
        float[] usual = new LayerRun<float>(layer, [1, 2, 3]).Forward();
        float[] scaled = new LayerRun<float>(layer, [size, 2 * size, 3 * size]).Forward();
        for (int i = 0; i < Units; i++) Assert.Equal(usual[i], scaled[i], 1e-5);
    }

    [Fact]
    public void A_sample_that_is_no_number_is_marked_and_goes_out_as_zeros()
    {
        LayerRun<double> run = new(Layer(isGeneric: true), [1, 2, 3, double.NaN, 0, 0, -1, 0.5, 2]);
        LayerRun<double> others = new(Layer(isGeneric: true), [1, 2, 3, -1, 0.5, 2]);
        double[] rates = run.Forward(), without = others.Forward();
        Assert.NotEqual(SolveStatus.Converged, run.Statuses[1]);
        Assert.Equal(new double[Units], rates[Units..(2 * Units)]);
        Assert.Equal<double>(without, (double[])[.. rates[..Units], .. rates[(2 * Units)..]]);
    }

    [Fact]
    public void Weights_out_of_range_are_refused_by_name()
    {
        double[] n = new double[Units], m = new double[Units * Inputs], square = new double[Units * Units];
        Assert.Contains("recurrent", Assert.Throws<ArgumentException>(() => New(recurrent: new double[Units * Units])).Message);
        Assert.Contains("log W", Assert.Throws<ArgumentException>(() => New(pool: [.. square[1..], double.NaN])).Message);
        Assert.Contains("12", Assert.Throws<ArgumentException>(() => New(drive: new double[5])).Message);
        Assert.Equal("semisaturation", Assert.Throws<ArgumentOutOfRangeException>(() => New(sigma: -1)).ParamName);

        NormalizationLayer<double> New(double[]? drive = null, double[]? pool = null, double[]? recurrent = null, double sigma = 1) =>
            new("layer", drive ?? m, m, pool ?? square, n, recurrent ?? [], Inputs, sigma);
    }

    // A solver looks at the token between its steps; a closed form takes no time.
    [Fact]
    public void A_solver_that_is_broken_off_says_so()
    {
        LayerRun<double> run = new(Layer(isGeneric: true), [1, 2, 3, -1, 0.5, 2]);
        run.Forward(cancellation: new(canceled: true));
        Assert.All(run.Statuses, status => Assert.Equal(SolveStatus.Cancelled, status));
    }

    // Wr = 0 and w z² = 1.5: a = floor/(1 − w z²) is the only point, and negative. Looking for another would end by itself only after
    // 658 factorizations.
    [Fact]
    public void A_circuit_without_a_point_is_given_up_within_the_budget()
    {
        NormalizationLayer<double> layer = new(
            "layer", [1, 1], [0, 0], [Math.Log(3), Math.Log(3), Math.Log(3), Math.Log(3)], [0, 0], new double[4], 1,
            precision: SpectralPrecision.Undivided);
        CircuitPoints<double> points = new(layer.Circuit, 1);
        ReadOnlySpan<SolveStatus> found = points.Solve([0.5, 0.5], new double[4], learn: false, default);
        Assert.NotEqual(SolveStatus.Converged, found[0]);
        Assert.InRange(points.Factorizations, 1, TrainingSettings.DefaultBudget.Factorizations!.Value);
    }

    // W = e¹⁰⁰⁰ is no number. Whoever has replaced the bounds that keep ln W below 40 is refused such a value, and the old one stays whole.
    [Fact]
    public void A_pool_beyond_the_numbers_is_not_taken()
    {
        NormalizationLayer<double> layer = Layer(isGeneric: false);
        double[] before = layer.Pool.Values.ToArray(), pool = layer.Circuit.Pool.Values.ToArray(), far = new double[before.Length];
        Array.Fill(far, 1000);
        layer.Pool.Restrict(null);
        Assert.False(layer.Pool.TrySet(far));
        Assert.Throws<ArgumentException>(() => layer.Pool.Restrict(new(far, far)));
        Assert.Null(layer.Pool.Bounds);
        Assert.Equal(before, layer.Pool.Values.ToArray());
        Assert.Equal(pool, layer.Circuit.Pool.Values.ToArray());
    }

    // 1/|u| of a u near the smallest number is infinite: such a sample learns nothing, the other as if it were alone.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_input_near_the_smallest_number_is_an_outcome_of_its_own(bool isGeneric)
    {
        LayerRun<double> run = new(Layer(isGeneric), [1, 2, 3, 1e-320, 0, 2e-320]), alone = new(Layer(isGeneric), [1, 2, 3]);
        double[] errors = [.. Enumerable.Range(1, 2 * Units).Select(one => 0.5 + one)];
        run.Forward();
        alone.Forward();
        Assert.Equal([SolveStatus.Converged, SolveStatus.Converged], run.Statuses);
        IReadOnlyList<double[]?> learned = run.Backward(errors), expected = alone.Backward(errors[..Units]);
        Assert.Equal([SolveStatus.Converged, SolveStatus.NonFinite], run.Statuses);
        for (int i = 0; i < learned.Count; i++) Assert.Equal(expected[i], learned[i]);
        Assert.Equal(new double[Inputs], run.InputErrors.Span.Slice(Inputs, Inputs).ToArray());
    }

    [Fact]
    public void Parts_of_a_wrong_length_are_named()
    {
        double[] n = new double[Units], m = new double[Units * Inputs], square = new double[Units * Units], five = new double[5];
        Assert.Contains("Wz", Refusal(() => new("layer", five, m, square, n, [], Inputs)));
        Assert.Contains("Wb", Refusal(() => new("layer", m, five, square, n, [], Inputs)));
        Assert.Contains("log W", Refusal(() => new("layer", m, m, five, n, [], Inputs)));
        Assert.Contains("beta", Refusal(() => new("layer", m, m, square, five, [], Inputs)));
        Assert.Contains("Wr", Refusal(() => new("layer", m, m, square, n, five, Inputs)));

        static string Refusal(Func<NormalizationLayer<double>> made) => Assert.Throws<ArgumentException>(made).Message;
    }

    [Fact]
    public void Nulls_are_refused_as_such()
    {
        Assert.Throws<ArgumentNullException>(() => DenseLayer<double, Linear>.Random("layer", 1, 1, null!));
        Assert.Contains("Layer 1", Assert.Throws<ArgumentException>(
            () => new FeedForward<double>(DenseLayer<double, Linear>.Random("layer", 1, 1, new(0)), null!)).Message);
    }

    [Theory]
    [InlineData(SpectralPrecision.Tracked)]
    [InlineData(SpectralPrecision.Exact)]
    public void The_largest_singular_value_is_1(SpectralPrecision precision)
    {
        double[] matrix = Drawn(3, Units * Units);
        SpectralDivision<double> division = new(matrix, Units, precision);
        double[] quotient = new double[matrix.Length];
        double found = division.Divide(matrix, quotient);
        SpectralDivision<double> again = new(quotient, Units, SpectralPrecision.Exact, seed: 9);
        Assert.Equal(1, again.Value(quotient), precision == SpectralPrecision.Exact ? 1e-14 : 1e-3);
        Assert.True(found > 0);
    }

    private static NormalizationLayer<double> Layer(bool isGeneric) => new(
        "layer", Drawn(1, Units * Inputs), Drawn(4, Units * Inputs), Drawn(2, Units * Units), Drawn(5, Units),
        isGeneric ? Drawn(6, Units * Units) : [], Inputs, 1, SpectralPrecision.Exact);

    private static double[] Drawn(ulong seed, int count)
    {
        double[] values = new double[count];
        new SeededRandom(seed).FillGaussian<double>(values, 1);
        return values;
    }
}

using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>The sequential cell as a classifier, trained as a whole.</summary>
[Collection(Alone.Name)]
public sealed class SequenceTests
{
    private static readonly SequenceShape Shape = new(Units: 4, Inputs: 2, Steps: 5, Outputs: 3);

    // Differences of width h are off by O(h²) and by rounding over h: 1e-10 each. The divided form takes u and v as they stand, which are
    // singular vectors to what 15 power steps leave.
    [Theory]
    [InlineData(CellForm.Paper, GainOrder.Simultaneous)]
    [InlineData(CellForm.Head, GainOrder.Simultaneous)]
    [InlineData(CellForm.HeadUnrectified, GainOrder.Ordered)]
    [InlineData(CellForm.October2024, GainOrder.Simultaneous)]
    public void Every_gradient_is_that_of_the_loss_computed_anew(CellForm form, GainOrder order)
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Random(Shape, 7, form, order);
        Assert.Equal(model.Parameters.Count - (form == CellForm.October2024 ? 3 : 1), model.Trainable.Names.Count);
        LossDifferences.Check(model, Settings(model, 9), Draw(9), form == CellForm.October2024 ? ["Wr"] : []);
    }

    [Fact]
    public void Every_gradient_of_a_tanh_network_is_that_of_the_loss_computed_anew()
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Tanh(Shape, 7);
        Assert.Equal(["Wh", "Wx", "bias", "readout weights", "readout bias"], model.Trainable.Names);
        LossDifferences.Check(model, Settings(model, 9), Draw(9), []);
    }

    // One feature of the second of five samples is beyond float: it has no scores, is counted, and the others keep theirs.
    [Fact]
    public void A_sample_that_is_left_out_has_no_scores()
    {
        SequenceClassifier<float> model = SequenceClassifier<float>.Random(Shape, 7);
        double[] values = [.. Enumerable.Range(0, 5 * Shape.Features).Select(i => i % 7 / 7.0)];
        float[] Scores(out int unsolved)
        {
            Dataset data = new("drawn", Shape.Features, 3, values, [0, 1, 2, 0, 1]);
            using Trainer<float> trainer = new(model, Settings(model, 5));
            unsolved = trainer.Measure(data, [0, 1, 2, 3, 4]).Unsolved;
            return trainer.States.ToArray();
        }

        float[] whole = Scores(out int none);
        values[Shape.Features + 2] = 1e39;
        float[] scores = Scores(out int one);
        Assert.Equal((0, 1), (none, one));
        Assert.All(scores[3..6], score => Assert.Equal(float.NaN, score));
        Assert.Equal(whole[..3], scores[..3]);
        Assert.Equal(whole[6..], scores[6..]);
    }

    // W = 1e10 I: of an input of 0 the states stay 0, where every slope is 1, and five steps back are 1e40, beyond float. An input of 1
    // saturates tanh, and nothing comes back. Left out, the first harms no other: the parameters step as without it, but for the divisor.
    [Fact]
    public void A_sample_that_overflows_on_the_way_back_alone_is_skipped()
    {
        float[] Train(int[] chosen, out StepReport report)
        {
            SequenceClassifier<float> model = SequenceClassifier<float>.Tanh(Shape, 7);
            foreach (Parameter<float> one in model.Parameters)
            {
                if (one.Name == "bias") Assert.True(one.TrySet(new float[4]));
                if (one.Name == "Wh") Assert.True(one.TrySet([.. Enumerable.Range(0, 16).Select(i => i % 5 == 0 ? 1e10f : 0)]));
            }

            double[] values = [.. Enumerable.Range(0, 3 * Shape.Features).Select(i => i < Shape.Features ? 0.0 : 1)];
            using Trainer<float> trainer = new(model, Settings(model, 4) with { Rate = 0.1, Optimizer = OptimizerKind.Sgd });
            report = trainer.Step(new Dataset("drawn", Shape.Features, 3, values, [0, 1, 2]), chosen);
            return [.. model.Parameters.SelectMany(one => one.Values.ToArray())];
        }

        float[] without = Train([1, 1, 2, 2], out StepReport all), with = Train([1, 0, 2], out StepReport one);
        Assert.Equal((0, true), (all.Skipped + all.Unsolved, all.Applied));
        Assert.Equal((1, true), (one.Skipped + one.Unsolved, one.Applied));
        Assert.Equal(all.Loss, one.Loss, 1e-6);
        float[] before = Train([0], out StepReport none);
        Assert.Equal((1, true), (none.Skipped + none.Unsolved, none.Applied));
        Assert.Contains(before.Zip(with), pair => pair.First != pair.Second);

        // Two samples over three against the same two, twice, over four. A unit in the last place of 1 is 1e-7.
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(2 / 3.0 * (without[i] - before[i]), with[i] - before[i], 1e-6 * Math.Max(1, Math.Abs(before[i])));
    }

    // The norm of what the optimizer is given: a step of plain SGD goes by η times it.
    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    public void The_norm_of_the_gradient_is_that_of_a_step_by_it(OptimizerKind optimizer)
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Tanh(Shape, 7), same = SequenceClassifier<double>.Tanh(Shape, 7);
        Dataset data = Draw(9);
        int[] all = [.. Enumerable.Range(0, data.Count)];
        TrainingSettings settings = Settings(model, 9) with { Optimizer = OptimizerKind.Sgd, Rate = 0.5 };
        double[] before = [.. model.Parameters.SelectMany(one => one.Values.ToArray())];
        using (Trainer<double> trainer = new(model, settings)) Assert.Equal(double.NaN, trainer.Step(data, all).GradientNorm);
        double[] after = [.. model.Parameters.SelectMany(one => one.Values.ToArray())];
        double moved = Math.Sqrt(before.Zip(after, (a, b) => (a - b) * (a - b)).Sum());
        using Trainer<double> measures = new(same, settings with { Optimizer = optimizer, MeasuresGradient = true, ClipNorm = 1e-3 });
        Assert.Equal(moved / 0.5, measures.Step(data, all).GradientNorm, 1e-14);
    }

    [Fact]
    public void Traced_states_end_where_the_readout_reads()
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Tanh(Shape, 7);
        Assert.Equal(4, model.StateSize);
        Dataset data = Draw(3);
        double[] inputs = new double[3 * Shape.Features], traced = new double[3 * Shape.Steps * 4];
        data.Gather<double>([0, 1, 2], inputs);
        Assert.Equal(0, model.Trace(inputs, traced));
        double[] weights = Values(model, "readout weights"), bias = Values(model, "readout bias");
        using Trainer<double> trainer = new(model, Settings(model, 3));
        trainer.Measure(data, [0, 1, 2]);
        for (int k = 0; k < 3; k++)
        {
            double[] last = traced[((((k + 1) * Shape.Steps) - 1) * 4)..((k + 1) * Shape.Steps * 4)];
            for (int c = 0; c < 3; c++)
            {
                double score = bias[c] + Enumerable.Range(0, 4).Sum(i => weights[(c * 4) + i] * last[i]);
                Assert.Equal(score, trainer.States[(k * 3) + c], 1e-14);
            }
        }
    }

    // 130 samples are three blocks: on one thread, on two, on three.
    [Fact]
    public void The_bits_do_not_depend_on_the_threads()
    {
        double[] one = Train(1);
        Assert.Equal(one, Train(2));
        Assert.Equal(one, Train(3));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        SequenceClassifier<float> model = SequenceClassifier<float>.Random(Shape, 7, CellForm.October2024);
        Dataset data = Draw(70);
        using Trainer<float> trainer = new(model, Settings(model, data.Count) with { Threads = 2 });
        int[] all = [.. Enumerable.Range(0, data.Count)];
        ZeroBytes.InAllThreads("sequence", () => trainer.Step(data, all).AllocatedBytes);
    }

    [Fact]
    public void The_loss_falls_and_fixed_time_constants_stay()
    {
        SequenceClassifier<float> model = SequenceClassifier<float>.Random(Shape, 7, learnsTimes: false);
        Assert.DoesNotContain("p y", model.Trainable.Names);
        Dataset data = Draw(60);
        int[] all = [.. Enumerable.Range(0, data.Count)];
        using Trainer<float> trainer = new(model, Settings(model, data.Count) with { Rate = 0.02 });
        double first = trainer.Measure(data, all).Loss;
        for (int k = 0; k < 150; k++) Assert.True(trainer.Step(data, all).Applied);
        Assert.True(trainer.Measure(data, all).Loss < 0.5 * first);
        Assert.All(model.Parameters.Single(one => one.Name == "p y").Values.ToArray(), p => Assert.Equal(1, p));
    }

    [Fact]
    public void The_start_is_the_published_one()
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Random(new(6, 1, 784, 10), 3);
        double[] wr = Values(model, "Wr"), drive = Values(model, "Wzx"), start = Values(model, "start");
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                double product = Enumerable.Range(0, 6).Sum(k => wr[(i * 6) + k] * wr[(j * 6) + k]);
                Assert.Equal(i == j ? 1 : 0, product, 1e-14);
            }
        }

        Assert.Equal(1, drive.Sum(one => one * one), 1e-14);
        Assert.Equal(1, start[..6].Sum(one => one * one), 1e-14);
        Assert.All(start[12..18], one => Assert.Equal(1, one));
        Assert.All(model.Circuit!.Shape.Of(model.Circuit!.Values, SequentialPart.RateY).ToArray(), k => Assert.InRange(k, 0, 0.02));

        // 6 n² + 3 n m + 4 n and the readout, as published: 25,674 where n = 64.
        Assert.Equal((6 * 36) + (3 * 6) + (4 * 6) + 70, model.Parameters.Where(one => one.Name != "start").Sum(one => one.Count));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Random(Shape, 7);
        Assert.Throws<ArgumentOutOfRangeException>(() => SequenceClassifier<double>.Random(Shape with { Steps = 0 }, 7));
        Assert.Contains("kept", Assert.Throws<ArgumentException>(
            () => new Trainer<double>(model, Settings(model, 4) with { Parts = new("start") })).Message);
        Assert.Contains("Rate", Assert.Throws<ArgumentException>(
            () => new Trainer<double>(model, Settings(model, 4) with { Rate = null })).Message);
    }

    private static double[] Values(SequenceClassifier<double> model, string name) =>
        model.Parameters.Single(one => one.Name == name).Values.ToArray();

    private static double[] Train(int threads)
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Random(Shape, 7, CellForm.October2024);
        Dataset data = Draw(130);
        using Trainer<double> trainer = new(model, Settings(model, data.Count) with { Threads = threads });
        for (int k = 0; k < 3; k++) trainer.Step(data, [.. Enumerable.Range(0, data.Count)]);
        return [.. model.Parameters.SelectMany(one => one.Values.ToArray())];
    }

    private static TrainingSettings Settings<T>(SequenceClassifier<T> model, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new() { Parts = model.Trainable, Rate = 1e-3, Optimizer = OptimizerKind.Adam, BatchSize = batch };

    private static Dataset Draw(int count)
    {
        Random random = new(count);
        byte[] pixels = new byte[count * Shape.Features];
        random.NextBytes(pixels);
        int[] labels = [.. Enumerable.Range(0, count).Select(k => k % 3)];
        for (int k = 0; k < count; k++)
            for (int i = 0; i < 4; i++) pixels[(k * Shape.Features) + (2 * i)] = (byte)(labels[k] * 120);
        return new("drawn", Shape.Features, 3, pixels, labels, 255);
    }
}

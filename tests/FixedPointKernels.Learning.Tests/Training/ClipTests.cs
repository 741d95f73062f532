using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>Clipping scales all gradients by one factor, to the norm that is asked for, and leaves shorter ones alone to the bit.</summary>
public sealed class ClipTests
{
    private static readonly TrainingSettings Plain = new()
    {
        Parts = NetworkParameters.All, Rate = 0.1, InputRate = 0.1, ReadoutRate = 0.1, GradientOptimizer = OptimizerKind.Sgd,
        BatchSize = 21,
    };

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-200)]
    public void A_longer_gradient_gets_the_norm_and_keeps_its_direction(double most)
    {
        // With all rates at η the step is −η D: differences of weights near 1 are off by 1e-16, so steps of 1e-4 by 1e-12 of themselves.
        double rate = most < 1e-100 ? 1e197 : 0.1;
        double[] free = Change(Plain), clipped = Change(
            Plain with { ClipNorm = most, Rate = rate, InputRate = rate, ReadoutRate = rate });
        double norm = Math.Sqrt(clipped.Sum(one => one * one)), whole = Math.Sqrt(free.Sum(one => one * one));
        Assert.True(whole > 1e-2);
        Assert.Equal(rate * most, norm, rate * most * 1e-11);
        for (int i = 0; i < free.Length; i++) Assert.Equal(free[i] / whole, clipped[i] / norm, 1e-9);
    }

    [Fact]
    public void A_shorter_gradient_is_left_alone_to_the_bit() => Assert.Equal(Change(Plain), Change(Plain with { ClipNorm = 1e3 }));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_norm_that_is_none_is_refused(double most) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new Trainer<double>(SmallTask.Model<double, Tanh>(), Plain with { ClipNorm = most }));

    [Fact]
    public void A_clipped_step_allocates_nothing()
    {
        using Trainer<double> trainer = new(SmallTask.Model<double, Tanh>(), Plain with { ClipNorm = 1e-3 });
        int[] all = SmallTask.First(21);
        ZeroBytes.Assert("clipped step", () => trainer.Step(SmallTask.Data, all));
    }

    private static double[] Change(TrainingSettings settings)
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        using Trainer<double> trainer = new(model, settings);
        double[] before = [.. model.Parameters.SelectMany(one => one.Values.ToArray())];
        Assert.True(trainer.Step(SmallTask.Data, SmallTask.First(21)).Applied);
        return [.. model.Parameters.SelectMany(one => one.Values.ToArray()).Zip(before, (after, first) => after - first)];
    }
}

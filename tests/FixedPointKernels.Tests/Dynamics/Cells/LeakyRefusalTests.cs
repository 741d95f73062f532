using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using Xunit;

namespace FixedPointKernels.Tests.Dynamics.Cells;

/// <summary>Misuse of the leaky cell is refused with the offending value or both shapes, and changes nothing.</summary>
public sealed class LeakyRefusalTests
{
    private static readonly LeakyShape Shape = new(3, 2);

    [Theory]
    [InlineData(LeakyPart.Recurrent, double.PositiveInfinity, "Recurrent[1, 2] is ")]
    [InlineData(LeakyPart.Input, double.NaN, "Input[2, 1] is NaN; it must be finite")]
    [InlineData(LeakyPart.Bias, double.NaN, "Bias[2] is NaN")]
    [InlineData(LeakyPart.Start, double.NegativeInfinity, "Start[2] is ")]
    public void An_entry_that_is_not_finite(LeakyPart part, double bad, string message)
    {
        LeakyWeights<double> weights = new(LeakPlacement.Rate, Shape);
        weights.Set([.. Enumerable.Range(0, Shape.Count).Select(k => 0.1 * k)]);
        double[] before = [.. weights.Values], all = [.. before];
        Shape.Of(all.AsSpan(), part)[Math.Min(5, Shape.Length(part) - 1)] = bad;
        Assert.StartsWith(message, Refused(() => weights.Set(all)));
        Assert.StartsWith(message, Refused(() => weights.Set(part, Shape.Of(all.AsSpan(), part))));
        Assert.Equal(before, weights.Values.ToArray());
    }

    [Fact]
    public void Shapes()
    {
        LeakyWeights<double> weights = new(LeakPlacement.Voltage, Shape);
        Assert.Contains("has 8 elements, but 3×3 = 9", Refused(() => weights.Set(LeakyPart.Recurrent, new double[8])));
        Assert.Contains("has 5 elements, but 21", Refused(() => weights.Set(new double[5])));
        Assert.Equal(9 + 6 + 3 + 3, Shape.Count);
        LeakyCell<double, Tanh> cell = new(weights, 4, 2);
        double[] x = new double[2 * 4 * 2], y = new double[6], gradients = new double[Shape.Count];
        Assert.Contains("The batch is empty", Refused(() => cell.Forward(default, default)));
        Assert.Contains("has 15 elements, but 1×8", Refused(() => cell.Forward(x.AsSpan(1), y)));
        Assert.Contains("has 5 elements, but 2×3", Refused(() => cell.Look(x, y.AsSpan(1))));
        Assert.Contains("has 3 samples, but the cell was made for at most 2", Refused(() => cell.Forward(new double[24], new double[9])));
        Assert.Contains("has 6 elements, but 2×12", Refused(() => cell.Trace(x, y)));
        Assert.Contains("inputs and states share memory", Refused(() => cell.Forward(x, x.AsSpan(0, 6))));
        cell.Forward(x, y);
        Assert.Contains("has 5 elements, but 2×3", Refused(() => cell.Backward(y.AsSpan(1), gradients)));
        Assert.Contains("has 6 elements, but 2×12", Refused(() => cell.BackwardThrough(y, gradients)));
        Assert.Contains("has 6 elements, but 21", Refused(() => cell.Backward(y, new double[6])));
        Assert.Contains("share memory", Refused(() => cell.Backward(gradients.AsSpan(0, 6), gradients)));
        cell.Backward(y, gradients);
    }

    [Fact]
    public void Sizes_places_and_leaks()
    {
        LeakyWeights<double> weights = new(LeakPlacement.Inside, Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyShape(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyShape(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyShape(60_000, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Shape.Length((LeakyPart)4));
        Assert.Throws<ArgumentException>(() => new LeakyWeights<double>(LeakPlacement.Rate, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyWeights<double>((LeakPlacement)3, Shape));
        foreach (double alpha in (double[])[0, -0.1, 1.0000001, double.NaN])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyWeights<double>(LeakPlacement.Rate, Shape, alpha));
        }

        Assert.Throws<ArgumentNullException>(() => new LeakyCell<double, Tanh>(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyCell<double, Tanh>(weights, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyCell<double, Tanh>(weights, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyCell<double, Tanh>(weights, 1, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyCell<double, Tanh>(weights, int.MaxValue, 1));
    }

    // A tape is of the weights that made it, and is gone once it was gone back.
    [Fact]
    public void A_tape_that_is_not_there()
    {
        LeakyWeights<double> weights = new(LeakPlacement.Rate, Shape);
        LeakyCell<double, Tanh> cell = new(weights, 2, 1);
        double[] x = new double[4], y = new double[3], all = new double[6];
        double[] gradients = [.. Enumerable.Repeat(7.0, Shape.Count)], untouched = [.. gradients];
        void Back() => cell.Backward(y, gradients);
        Assert.Throws<InvalidOperationException>(Back);
        cell.Forward(x, y);
        cell.Look(x, y);
        Assert.Throws<InvalidOperationException>(Back);
        cell.Forward(x, y);
        weights.Set(LeakyPart.Bias, [0.5, 0.5, 0.5]);
        Assert.Throws<InvalidOperationException>(Back);
        Assert.Equal(untouched, gradients);
        cell.Trace(x, all);
        cell.BackwardThrough(all, gradients);
        Assert.Throws<InvalidOperationException>(Back);
    }

    private static string Refused(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
}

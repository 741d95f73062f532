using System;
using System.Linq;
using FixedPointKernels.Circuits;
using Xunit;

namespace FixedPointKernels.Tests.Circuits.Sequential;

/// <summary>Misuse of the sequential cell is refused with the offending value or both shapes, and changes nothing.</summary>
public sealed class SequentialRefusalTests
{
    private static readonly SequentialShape Shape = new(3, 2);

    [Theory]
    [InlineData(SequentialPart.Pool, -1e-30, "Pool[1, 2] is -1E-30; it must be finite and not negative")]
    [InlineData(SequentialPart.Pool, double.NaN, "Pool[1, 2] is NaN")]
    [InlineData(SequentialPart.Recurrent, double.PositiveInfinity, "Recurrent[1, 2] is ")]
    [InlineData(SequentialPart.GainFromA, double.NaN, "GainFromA[1, 2] is NaN; it must be finite")]
    [InlineData(SequentialPart.Drive, double.NaN, "Drive[2, 1] is NaN")]
    [InlineData(SequentialPart.RateY, 0.0, "RateY[2] is 0; it must be in (0, 1]")]
    [InlineData(SequentialPart.RateA, -0.1, "RateA[2] is -0.1")]
    [InlineData(SequentialPart.RatePoolGain, 1.0000001, "RatePoolGain[2] is 1.0000001")]
    [InlineData(SequentialPart.RateGain, double.NaN, "RateGain[2] is NaN")]
    public void An_entry_out_of_range(SequentialPart part, double bad, string message)
    {
        SequentialWeights<double> weights = new(SequentialForm.Paper, Shape);
        double[] before = [.. weights.Values], all = [.. before];
        int at = Math.Min(5, Shape.Length(part) - 1);
        Shape.Of(all.AsSpan(), part)[at] = bad;
        Assert.StartsWith(message, Refused(() => weights.Set(all)));
        Assert.StartsWith(message, Refused(() => weights.Set(part, Shape.Of(all.AsSpan(), part))));
        Assert.Equal(before, weights.Values.ToArray());
    }

    [Fact]
    public void Shapes()
    {
        SequentialWeights<double> weights = new(SequentialForm.Paper, Shape);
        Assert.Contains("has 8 elements, but 3×3 = 9", Refused(() => weights.Set(SequentialPart.Pool, new double[8])));
        Assert.Contains($"has 5 elements, but {Shape.Count}", Refused(() => weights.Set(new double[5])));
        Assert.Equal((6 * 9) + (3 * 6) + 12, Shape.Count);
        double[] three = [1, 1, 1];
        Assert.Contains("a[1] is 0; a start must be positive", Refused(() => weights.SetStart(three, [1, 0, 1], three, three)));
        Assert.Contains("y[2] is NaN; a start must be finite", Refused(() => weights.SetStart([0, 0, double.NaN], three, three, three)));
        Assert.Contains("has 2 elements, but 3", Refused(() => weights.SetStart(three, three, three, [1, 1])));
        SequentialCell<double> cell = new(weights, 4, 2);
        double[] x = new double[2 * 4 * 2], y = new double[6], gradients = new double[Shape.Count];
        Assert.Contains("The batch is empty", Refused(() => cell.Forward(default, default)));
        Assert.Contains("has 15 elements, but 1×8", Refused(() => cell.Forward(x.AsSpan(1), y)));
        Assert.Contains("has 5 elements, but 2×3", Refused(() => cell.Forward(x, y.AsSpan(1))));
        Assert.Contains("has 3 samples, but the cell was made for at most 2", Refused(() => cell.Forward(new double[24], new double[9])));
        Assert.Contains("has 6 elements, but 2×48", Refused(() => cell.Trace(x, y)));
        cell.Forward(x, y);
        Assert.Contains("has 5 elements, but 2×3", Refused(() => cell.Backward(y.AsSpan(1), gradients)));
        Assert.Contains($"has 6 elements, but {Shape.Count}", Refused(() => cell.Backward(y, new double[6])));
        cell.Backward(y, gradients);
    }

    [Fact]
    public void Sizes_forms_and_orders()
    {
        SequentialWeights<double> weights = new(SequentialForm.Paper, Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialShape(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialShape(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialShape(30_000, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Shape.Length((SequentialPart)13));
        Assert.Throws<ArgumentException>(() => new SequentialWeights<double>(SequentialForm.Paper, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialWeights<double>((SequentialForm)3, Shape));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialWeights<double>(SequentialForm.Head, Shape, (GainOrder)2));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new SequentialWeights<double>(SequentialForm.Head, Shape, semisaturation: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialCell<double>(weights, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialCell<double>(weights, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialCell<double>(weights, 1, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialCell<double>(weights, 1, int.MaxValue));
        Assert.Throws<ArgumentException>(() => SequentialMemory.Of<double>(default, 1, 1));
    }

    // A tape is of the weights that made it, and is gone once it was gone back.
    [Fact]
    public void A_tape_that_is_not_there()
    {
        SequentialWeights<double> weights = new(SequentialForm.Paper, Shape);
        SequentialCell<double> cell = new(weights, 2, 1);
        double[] x = new double[4], y = new double[3], gradients = [.. Enumerable.Repeat(7.0, Shape.Count)], untouched = [.. gradients];
        void Back() => cell.Backward(y, gradients);
        Assert.Throws<InvalidOperationException>(Back);
        cell.Forward(x, y);
        cell.Look(x, y);
        Assert.Throws<InvalidOperationException>(Back);
        cell.Forward(x, y);
        weights.Set(SequentialPart.RateY, [0.5, 0.5, 0.5]);
        Assert.Throws<InvalidOperationException>(Back);
        Assert.Equal(untouched, gradients);
        cell.Forward(x, y);
        Back();
        Assert.Throws<InvalidOperationException>(Back);
    }

    private static string Refused(Action action)
    {
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(action);
        return refused.Message;
    }
}

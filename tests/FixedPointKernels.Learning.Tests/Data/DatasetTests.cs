using System;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

public sealed class DatasetTests
{
    [Fact, Trait("Leg", "Any")]
    public void The_digits_are_the_published_ones()
    {
        Dataset digits = Digits.Load();
        Assert.Equal((1797, 64, 10), (digits.Count, digits.Features, digits.Classes));

        // Frequencies as the data set's own description lists them for its test part.
        Assert.Equal(
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            Enumerable.Range(0, 10).Select(c => digits.Labels.ToArray().Count(label => label == c)));
        Assert.Equal([0, 1, 2], digits.Labels[..3].ToArray());
        float[] first = new float[64];
        digits.Gather<float>([0], first, []);
        Assert.Equal([0, 0, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f, 0, 0], first[..8]);
        Assert.Equal("pixel / 16, so in [0, 1]", digits.Scaling);
    }

    [Fact]
    public void Gather_is_the_correctly_rounded_quotient_in_both_types()
    {
        Dataset data = new("ramp", 256, 2, Array.ConvertAll(Enumerable.Range(0, 512).ToArray(), i => (byte)i), [0, 1], divisor: 255);
        double[] doubles = new double[3 * 256];
        float[] floats = new float[3 * 256];
        int[] classes = new int[3];
        data.Gather<double>([1, 0, 1], doubles, classes);
        data.Gather<float>([1, 0, 1], floats, []);
        Assert.Equal([1, 0, 1], classes);
        for (int i = 0; i < doubles.Length; i++)
        {
            Assert.Equal(i % 256 / 255.0, doubles[i]);
            Assert.Equal(i % 256 / 255f, floats[i]);
        }
    }

    [Fact]
    public void Reordered_features_go_where_the_order_says()
    {
        Dataset bytes = new("b", 3, 2, [(byte)1, 2, 3, 4, 5, 6], [0, 1], 1), reals = new("r", 3, 2, [1.0, 2, 3, 4, 5, 6], [0, 1]);
        foreach (Dataset data in (Dataset[])[bytes, reals])
        {
            double[] rows = new double[6];
            data.Reordered([2, 0, 1]).Gather<double>([0, 1], rows);
            Assert.Equal([3, 1, 2, 6, 4, 5], rows);
            Assert.Contains("order[2] is 0", Assert.Throws<ArgumentException>(() => data.Reordered([0, 1, 0])).Message);
            Assert.Throws<ArgumentException>(() => data.Reordered([0, 1]));
            Assert.Throws<ArgumentException>(() => data.Reordered([0, 1, 3]));
        }
    }

    [Fact]
    public void A_subset_keeps_the_scale_and_the_classes_and_the_order_that_was_asked_for()
    {
        Dataset data = new("sixteenths", 2, 5, [0, 1, 2, 4, 8, 16], [4, 0, 1], divisor: 16);
        Dataset some = data.Subset("two of them", [2, 0]);
        Assert.Equal(("two of them", 2, 2, 5, data.Scaling), (some.Name, some.Count, some.Features, some.Classes, some.Scaling));
        double[] rows = new double[4];
        int[] classes = new int[2];
        some.Gather<double>([0, 1], rows, classes);
        Assert.Equal([0.5, 1, 0, 1 / 16.0], rows);
        Assert.Equal([1, 4], classes);
    }

    [Fact]
    public void Gather_allocates_nothing()
    {
        Dataset digits = Digits.Load();
        int[] chosen = [3, 1, 4];
        double[] rows = new double[3 * 64];
        int[] classes = new int[3];
        ZeroBytes.Assert("gather", () => digits.Gather<double>(chosen, rows, classes));
    }

    [Fact]
    public void Misuse_names_the_place_and_the_value()
    {
        Assert.Contains(
            "labels[1] is 2, but labels lie in 0..1",
            Assert.Throws<ArgumentException>(() => new Dataset("x", 1, 2, [1, 2], [0, 2], 255)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "3 elements, but 2×2 = 4", Assert.Throws<ArgumentException>(() => new Dataset("x", 2, 2, [1, 2, 3], [0, 1], 255)).Message,
            StringComparison.Ordinal);
        Dataset data = new("x", 1, 2, [1, 2], [0, 1], 255);
        Assert.Contains(
            "chosen[0] is -1", Assert.Throws<ArgumentOutOfRangeException>(() => data.Gather<float>([-1], new float[1], [])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "chosen[1] is 2", Assert.Throws<ArgumentOutOfRangeException>(() => data.Subset("y", [0, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => data.Gather<float>([0], new float[2], []));
        Assert.Throws<ArgumentException>(() => data.Gather<float>([0, 1], new float[2], new int[1]));
    }
}

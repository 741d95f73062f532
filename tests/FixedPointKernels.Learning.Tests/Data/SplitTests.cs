using System;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

public sealed class SplitTests
{
    /// <summary>Sample k has pixel k: what a part holds can be read off.</summary>
    private static readonly Dataset Hundred = new(
        "hundred", 1, 4, [.. Enumerable.Range(0, 100).Select(k => (byte)k)],
        [.. Enumerable.Range(0, 100).Select(k => k < 50 ? 0 : k < 80 ? 1 : k < 95 ? 2 : 3)], 100);

    [Fact, Trait("Leg", "Any")]
    public void Stratified_takes_the_rounded_share_of_every_class()
    {
        Split split = Split.Stratified(Hundred, 0.3, seed: 5);
        Assert.Equal([15, 9, 5, 2], Enumerable.Range(0, 4).Select(c => split.Test.Labels.ToArray().Count(label => label == c)));
        AssertPartition(split);
        Assert.Equal("69 for training, 31 for testing, stratified by class, seed 5", split.Description);
    }

    /// <summary>Stream 1 + class of the generator, as documented: with one stream for all, classes of one size would give the same places
    /// to the test part.</summary>
    [Fact]
    public void Every_class_has_a_shuffle_of_its_own()
    {
        Dataset halves = new(
            "halves", 1, 2, [.. Enumerable.Range(0, 100).Select(k => (byte)k)], [.. Enumerable.Range(0, 100).Select(k => k / 50)], 100);
        int[] test = [.. Split.Stratified(halves, 0.2, seed: 5).Test.Pixels.ToArray().Select(k => (int)k)];
        for (int c = 0; c < 2; c++)
        {
            int[] members = [.. Enumerable.Range(50 * c, 50)];
            new SeededRandom(5, stream: 1 + (ulong)c).Shuffle(members.AsSpan());
            Assert.Equal(members[..10].Order(), test[(10 * c)..(10 * (c + 1))]);
        }

        Assert.NotEqual(test[..10].Select(k => k + 50), test[10..]);
    }

    [Fact]
    public void Shuffled_takes_the_rounded_share_of_all()
    {
        Split split = Split.Shuffled(Hundred, 0.255, seed: 5);
        Assert.Equal(26, split.Test.Count);
        AssertPartition(split);
    }

    [Fact]
    public void The_seed_decides_and_nothing_else()
    {
        Assert.Equal(Test(7), Test(7));
        Assert.NotEqual(Test(7), Test(8));

        // A committed choice: it must never change, or published numbers lose their meaning.
        Assert.Equal(Committed, string.Join(' ', Split.Shuffled(Hundred, 0.1, seed: 1).Test.Pixels.ToArray()));

        static byte[] Test(ulong seed) => Split.Stratified(Hundred, 0.5, seed).Test.Pixels.ToArray();
    }

    [Fact]
    public void Empty_parts_and_odd_fractions_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Split.Shuffled(Hundred, 0.001, 1));
        Assert.Throws<ArgumentException>(() => Split.Shuffled(Hundred, 0.999, 1));
        foreach (double fraction in (double[])[0, 1, -1, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>(() => Split.Stratified(Hundred, fraction, 1));
    }

    private const string Committed = "9 25 33 46 55 78 81 86 91 94";

    private static void AssertPartition(Split split)
    {
        byte[] train = split.Train.Pixels.ToArray();
        byte[] test = split.Test.Pixels.ToArray();
        Assert.Equal(Enumerable.Range(0, 100), train.Concat(test).Select(k => (int)k).Order());
        Assert.Equal(train.Order(), train);
        Assert.Equal(test.Order(), test);
        foreach (Dataset part in (Dataset[])[split.Train, split.Test])
        {
            for (int k = 0; k < part.Count; k++) Assert.Equal(Hundred.Labels[part.Pixels[k]], part.Labels[k]);
        }
    }
}

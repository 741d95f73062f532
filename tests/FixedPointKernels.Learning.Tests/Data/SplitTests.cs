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

    // Sample k has feature k and targets 2k and −k.
    [Fact]
    public void Targets_are_divided_like_labels_and_stay_with_their_features()
    {
        TargetSet hundred = new(
            "hundred", 1, 2, [.. Enumerable.Range(0, 100).Select(k => (double)k)],
            [.. Enumerable.Range(0, 100).SelectMany(k => new double[] { 2 * k, -k })]);
        SampleSplit split = SampleSplit.Shuffled(hundred, 0.255, seed: 5);
        Split labelled = Split.Shuffled(Hundred, 0.255, seed: 5);
        Assert.Equal(labelled.TrainIndices, split.TrainIndices);
        Assert.Equal(labelled.TestIndices, split.TestIndices);
        foreach ((SampleSet part, var places) in new[] { (split.Train, split.TrainIndices), (split.Test, split.TestIndices) })
        {
            double[] features = new double[part.Count], wanted = new double[2 * part.Count];
            ((TargetSet)part).Gather([.. Enumerable.Range(0, part.Count)], features.AsSpan(), wanted.AsSpan());
            Assert.Equal(places.Select(k => (double)k), features);
            Assert.Equal(places.SelectMany(k => new double[] { 2 * k, -k }), wanted);
        }

        // Indices within a part of a part lead to the whole set.
        SampleSplit inner = SampleSplit.Shuffled(split.Train, 0.5, seed: 1).Within(split.TrainIndices);
        double[] first = new double[1];
        inner.Test.Gather([7], first.AsSpan());
        Assert.Equal(inner.TestIndices[7], first[0]);
        Assert.IsType<Split>(SampleSplit.Shuffled(Hundred, 0.5, 1));
    }

    [Fact]
    public void A_fingerprint_changes_with_every_number_and_with_nothing_else()
    {
        string one = Of(0, 0), again = Of(0, 0);
        Assert.Equal(one, again);
        Assert.StartsWith("2 and 2 samples of 1 features, 1 targets, features as they are, SHA-256 ", one, StringComparison.Ordinal);
        Assert.NotEqual(one, Of(1e-9, 0));
        Assert.NotEqual(one, Of(0, 1e-9));

        static string Of(double feature, double target) =>
            SampleSplit.Shuffled(new TargetSet("x", 1, 1, [0, 1, 2, 3 + feature], [0, 1, 2, 3 + target]), 0.5, 1).Fingerprint();
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

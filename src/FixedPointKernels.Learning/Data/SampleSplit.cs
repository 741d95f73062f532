using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Data;

/// <summary>A training and a test set of any kind, and how they were divided; of labelled samples it is a <see cref="Split"/>.</summary>
/// <remarks>
/// The division depends on the samples' order, the fraction and the seed only, and is the same on every platform
/// (<see cref="SeededRandom"/>). Within each part the samples keep the order of the whole set. Immutable.
/// </remarks>
/// <param name="Train">The training part.</param>
/// <param name="Test">The test part.</param>
/// <param name="Description">How it was divided, for reports.</param>
public record SampleSplit(SampleSet Train, SampleSet Test, string Description)
{
    /// <summary>The place of every training sample in the whole set, from 0; its place in its own part where the parts came
    /// divided.</summary>
    public IReadOnlyList<int> TrainIndices { get; init; } = [.. Enumerable.Range(0, Train.Count)];

    /// <summary>The same of the test samples.</summary>
    public IReadOnlyList<int> TestIndices { get; init; } = [.. Enumerable.Range(0, Test.Count)];

    /// <summary>The same division, with places in the set that the divided one is itself a part of.</summary>
    /// <param name="places">The place of every sample of the divided set there.</param>
    public SampleSplit Within(IReadOnlyList<int> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        Misuse.IfNotLength(places.Count, Train.Count + Test.Count, nameof(places));
        return this with
        {
            TrainIndices = [.. TrainIndices.Select(index => places[index])],
            TestIndices = [.. TestIndices.Select(index => places[index])],
        };
    }

    /// <summary>Divides a shuffle of all samples: its first round(fraction · Count) (halves up) are the test part.</summary>
    /// <param name="data">The whole set.</param>
    /// <param name="testFraction">Between 0 and 1, both excluded.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">A part would be empty, or the fraction is not between 0 and 1.</exception>
    public static SampleSplit Shuffled(SampleSet data, double testFraction, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] order = new int[data.Count];
        new SeededRandom(seed).Permutation(order);
        bool[] test = new bool[data.Count];
        foreach (int k in order.AsSpan(0, Portion(testFraction, order.Length))) test[k] = true;
        return Divide(data, test, $"shuffled, seed {seed}");
    }

    /// <summary>Which data these are, as a text to compare: counts, and SHA-256 of all they hold; where the files lie does not matter.
    /// </summary>
    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Train.AppendTo(hash);
        Test.AppendTo(hash);
        string contents = Convert.ToHexStringLower(hash.GetHashAndReset());
        return $"{Train.Count} and {Test.Count} samples of {Train.Features} features, {Train.Asked}, {Train.Scaling}, SHA-256 {contents}";
    }

    private protected static int Portion(double fraction, int count) => fraction is > 0 and < 1
        ? (int)Math.Floor((fraction * count) + 0.5)
        : throw new ArgumentOutOfRangeException(nameof(fraction), $"The test fraction is {fraction}, but it must lie between 0 and 1.");

    private protected static SampleSplit Divide(SampleSet data, bool[] test, string how)
    {
        List<int> trainPart = [];
        List<int> testPart = [];
        for (int k = 0; k < test.Length; k++) (test[k] ? testPart : trainPart).Add(k);
        if (trainPart.Count == 0 || testPart.Count == 0)
        {
            throw new ArgumentException(
                $"Of {data.Count} samples {trainPart.Count} would be for training and {testPart.Count} for testing; neither may be empty.",
                nameof(data));
        }

        SampleSet train = data.Subset($"{data.Name}, training part", [.. trainPart]);
        SampleSet held = data.Subset($"{data.Name}, test part", [.. testPart]);
        string description = $"{trainPart.Count} for training, {testPart.Count} for testing, {how}";
        SampleSplit divided = train is Dataset labelled
            ? new Split(labelled, (Dataset)held, description) : new SampleSplit(train, held, description);
        return divided with { TrainIndices = trainPart, TestIndices = testPart };
    }
}

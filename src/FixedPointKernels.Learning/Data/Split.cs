using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Data;

/// <summary>A training and a test set of labelled samples, and how they were divided.</summary>
/// <param name="Train">The training part.</param>
/// <param name="Test">The test part.</param>
/// <param name="Description">How it was divided, for reports.</param>
public sealed record Split(Dataset Train, Dataset Test, string Description) : SampleSplit(Train, Test, Description)
{
    /// <summary>The training part.</summary>
    public new Dataset Train => (Dataset)base.Train;

    /// <summary>The test part.</summary>
    public new Dataset Test => (Dataset)base.Test;

    /// <summary>
    /// Divides class by class: of the n samples of a class, round(fraction · n) (halves up) go to the test part, chosen by a shuffle
    /// with the generator's stream 1 + class.
    /// </summary>
    /// <param name="data">The whole set.</param>
    /// <param name="testFraction">Between 0 and 1, both excluded.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">A part would be empty, or the fraction is not between 0 and 1.</exception>
    public static Split Stratified(Dataset data, double testFraction, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        List<int>[] members = new List<int>[data.Classes];
        for (int c = 0; c < members.Length; c++) members[c] = [];
        for (int k = 0; k < data.Count; k++) members[data.Labels[k]].Add(k);
        bool[] test = new bool[data.Count];
        for (int c = 0; c < members.Length; c++)
        {
            int[] shuffled = [.. members[c]];
            new SeededRandom(seed, stream: 1 + (ulong)c).Shuffle(shuffled.AsSpan());
            foreach (int k in shuffled.AsSpan(0, Portion(testFraction, shuffled.Length))) test[k] = true;
        }

        return (Split)Divide(data, test, $"stratified by class, seed {seed}");
    }

    /// <inheritdoc cref="SampleSplit.Shuffled"/>
    public static Split Shuffled(Dataset data, double testFraction, ulong seed) =>
        (Split)SampleSplit.Shuffled(data, testFraction, seed);
}

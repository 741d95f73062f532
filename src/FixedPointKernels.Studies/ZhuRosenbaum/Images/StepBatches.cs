using System;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Images;

/// <summary>What a run sees at its steps: the batches of the training part, epoch after epoch, and beside each one of test images, drawn
/// without replacement until the set is used up.</summary>
/// <remarks>The order depends on the seed alone, so runs of one seed see the same batches. Steps are visited in their order, from 0
/// on.</remarks>
internal sealed class StepBatches
{
    // Streams 1 + epoch of a seed order the training batches; the test batches take seeds of their own.
    private const ulong TestSeed = 0x9E3779B97F4A7C15;

    private readonly BatchOrder train;
    private readonly BatchOrder test;
    private readonly int wholeTestBatches;
    private int step;

    /// <param name="data">Training and test part, the latter of a batch at least.</param>
    /// <param name="batchSize">Samples per step.</param>
    /// <param name="seed">The run's.</param>
    internal StepBatches(Split data, int batchSize, ulong seed)
    {
        train = new(data.Train.Count, batchSize, seed);
        test = new(data.Test.Count, batchSize, seed ^ TestSeed);
        wholeTestBatches = data.Test.Count / batchSize;
    }

    /// <summary>The samples of the training part; the last batch of an epoch may be shorter.</summary>
    internal ReadOnlySpan<int> Train => train.Batch(step % train.Batches);

    /// <summary>The samples of the test part, always a whole batch.</summary>
    internal ReadOnlySpan<int> Test => test.Batch(step % wholeTestBatches);

    /// <summary>Steps of so many passes through the training part.</summary>
    internal static int Steps(Split data, int batchSize, int epochs) => epochs * new BatchOrder(data.Train.Count, batchSize, 0).Batches;

    /// <summary>Goes on to a step.</summary>
    internal void GoTo(int next)
    {
        step = next;
        if (step % train.Batches == 0) train.StartEpoch(step / train.Batches);
        if (step % wholeTestBatches == 0) test.StartEpoch(step / wholeTestBatches);
    }
}

using System;
using System.Diagnostics;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Published;

/// <summary>
/// A LEAK, to reproduce the published code: looks at a training batch, then takes the step from a TEST batch with g = 1 − r².
/// </summary>
/// <remarks>
/// Source: the code published with V. Zhu, R. Rosenbaum 2024, whose loop overwrites the batch by a test batch before the update.
/// </remarks>
public static class PublishedStep
{
    /// <summary>One such step. 0 bytes.</summary>
    /// <param name="trainer">A trainer whose settings say <see cref="TrainingSettings.GainsFromRates"/>.</param>
    /// <param name="train">Where the training samples are.</param>
    /// <param name="indices">Which.</param>
    /// <param name="test">Where the test samples are.</param>
    /// <param name="testIndices">Which; the published code draws as many at random.</param>
    /// <param name="cancellation">Looked at between the solvers' steps.</param>
    /// <exception cref="ArgumentException">As for <see cref="Trainer{T}.Step"/>.</exception>
    /// <exception cref="OperationCanceledException">As for <see cref="Trainer{T}.Step"/>.</exception>
    /// <exception cref="InvalidOperationException">The settings do not say so; or as for <see cref="Trainer{T}.Step"/>.</exception>
    public static PublishedReport Take<T>(
        Trainer<T> trainer, Dataset train, ReadOnlySpan<int> indices, Dataset test, ReadOnlySpan<int> testIndices,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(trainer);
        if (!trainer.Settings.GainsFromRates) throw new InvalidOperationException("A published step needs settings with GainsFromRates.");
        long others = trainer.AllocatedByOthers;
        long own = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        Score seen = trainer.Measure(train, indices, cancellation);
        StepReport step = trainer.Step(test, testIndices, cancellation);
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - own + trainer.AllocatedByOthers - others;
        Score tested = new(testIndices.Length, step.Loss, step.Accuracy, step.Unsolved);
        return new(seen, tested, step with { Milliseconds = milliseconds, AllocatedBytes = allocated });
    }
}

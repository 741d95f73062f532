using FixedPointKernels.Solving;
using FixedPointKernels.Studies.ZhuRosenbaum.Images;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>What all runs of a sweep share.</summary>
public sealed record MnistSettings : ImageSettings
{
    /// <summary>The forward pass; null takes exact fixed points by the chord method.</summary>
    public SolverOptions? Solver { get; init; }

    /// <summary>
    /// The published update: computed on the batch of test images (a leak), with g = 1 − r² where the Euler steps stopped. Otherwise the
    /// update is computed on the training batch, and the batch of test images only scored.
    /// </summary>
    public bool PublishedUpdate { get; init; }

    /// <summary>
    /// After Euler steps: whether scores are left out that no update and no table needs, and are NaN. With the published update those of
    /// the training batches, else those of the batches of test images before the last steps. Half the Euler steps, and every other number
    /// has the same bits; a run that ends before its last steps has no mean of test batches then.
    /// </summary>
    public bool FewerScores { get; init; }
}

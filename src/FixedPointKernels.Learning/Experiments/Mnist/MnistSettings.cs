using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Experiments.Mnist;

/// <summary>What all runs of a sweep share; the defaults are the paper's.</summary>
public sealed record MnistSettings
{
    /// <summary>N.</summary>
    public int Neurons { get; init; } = 300;

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Passes through the training set.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>W starts as this · N(0,1)/√N.</summary>
    public double InitialGain { get; init; } = 0.5;

    /// <summary>The forward pass; null takes exact fixed points by the chord method.</summary>
    public SolverOptions? Solver { get; init; }

    /// <summary>
    /// The published update: computed on the batch of test images (a leak), with g = 1 − r² where the Euler steps stopped. Otherwise the update is
    /// computed on the training batch, and the batch of test images only scored.
    /// </summary>
    public bool PublishedUpdate { get; init; }
}

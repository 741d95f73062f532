namespace FixedPointKernels.Learning.Experiments;

/// <summary>What the runs of an experiment on images share; the defaults are the paper's.</summary>
public abstract record ImageSettings
{
    /// <summary>N.</summary>
    public int Neurons { get; init; } = 300;

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Passes through the training set.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>W starts as this · N(0,1)/√N.</summary>
    public double InitialGain { get; init; } = 0.5;
}

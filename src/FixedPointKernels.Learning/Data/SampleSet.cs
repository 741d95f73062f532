using System;

namespace FixedPointKernels.Learning.Data;

/// <summary>
/// Samples to train on or to score: features, and what is asked of a model for each, a label (<see cref="Dataset"/>) or targets (<see
/// cref="TargetSet"/>).
/// </summary>
public abstract class SampleSet
{
    /// <summary>Takes what all kinds have.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="features">Features per sample, at least 1.</param>
    protected SampleSet(string name, int features)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        (Name, Features) = (name, features);
    }

    /// <summary>What reports call it.</summary>
    public string Name { get; }

    /// <summary>Samples.</summary>
    public abstract int Count { get; }

    /// <summary>Features per sample.</summary>
    public int Features { get; }
}

using System;
using System.Numerics;
using System.Security.Cryptography;

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

    /// <summary>Outputs that are asked of a readout: classes, or targets.</summary>
    public abstract int Outputs { get; }

    /// <summary>The same in words: "10 classes", "3 targets".</summary>
    public abstract string Asked { get; }

    /// <summary>How the features became numbers, for reports.</summary>
    public virtual string Scaling => "features as they are";

    /// <summary>Gathers features alone: row k is sample <c>chosen[k]</c>. 0 bytes.</summary>
    /// <typeparam name="T">The element type of the rows.</typeparam>
    /// <param name="chosen">Indices of samples; repeats are allowed.</param>
    /// <param name="features">chosen.Length × Features, overwritten.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is no sample's.</exception>
    public abstract void Gather<T>(ReadOnlySpan<int> chosen, Span<T> features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>A set of some of the samples, in the order given.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="chosen">Indices of samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is no sample's.</exception>
    public abstract SampleSet Subset(string name, ReadOnlySpan<int> chosen);

    /// <summary>Adds all that the set holds to a hash, so that equal sets can be told by it.</summary>
    /// <param name="hash">Receives the bytes.</param>
    public abstract void AppendTo(IncrementalHash hash);

    /// <summary>Which samples these are, as a text to compare: their count, and SHA-256 of all they hold.</summary>
    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendTo(hash);
        return $"{Count} samples of {Features} features, {Asked}, {Scaling}, SHA-256 {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}

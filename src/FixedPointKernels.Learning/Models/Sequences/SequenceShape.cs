using System;

namespace FixedPointKernels.Learning.Models;

/// <summary>Sizes of what learns sequences.</summary>
/// <param name="Units">n.</param>
/// <param name="Inputs">m, numbers of an element.</param>
/// <param name="Steps">T, elements of a sequence.</param>
/// <param name="Outputs">K, numbers that a readout gives: classes, or targets.</param>
public sealed record SequenceShape(int Units, int Inputs, int Steps, int Outputs)
{
    /// <summary>Features of a sample: T·m.</summary>
    public int Features => checked(Steps * Inputs);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Units);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Outputs);
    }
}

using System;

namespace FixedPointKernels.Learning.Models;

/// <summary>Sizes of a classifier of sequences.</summary>
/// <param name="Units">n.</param>
/// <param name="Inputs">m, numbers of an element.</param>
/// <param name="Steps">T, elements of a sequence.</param>
/// <param name="Classes">Classes.</param>
public sealed record SequenceShape(int Units, int Inputs, int Steps, int Classes)
{
    /// <summary>Features of a sample: T·m.</summary>
    public int Features => checked(Steps * Inputs);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Units);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Classes);
    }
}

namespace FixedPointKernels.Learning.Training;

/// <summary>How a network does on a set of samples.</summary>
/// <param name="Samples">Samples.</param>
/// <param name="Loss">Mean loss over the samples that have a fixed point; NaN if none has.</param>
/// <param name="Accuracy">Share of all samples that are right; a sample without a fixed point is wrong.</param>
/// <param name="Unsolved">Samples whose fixed point was not found.</param>
public readonly record struct Score(int Samples, double Loss, double Accuracy, int Unsolved)
{
    /// <summary>Mean loss over the samples that have a fixed point; NaN if none has, as where no sample was looked at.</summary>
    public double Loss { get => Samples == 0 ? double.NaN : field; init; } = Loss;
}

namespace FixedPointKernels.Learning.Training;

/// <summary>What one training step saw, before its update.</summary>
/// <param name="Loss">Mean loss over the samples that have a fixed point; NaN if none has.</param>
/// <param name="Accuracy">Share of all samples that are right; a sample without a fixed point is wrong.</param>
/// <param name="Unsolved">Samples whose fixed point was not found.</param>
/// <param name="Skipped">
/// Samples that contributed nothing for another reason: a failed adjoint, or a step through the singularity. With <see
/// cref="TrainingSettings.KeepFailedSamples"/> those with a failed adjoint are counted here although they contributed.
/// </param>
/// <param name="Applied">Whether the weights were updated; false when the update would have left the finite numbers.</param>
/// <param name="Milliseconds">Wall time of the step.</param>
/// <param name="AllocatedBytes">Bytes allocated in the step, all threads.</param>
public readonly record struct StepReport(
    double Loss, double Accuracy, int Unsolved, int Skipped, bool Applied, double Milliseconds, long AllocatedBytes)
{
    /// <summary>The factor that <see cref="TrainingSettings.KeepStable"/> put on W after the update; 1 where it did nothing.</summary>
    public double Shrunk { get; init; } = 1;

    /// <summary>The Euclidean norm of the mean gradient by all trained parameters together, before it is clipped and without the penalty;
    /// NaN where <see cref="TrainingSettings.MeasuresGradient"/> does not ask for it, or where the gradient is not finite.</summary>
    public double GradientNorm { get; init; } = double.NaN;
}

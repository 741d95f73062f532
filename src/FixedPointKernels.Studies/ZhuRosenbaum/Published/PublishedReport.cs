using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Published;

/// <summary>What a step of the published code saw: both batches before the update, which was made from the TEST batch (a leak).</summary>
/// <param name="Train">The training batch, which was only looked at.</param>
/// <param name="Test">The test batch, which the update was made from.</param>
/// <param name="Step">The update: its failures, whether it was applied, time and bytes of the whole step.</param>
public readonly record struct PublishedReport(Score Train, Score Test, StepReport Step)
{
    /// <summary>The step with loss and accuracy of the training batch.</summary>
    public StepReport AsTraining() => Step with { Loss = Train.Loss, Accuracy = Train.Accuracy };
}

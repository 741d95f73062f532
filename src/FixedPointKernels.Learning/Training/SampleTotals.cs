namespace FixedPointKernels.Learning.Training;

/// <summary>Sums over the samples of a batch.</summary>
/// <param name="Loss">The sum of the losses that are not NaN.</param>
/// <param name="Solved">How many those are.</param>
/// <param name="Correct">Samples that are right; one that is right in part counts by its share.</param>
/// <param name="Unsolved">Samples without a fixed point.</param>
/// <param name="Skipped">Samples that contributed nothing to the update for another reason.</param>
public readonly record struct SampleTotals(double Loss, int Solved, double Correct, int Unsolved, int Skipped)
{
    /// <summary>The sums of both.</summary>
    public static SampleTotals operator +(SampleTotals left, SampleTotals right) =>
        new(
            left.Loss + right.Loss, left.Solved + right.Solved, left.Correct + right.Correct, left.Unsolved + right.Unsolved,
            left.Skipped + right.Skipped);
}

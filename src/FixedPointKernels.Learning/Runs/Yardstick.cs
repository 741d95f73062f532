using System;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Runs;

/// <summary>The two figures that models are compared by on a set: of labels accuracy and cross-entropy, of targets R² and the mean squared
/// error.</summary>
/// <remarks>
/// <para>R² = 1 − loss / variance, where the loss is the mean over the samples of Σⱼ (ŷⱼ − yⱼ)² and the variance that of whoever gives the
/// mean of every target (<see cref="TargetSet.Variance"/>): 1 is perfect, 0 no better than that, and NaN where all targets are
/// equal. It is scikit-learn's <c>r2_score</c> with <c>multioutput="variance_weighted"</c>. The mean squared error is the loss divided by
/// the number of targets, PyTorch's <c>MSELoss</c>.</para>
/// <para>Samples without a fixed point count as wrong in an accuracy, and are in neither figure of targets: they are counted
/// beside it.</para>
/// </remarks>
/// <param name="Quality">More is better.</param>
/// <param name="Error">Less is better.</param>
public sealed record Yardstick(Merit Quality, Merit Error)
{
    /// <summary>Of labels.</summary>
    public static Yardstick Labels { get; } = new(
        new(
            "accuracy", "accuracy", "share", static (_, accuracy) => accuracy,
            static value => ReadableNumber.Of(100 * value, "F1") + " %"),
        new("loss", "loss", "cross-entropy", static (loss, _) => loss, Merit.Digits("F3")));

    /// <summary>Of a set.</summary>
    /// <param name="set">Labels or targets.</param>
    public static Yardstick Of(SampleSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set is not TargetSet targets) return Labels;
        (double variance, int outputs) = (targets.Variance, targets.Outputs);
        return new(
            new(
                "r2", "R²", "share of the variance", (loss, _) => variance > 0 ? 1 - (loss / variance) : double.NaN, Merit.Digits("F3")),
            new("mean_squared_error", "mean squared error", "squared error", (loss, _) => loss / outputs, Small));
    }

    // In whatever unit the targets are: three digits that say something.
    private static string Small(double value) => ReadableNumber.Of(value, Math.Abs(value) is > 0 and < 0.1 ? "G3" : "F3");
}

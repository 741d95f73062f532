using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Experiments.Mnist;

/// <summary>The runs of a sweep as comma-separated values, a line each: to cite, and to combine with those of other sweeps.</summary>
/// <remarks>
/// Accuracies are shares, losses cross-entropies; <c>tail</c> is the mean of the last <see cref="TailSteps.Count"/> steps on batches of test images, <c>final</c> all test images
/// after the last step; <c>unsolved</c> and <c>skipped</c> are sums over the steps. <c>end</c> is complete, non-finite (the next update would have left the finite numbers) or
/// cancelled. Numbers are the shortest text that reads back as the same bits; what is not finite is NaN, Infinity or -Infinity.
/// </remarks>
public static class MnistRunTable
{
    /// <summary>The columns.</summary>
    public const string Header = "rule,rate,seed,steps,tail_test_accuracy,tail_test_loss,final_accuracy,final_loss,spectral_radius,unsolved,skipped,end,seconds";

    /// <summary>Writes the header and a line for every run.</summary>
    public static void Write(IReadOnlyList<MnistCurve> curves, TextWriter csv)
    {
        ArgumentNullException.ThrowIfNull(curves);
        ArgumentNullException.ThrowIfNull(csv);
        csv.WriteLine(Header);
        foreach (MnistCurve c in curves)
        {
            csv.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{c.Run.Rule.Name},{c.Run.Rate:R},{c.Run.Seed},{c.Steps.Count},{c.TailAccuracy:R},{c.TailLoss:R},{c.Final.Accuracy:R},{c.Final.Loss:R},{c.SpectralRadius:R},"
                + $"{c.Steps.Sum(step => (long)step.Unsolved)},{c.Steps.Sum(step => (long)step.Skipped)},{End(c.End)},{c.Elapsed.TotalSeconds:F3}"));
        }
    }

    private static string End(SolveStatus end) => end switch
    {
        SolveStatus.StepLimit => "complete",
        SolveStatus.NonFinite => "non-finite",
        _ => "cancelled",
    };
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>What a run measured, step by step; the test columns are filled where an epoch ends.</summary>
internal sealed class Metrics(RunPlan plan)
{
    internal const string Header = "rule,rate,epoch,step,loss,accuracy,unsolved,skipped,milliseconds,allocated_bytes,test_loss,test_accuracy,test_unsolved";

    private readonly List<(int Epoch, int Step, StepReport Report)> steps = [];
    private readonly Dictionary<int, Score> scores = [];

    internal int Steps => steps.Count;

    internal IReadOnlyDictionary<int, Score> Scores => scores;

    internal void Add(int epoch, in StepReport report) => steps.Add((epoch, steps.Count + 1, report));

    /// <summary>The score after the last step added.</summary>
    internal void Add(Score score) => scores[steps.Count] = score;

    /// <summary>Median wall time of a step.</summary>
    internal double MedianMilliseconds() => Median(static report => report.Milliseconds);

    /// <summary>Bytes allocated in all steps but the first, which makes what is made once.</summary>
    internal long AllocatedBytes()
    {
        long bytes = 0;
        for (int i = 1; i < steps.Count; i++) bytes += steps[i].Report.AllocatedBytes;
        return bytes;
    }

    /// <summary>The lowest test accuracy at the ends of the later half of the epochs: a rule that jumps about ends well by luck.</summary>
    internal double LowestLateAccuracy()
    {
        double lowest = double.PositiveInfinity;
        foreach ((int step, Score score) in scores)
        {
            if (2 * step >= steps.Count) lowest = Math.Min(lowest, score.Accuracy);
        }

        return lowest;
    }

    /// <summary>Training samples without a fixed point, and samples whose adjoint or step failed, over all steps.</summary>
    internal (int Unsolved, int Skipped) Failures()
    {
        (int unsolved, int skipped) = (0, 0);
        foreach ((_, _, StepReport report) in steps)
        {
            unsolved += report.Unsolved;
            skipped += report.Skipped;
        }

        return (unsolved, skipped);
    }

    internal void Write(TextWriter csv)
    {
        foreach ((int epoch, int step, StepReport r) in steps)
        {
            string head = string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Rule.Name()},{plan.Rate:R},{epoch},{step},{r.Loss:R},{r.Accuracy:R},{r.Unsolved},{r.Skipped},{r.Milliseconds:F4},{r.AllocatedBytes}");
            csv.Write(head);
            csv.WriteLine(scores.TryGetValue(step, out Score score)
                ? string.Create(CultureInfo.InvariantCulture, $",{score.Loss:R},{score.Accuracy:R},{score.Unsolved}")
                : ",,,");
        }
    }

    private double Median(Func<StepReport, double> of)
    {
        if (steps.Count == 0) return double.NaN;
        List<double> values = steps.ConvertAll(step => of(step.Report));
        values.Sort();
        return values[values.Count / 2];
    }
}

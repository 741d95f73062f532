using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>What a run measured, step by step; the test columns are filled where an epoch ends.</summary>
internal sealed class Metrics(RunPlan plan)
{
    internal const string Header = "rule,rate,epoch,step,loss,accuracy,unsolved,skipped,milliseconds,allocated_bytes,test_loss,test_accuracy,test_unsolved";

    private const string StepsName = "steps";
    private const string ScoresName = "scores";
    private const int StepColumns = 8;
    private const int ScoreColumns = 5;

    private readonly List<(int Epoch, int Step, StepReport Report)> steps = [];
    private readonly Dictionary<int, Score> scores = [];

    internal int Steps => steps.Count;

    internal IReadOnlyDictionary<int, Score> Scores => scores;

    internal void Add(int epoch, in StepReport report) => steps.Add((epoch, steps.Count + 1, report));

    /// <summary>The score after the last step added.</summary>
    internal void Add(Score score) => scores[steps.Count] = score;

    /// <summary>The score after the latest step that has one.</summary>
    internal Score LastScore => scores.Count == 0 ? default : scores[scores.Keys.Max()];

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

    /// <summary>Keeps all of it, every number as the double that holds it exactly.</summary>
    internal void Save(Checkpoint checkpoint, string prefix)
    {
        List<double> rows = [];
        foreach ((int epoch, _, StepReport r) in steps) rows.AddRange([epoch, r.Loss, r.Accuracy, r.Unsolved, r.Skipped, r.Applied ? 1 : 0, r.Milliseconds, r.AllocatedBytes]);
        checkpoint.Add<double>(prefix + StepsName, [.. rows], steps.Count, StepColumns);
        rows.Clear();
        foreach ((int step, Score score) in scores) rows.AddRange([step, score.Samples, score.Loss, score.Accuracy, score.Unsolved]);
        checkpoint.Add<double>(prefix + ScoresName, [.. rows], scores.Count, ScoreColumns);
    }

    /// <summary>Takes up what <see cref="Save"/> kept.</summary>
    internal void Load(Checkpoint checkpoint, string prefix)
    {
        double[] rows = checkpoint.Rows(prefix + StepsName, StepColumns);
        for (int at = 0; at < rows.Length; at += StepColumns)
        {
            double[] r = rows[at..(at + StepColumns)];
            Add((int)r[0], new StepReport(r[1], r[2], (int)r[3], (int)r[4], r[5] > 0, r[6], (long)r[7]));
        }

        rows = checkpoint.Rows(prefix + ScoresName, ScoreColumns);
        for (int at = 0; at < rows.Length; at += ScoreColumns)
            scores[(int)rows[at]] = new Score((int)rows[at + 1], rows[at + 2], rows[at + 3], (int)rows[at + 4]);
    }

    private double Median(Func<StepReport, double> of)
    {
        if (steps.Count == 0) return double.NaN;
        List<double> values = steps.ConvertAll(step => of(step.Report));
        values.Sort();
        return values[values.Count / 2];
    }
}

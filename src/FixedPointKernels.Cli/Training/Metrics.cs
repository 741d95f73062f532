using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>What a run measured, step by step; the columns of the whole held-out part are filled where an epoch ends, those of stability where it was looked at.</summary>
internal sealed class Metrics(RunPlan plan)
{
    private const string StepsName = "steps";
    private const string ScoresName = "scores";
    private const string LooksName = "looks";
    private const int StepColumns = 13;
    private const int ScoreColumns = 5;
    private const int LookColumns = 4;

    private readonly List<(int Epoch, int Step, StepReport Report, Score? HeldOut)> steps = [];
    private readonly Dictionary<int, Score> scores = [];
    private readonly Dictionary<int, StableSamples> looks = [];

    internal int Steps => steps.Count;

    internal IReadOnlyDictionary<int, Score> Scores => scores;

    /// <summary>The stability by step, where it was looked at.</summary>
    internal IReadOnlyDictionary<int, StableSamples> Looks => looks;

    /// <summary>One number of every step.</summary>
    internal double[] Of(Func<StepReport, double> number) => [.. steps.Select(step => number(step.Report))];

    /// <summary>The first line of the file; the held-out part is called what it is.</summary>
    internal static string Header(Watching watching)
    {
        string part = watching.HeldOut.Replace(' ', '_');
        return "rule,rate,epoch,step,loss,accuracy,unsolved,skipped,milliseconds,allocated_bytes,"
            + $"{part}_loss,{part}_accuracy,{part}_unsolved,{part}_batch_loss,{part}_batch_accuracy,watched,without_stable_point,max_re,shrunk";
    }

    /// <summary>A step, and what a batch of the held-out part scored before its update.</summary>
    internal void Add(int epoch, in StepReport report, Score? heldOut = null) => steps.Add((epoch, steps.Count + 1, report, heldOut));

    /// <summary>The stability after the last step added.</summary>
    internal void Add(StableSamples look) => looks[steps.Count] = look;

    /// <summary>The score after the last step added.</summary>
    internal void Add(Score score) => scores[steps.Count] = score;

    /// <summary>The score after the latest step that has one.</summary>
    internal Score LastScore => scores.Count == 0 ? default : scores[scores.Keys.Max()];

    /// <summary>Median wall time of a step.</summary>
    internal double MedianMilliseconds() => Median(static report => report.Milliseconds);

    /// <summary>Wall time of all steps.</summary>
    internal TimeSpan Time() => TimeSpan.FromMilliseconds(Of(static report => report.Milliseconds).Sum());

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
        foreach ((_, _, StepReport report, _) in steps)
        {
            unsolved += report.Unsolved;
            skipped += report.Skipped;
        }

        return (unsolved, skipped);
    }

    internal void Write(TextWriter csv)
    {
        foreach ((int epoch, int step, StepReport r, Score? heldOut) in steps)
        {
            string head = string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Rule.Name},{plan.Rate:R},{epoch},{step},{r.Loss:R},{r.Accuracy:R},{r.Unsolved},{r.Skipped},{r.Milliseconds:F4},{r.AllocatedBytes}");
            csv.Write(head);
            csv.Write(scores.TryGetValue(step, out Score score)
                ? string.Create(CultureInfo.InvariantCulture, $",{score.Loss:R},{score.Accuracy:R},{score.Unsolved}")
                : ",,,");
            csv.Write(heldOut is { } drawn ? string.Create(CultureInfo.InvariantCulture, $",{drawn.Loss:R},{drawn.Accuracy:R}") : ",,");
            csv.Write(looks.TryGetValue(step, out StableSamples look)
                ? string.Create(CultureInfo.InvariantCulture, $",{look.Samples},{look.Without},{look.LargestAbscissa:R}")
                : ",,,");
            csv.WriteLine(string.Create(CultureInfo.InvariantCulture, $",{r.Shrunk:R}"));
        }
    }

    /// <summary>Keeps all of it, every number as the double that holds it exactly.</summary>
    internal void Save(Checkpoint checkpoint, string prefix)
    {
        List<double> rows = [];
        foreach ((int epoch, _, StepReport r, Score? heldOut) in steps)
        {
            Score drawn = heldOut ?? default;
            rows.AddRange([epoch, r.Loss, r.Accuracy, r.Unsolved, r.Skipped, r.Applied ? 1 : 0, r.Milliseconds, r.AllocatedBytes]);
            rows.AddRange([heldOut is null ? -1 : drawn.Samples, drawn.Loss, drawn.Accuracy, drawn.Unsolved, r.Shrunk]);
        }

        checkpoint.Add<double>(prefix + StepsName, [.. rows], steps.Count, StepColumns);
        checkpoint.Add<double>(
            prefix + ScoresName, [.. scores.SelectMany(one => (double[])[one.Key, one.Value.Samples, one.Value.Loss, one.Value.Accuracy, one.Value.Unsolved])], scores.Count, ScoreColumns);
        checkpoint.Add<double>(
            prefix + LooksName, [.. looks.SelectMany(one => (double[])[one.Key, one.Value.Samples, one.Value.Stable, one.Value.LargestAbscissa])], looks.Count, LookColumns);
    }

    /// <summary>Takes up what <see cref="Save"/> kept.</summary>
    /// <exception cref="Learning.Data.DataFileException">It is not there, or a table is of another width.</exception>
    internal void Load(Checkpoint checkpoint, string prefix)
    {
        foreach (double[] r in checkpoint.Rows(prefix + StepsName, StepColumns).Chunk(StepColumns))
        {
            Score? heldOut = r[8] < 0 ? null : new Score((int)r[8], r[9], r[10], (int)r[11]);
            Add((int)r[0], new StepReport(r[1], r[2], (int)r[3], (int)r[4], r[5] > 0, r[6], (long)r[7]) { Shrunk = r[12] }, heldOut);
        }

        foreach (double[] r in checkpoint.Rows(prefix + ScoresName, ScoreColumns).Chunk(ScoreColumns)) scores[(int)r[0]] = new((int)r[1], r[2], r[3], (int)r[4]);
        foreach (double[] r in checkpoint.Rows(prefix + LooksName, LookColumns).Chunk(LookColumns)) looks[(int)r[0]] = new((int)r[1], (int)r[2], r[3]);
    }

    private double Median(Func<StepReport, double> of)
    {
        if (steps.Count == 0) return double.NaN;
        double[] values = Of(of);
        Array.Sort(values);
        return values[values.Length / 2];
    }
}

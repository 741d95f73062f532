using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Runs;

/// <summary>What a run measured, a row a step, and what is asked of all rows together.</summary>
/// <remarks>It grows with the steps; a run adds, everybody else reads. One thread at a time.</remarks>
public sealed class RunHistory
{
    private const string StepsName = "steps";
    private const string ScoresName = "scores";
    private const string LooksName = "looks";
    private const string NormsName = "gradient norms";
    private const int StepColumns = 13;
    private const int ScoreColumns = 5;
    private const int LookColumns = 4;
    private const int NormColumns = 2;

    private readonly List<RunRow> rows = [];

    internal RunHistory()
    {
    }

    /// <summary>The steps made, from the first.</summary>
    public IReadOnlyList<RunRow> Rows => rows;

    /// <summary>How many.</summary>
    public int Steps => rows.Count;

    /// <summary>The rows after which the whole held-out part was scored, in their order.</summary>
    public IEnumerable<RunRow> Scored => rows.Where(static row => row.HeldOut is not null);

    /// <summary>The rows after which the stability was looked at, in their order.</summary>
    public IEnumerable<RunRow> Looked => rows.Where(static row => row.Stability is not null);

    /// <summary>The latest score of the held-out part; of no samples where there is none.</summary>
    public Score LastScore => Scored.LastOrDefault().HeldOut ?? default;

    /// <summary>
    /// The row of the best score of the held-out part: the fewest samples without a fixed point, then the lowest loss, then the earliest.
    /// Null where none has a loss.
    /// </summary>
    /// <remarks>The loss is a mean over the samples with a fixed point, so alone it would prefer a model that solves few.</remarks>
    public RunRow? Best => Scored.Where(static row => !double.IsNaN(row.HeldOut!.Value.Loss))
        .OrderBy(static row => row.HeldOut!.Value.Unsolved).ThenBy(static row => row.HeldOut!.Value.Loss)
        .Select(static row => (RunRow?)row).FirstOrDefault();

    /// <summary>Median wall time of a step; NaN where none was made.</summary>
    public double MedianMilliseconds()
    {
        double[] times = [.. rows.Select(static row => row.Report.Milliseconds).Order()];
        return times.Length == 0 ? double.NaN : times[times.Length / 2];
    }

    /// <summary>Wall time of all steps.</summary>
    public TimeSpan Time() => TimeSpan.FromMilliseconds(rows.Sum(static row => row.Report.Milliseconds));

    /// <summary>Bytes allocated in all steps but the first, which makes what is made once.</summary>
    public long AllocatedBytes() => rows.Skip(1).Sum(static row => row.Report.AllocatedBytes);

    /// <summary>
    /// The lowest figure of the held-out part at the ends of the later half of the epochs: a rule that jumps about ends well by luck.
    /// Infinite where nothing was scored.
    /// </summary>
    /// <param name="merit">Accuracy, or R²: more is better.</param>
    public double LowestLate(Merit merit)
    {
        ArgumentNullException.ThrowIfNull(merit);
        return Scored.Where(row => 2 * row.Step >= Steps).Select(row => merit.Of(row.HeldOut!.Value))
            .Aggregate(double.PositiveInfinity, Math.Min);
    }

    /// <summary>Training samples without a fixed point, and samples whose adjoint or step failed, over all steps.</summary>
    public (int Unsolved, int Skipped) Failures() =>
        (rows.Sum(static row => row.Report.Unsolved), rows.Sum(static row => row.Report.Skipped));

    internal void Add(int epoch, in StepReport report, Score? drawn) =>
        rows.Add(new(epoch, rows.Count + 1, report) { HeldOutBatch = drawn });

    /// <summary>The stability after the last step added.</summary>
    internal void Add(in StableSamples look) => rows[^1] = rows[^1] with { Stability = look };

    /// <summary>The score after the last step added.</summary>
    internal void Add(in Score score) => rows[^1] = rows[^1] with { HeldOut = score };

    /// <summary>Keeps all of it, every number as the double that holds it exactly.</summary>
    internal void Save(Checkpoint checkpoint, string prefix)
    {
        List<double> steps = [], scores = [], looks = [], norms = [];
        foreach (RunRow row in rows)
        {
            StepReport r = row.Report;
            Score drawn = row.HeldOutBatch ?? default;
            steps.AddRange(
                [row.Epoch, r.Loss, r.Accuracy, r.Unsolved, r.Skipped, r.Applied ? 1 : 0, r.Milliseconds, r.AllocatedBytes]);
            steps.AddRange([row.HeldOutBatch is null ? -1 : drawn.Samples, drawn.Loss, drawn.Accuracy, drawn.Unsolved, r.Shrunk]);
            if (row.HeldOut is { } score) scores.AddRange([row.Step, score.Samples, score.Loss, score.Accuracy, score.Unsolved]);
            if (row.Stability is { } look) looks.AddRange([row.Step, look.Samples, look.Stable, look.LargestAbscissa]);
            if (!double.IsNaN(r.GradientNorm)) norms.AddRange([row.Step, r.GradientNorm]);
        }

        Table(StepsName, steps, StepColumns);
        Table(ScoresName, scores, ScoreColumns);
        Table(LooksName, looks, LookColumns);
        Table(NormsName, norms, NormColumns);

        void Table(string name, List<double> values, int columns) =>
            checkpoint.Add<double>(prefix + name, [.. values], values.Count / columns, columns);
    }

    /// <summary>Takes up what <see cref="Save"/> kept.</summary>
    /// <exception cref="Data.DataFileException">It is not there, a table is of another width, or one speaks of a step that is not there.
    /// </exception>
    internal void Load(Checkpoint checkpoint, string prefix)
    {
        rows.Clear();
        foreach (double[] r in checkpoint.Rows(prefix + StepsName, StepColumns).Chunk(StepColumns))
        {
            Score? drawn = r[8] < 0 ? null : new Score((int)r[8], r[9], r[10], (int)r[11]);
            StepReport report = new(r[1], r[2], (int)r[3], (int)r[4], r[5] > 0, r[6], (long)r[7]) { Shrunk = r[12] };
            Add((int)r[0], report, drawn);
        }

        foreach (double[] r in checkpoint.Rows(prefix + ScoresName, ScoreColumns).Chunk(ScoreColumns))
            At(ScoresName, r[0], row => row with { HeldOut = new((int)r[1], r[2], r[3], (int)r[4]) });
        foreach (double[] r in checkpoint.Rows(prefix + LooksName, LookColumns).Chunk(LookColumns))
            At(LooksName, r[0], row => row with { Stability = new((int)r[1], (int)r[2], r[3]) });

        // Files from before they were measured have none.
        if (!checkpoint.Arrays.ContainsKey(prefix + NormsName)) return;
        foreach (double[] r in checkpoint.Rows(prefix + NormsName, NormColumns).Chunk(NormColumns))
            At(NormsName, r[0], row => row with { Report = row.Report with { GradientNorm = r[1] } });

        void At(string name, double step, Func<RunRow, RunRow> with)
        {
            if (!(step >= 1 && step <= rows.Count))
                throw checkpoint.Refused(prefix + name, $"is of step {step}, but there are {rows.Count}");
            rows[(int)step - 1] = with(rows[(int)step - 1]);
        }
    }
}

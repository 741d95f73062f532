using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>What one run measured, update by update, and on the test trials at its end.</summary>
/// <remarks>As a checkpoint, beside what <see cref="CurveState"/> has: "updates" (<see cref="KeptRows{TRow}"/>) and the score "test".
/// </remarks>
internal sealed class TemporalCurve(TemporalRun run) : SweepCurve<TemporalRun, TemporalStep>(run)
{
    private static readonly KeptRows<TemporalStep> Rows = new(TemporalStep.Columns, "updates", "update counts");

    /// <summary>The test trials after the last update; of a run that diverged, before the update that it ended at.</summary>
    internal Score Test { get; set; } = new(0, double.NaN, double.NaN, 0);

    /// <summary>Whether it came to its end and is right on so many test answers that the task counts as solved.</summary>
    internal bool IsSolved => IsFinished && !HasFailed && Test.Accuracy > TemporalSettings.Criterion;

    /// <summary>The first update after which the mean accuracy of the last ones was over the criterion; 0 for none.</summary>
    internal int UpdatesToCriterion
    {
        get
        {
            double sum = 0;
            for (int k = 0; k < Steps.Count; k++)
            {
                sum += Steps[k].Accuracy;
                if (k < TemporalSettings.CriterionUpdates - 1) continue;
                if (k >= TemporalSettings.CriterionUpdates) sum -= Steps[k - TemporalSettings.CriterionUpdates].Accuracy;
                if (sum > TemporalSettings.Criterion * TemporalSettings.CriterionUpdates) return k + 1;
            }

            return 0;
        }
    }

    /// <summary>The largest norm of a gradient; NaN where one is not finite.</summary>
    internal double LargestNorm => Steps.Count == 0 || Steps.Any(step => double.IsNaN(step.GradientNorm))
        ? double.NaN
        : Steps.Max(step => step.GradientNorm);

    public override void Save(Checkpoint into)
    {
        into.Add(this);
        SaveSteps(into);
        into.Add("test", Test);
    }

    /// <summary>Keeps the updates until now.</summary>
    internal void SaveSteps(Checkpoint into) => Rows.Save(into, Steps);

    /// <summary>Takes them up again.</summary>
    internal void LoadSteps(Checkpoint from)
    {
        foreach (TemporalStep step in Rows.Load(from)) Add(step);
    }

    /// <summary>Takes a finished run up again.</summary>
    internal static TemporalCurve Load(Checkpoint from, TemporalRun run, int updates)
    {
        TemporalCurve curve = new(run);
        from.Require(run);
        curve.LoadSteps(from);
        (curve.Test, curve.Elapsed) = (from.Score("test"), from.Elapsed());
        curve.End = from.End(curve.Steps.Count, updates);
        return curve;
    }
}

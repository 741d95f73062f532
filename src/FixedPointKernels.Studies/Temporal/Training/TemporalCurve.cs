using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>What one run measured, update by update, and on the test trials at its end.</summary>
/// <remarks>As a checkpoint, beside what <see cref="CurveState"/> has: "updates" and "flossing" (<see cref="KeptRows{TRow}"/>), the score
/// "test", "exponents" 3 × k, "start gradients" 3 and "rate and gain" 2 double.</remarks>
/// <param name="run">Which run.</param>
/// <param name="settings">What it shares with others: from which accuracy it counts as solved, the network that it begins from.</param>
internal sealed class TemporalCurve(TemporalRun run, TemporalSettings settings) : SweepCurve<TemporalRun, TemporalStep>(run)
{
    /// <summary>Moments at which a network is looked at: as drawn, where its training begins (flossed or not), and at its end.</summary>
    internal const int Drawn = 0, Begun = 1, Ended = 2, Moments = 3;

    private static readonly KeptRows<TemporalStep> Rows = new(TemporalStep.Columns, "updates", "update counts");
    private static readonly KeptRows<FlossingStep> Flossed = new(FlossingStep.Columns, "flossing", "flossing counts");
    private readonly List<FlossingStep> flossing = [];
    private readonly double criterion = settings.Criterion;

    // The eigenvalues of a matrix of all units, which files, table and lead of a report ask for.
    private readonly Lazy<double> radius = new(() => CreditGrowth.Radius(settings, run));

    /// <summary>The test trials after the last update; of a run that diverged, before the update that it ended at.</summary>
    internal Score Test { get; set; } = new(0, double.NaN, double.NaN, 0);

    /// <summary>η in force.</summary>
    internal double Rate { get; set; } = run.Rate;

    /// <summary>The gain that training began from: the run's, or the one that a control was matched at.</summary>
    internal double Gain { get; set; } = run.Gain;

    /// <summary>Every epoch of flossing.</summary>
    internal IReadOnlyList<FlossingStep> Flossing => flossing;

    /// <summary>The mean of its first Lyapunov exponents per step, at each of the moments; empty where it was not looked at.</summary>
    internal double[][] Exponents { get; } = [[], [], []];

    /// <summary>The norm of the exact gradient by the state before the first step, at each of them; NaN where it was not looked at.
    /// </summary>
    internal double[] StartGradients { get; } = [double.NaN, double.NaN, double.NaN];

    /// <summary>Whether it came to its end and is right on so many test answers that the task counts as solved.</summary>
    internal bool IsSolved => IsFinished && !HasFailed && Test.Accuracy > criterion;

    /// <summary>The first update after which the mean accuracy of the last ones was over the criterion; 0 for none.</summary>
    internal int UpdatesToCriterion => FirstOver(criterion);

    /// <inheritdoc cref="CreditGrowth.Radius"/>
    internal double CreditRadius => radius.Value;

    /// <summary>The largest norm of a gradient; NaN where one is not finite.</summary>
    internal double LargestNorm => Steps.Count == 0 || Steps.Any(step => double.IsNaN(step.GradientNorm))
        ? double.NaN
        : Steps.Max(step => step.GradientNorm);

    /// <summary>Whether the gradient of the last update is so large that the credit of a rule with a constant for its slopes has grown
    /// without an end.</summary>
    internal bool HasExploded => Steps.Count > 0 && TemporalTraining.Rule(Run).IsModulated
        && !(Steps[^1].GradientNorm <= TemporalSettings.Exploded * Math.Min(1, Steps[0].GradientNorm));

    /// <inheritdoc/>
    /// <remarks>Credit that grows at the start is the constant's, also where the first gradient was beyond all numbers and none was kept;
    /// of credit that does not, weights that learned too fast may have made it grow.</remarks>
    public override (string Reason, string Remedy) Failure => !HasExploded && !(CreditRadius > 1) ? base.Failure : (
        "its credit grew from step to step without an end",
        $"a smaller {NetworkChoice.Modulation.Name}{(CreditRadius > 1 ? "" : ", or smaller rates")}");

    public override void Save(Checkpoint into)
    {
        into.Add(this);
        SaveSteps(into);
        into.Add("test", Test);
    }

    /// <summary>The first update after which the mean accuracy of the last ones was over a share; 0 for none.</summary>
    internal int FirstOver(double share)
    {
        double sum = 0;
        for (int k = 0; k < Steps.Count; k++)
        {
            sum += Steps[k].Accuracy;
            if (k < TemporalSettings.CriterionUpdates - 1) continue;
            if (k >= TemporalSettings.CriterionUpdates) sum -= Steps[k - TemporalSettings.CriterionUpdates].Accuracy;
            if (sum > share * TemporalSettings.CriterionUpdates) return k + 1;
        }

        return 0;
    }

    /// <summary>λ₁ at a moment; NaN where it was not looked at.</summary>
    internal double Largest(int moment) => Exponents[moment].Length == 0 ? double.NaN : Exponents[moment][0];

    /// <summary>Adds an epoch of flossing.</summary>
    internal void Add(FlossingStep step) => flossing.Add(step);

    /// <summary>Keeps the updates until now.</summary>
    internal void SaveSteps(Checkpoint into)
    {
        Rows.Save(into, Steps);
        Flossed.Save(into, flossing);
        int width = Exponents[Drawn].Length;
        into.Add<double>("exponents", [.. Exponents.SelectMany(at => at.Length == width ? at : Unknown(width))], Moments, width);
        into.Add<double>("start gradients", StartGradients, Moments);
        into.Add<double>("rate and gain", [Rate, Gain], 2);
    }

    /// <summary>Takes them up again.</summary>
    internal void LoadSteps(Checkpoint from)
    {
        foreach (TemporalStep step in Rows.Load(from)) Add(step);
        flossing.AddRange(Flossed.Load(from));
        from.Read("start gradients", StartGradients.AsSpan(), Moments);
        Span<double> both = stackalloc double[2];
        from.Read("rate and gain", both, 2);
        (Rate, Gain) = (both[0], both[1]);
    }

    /// <summary>Takes the exponents up again.</summary>
    /// <param name="from">The file.</param>
    /// <param name="width">How many there are at a moment.</param>
    internal void LoadExponents(Checkpoint from, int width)
    {
        double[] all = new double[Moments * width];
        from.Read("exponents", all.AsSpan(), Moments, width);
        for (int moment = 0; moment < Moments; moment++) Exponents[moment] = all[(moment * width)..((moment + 1) * width)];
    }

    /// <summary>Takes a finished run up again.</summary>
    internal static TemporalCurve Load(Checkpoint from, TemporalRun run, TemporalSettings settings)
    {
        TemporalCurve curve = new(run, settings);
        from.Require(run);
        curve.LoadSteps(from);
        curve.LoadExponents(from, Math.Min(settings.ProbedExponents, settings.Units));
        (curve.Test, curve.Elapsed) = (from.Score("test"), from.Elapsed());
        curve.End = from.End(curve.Steps.Count, settings.Updates);
        return curve;
    }

    private static IEnumerable<double> Unknown(int count) => Enumerable.Repeat(double.NaN, count);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>The page of a training through time: results, curves of accuracy, loss and norms.</summary>
internal static class TemporalReport
{
    /// <summary>What says which run it is.</summary>
    internal static IReadOnlyList<Column<TemporalRun>> Identity { get; } =
    [
        Column.Words<TemporalRun>("rule", run => run.Rule), Column.Words<TemporalRun>("gain", run => SeedColumns.Rate(run.Gain)),
        Column.Words<TemporalRun>("rate", run => SeedColumns.Rate(run.Rate)),
        Column.Words<TemporalRun>("seed", run => run.Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    private static readonly Column<TemporalCurve> Accuracy =
        FiniteColumn.Of<TemporalCurve>("test_accuracy", curve => curve.Test.Accuracy);

    private static readonly Column<TemporalCurve> Loss = FiniteColumn.Of<TemporalCurve>("test_loss", curve => curve.Test.Loss);

    /// <summary>A line a run.</summary>
    internal static IReadOnlyList<Column<TemporalCurve>> Columns { get; } =
    [
        .. Identity.Select(column => column.Of<TemporalCurve>(curve => curve.Run)),
        Column.Counts<TemporalCurve>("updates", curve => curve.Steps.Count), Accuracy, Loss,
        Column.Words<TemporalCurve>("solved", curve => curve.IsSolved ? "yes" : "no"),
        Column.Optional<TemporalCurve>(
            "updates_to_criterion", curve => curve.UpdatesToCriterion > 0 ? curve.UpdatesToCriterion : null, "F0"),
        FiniteColumn.Of<TemporalCurve>("first_weight_norm", curve => curve.Steps[0].WeightNorm),
        FiniteColumn.Of<TemporalCurve>("last_weight_norm", curve => curve.Steps[^1].WeightNorm),
        FiniteColumn.Of<TemporalCurve>("largest_gradient", curve => curve.LargestNorm),
        Column.Optional<TemporalCurve>(
            "credit_radius", curve => double.IsNaN(curve.CreditRadius) ? null : curve.CreditRadius),
        FiniteColumn.Of<TemporalCurve>("lambda_drawn", curve => curve.Largest(TemporalCurve.Drawn)),
        FiniteColumn.Of<TemporalCurve>("lambda_begun", curve => curve.Largest(TemporalCurve.Begun)),
        FiniteColumn.Of<TemporalCurve>("lambda_ended", curve => curve.Largest(TemporalCurve.Ended)),
        FiniteColumn.Of<TemporalCurve>("start_gradient_begun", curve => curve.StartGradients[TemporalCurve.Begun]),
        FiniteColumn.Of<TemporalCurve>("start_gradient_ended", curve => curve.StartGradients[TemporalCurve.Ended]),
        Column.Words<TemporalCurve>("end", curve => End(curve)),
        Column.Numbers<TemporalCurve>("seconds", curve => curve.Elapsed.TotalSeconds, "F2"),
    ];

    /// <summary>Makes the page.</summary>
    /// <param name="curves">All runs, broken off ones among them.</param>
    /// <param name="settings">What the runs share.</param>
    /// <param name="table">Settings, time and machine.</param>
    internal static Report Of(IReadOnlyList<TemporalCurve> curves, TemporalSettings settings, TablePart table)
    {
        TemporalCurve[][] groups =
        [
            .. curves.Where(curve => curve.IsBegun).GroupBy(curve => (curve.Run.Rule, curve.Run.Gain, curve.Run.Rate))
                .Select(group => group.ToArray()),
        ];
        List<ReportPart> parts = [];
        if (groups.Length > 0)
        {
            parts.AddRange(
            [
                Together(groups, settings), Runs(curves),
                Figure(groups, "accuracy", "Accuracy", "Share of the scored answers that are right.", new("% right"),
                    step => 100 * step.Accuracy),
                Figure(groups, "loss", "Loss", "Of the batch of every update, before it.", new("loss", AxisScale.Logarithmic),
                    step => step.Loss),
                Figure(groups, "gradients", "The norm of the gradient",
                    "Of what the rule gives for all parameters together, before it is clipped.", new("norm", AxisScale.Logarithmic),
                    step => step.GradientNorm),
                Figure(groups, "weights", "The norm of the recurrent weights", "The root of the sum of their squares.", new("norm"),
                    step => step.WeightNorm),
            ]);
        }

        parts.Add(table);
        return new($"Learning through time: {settings.Task.Name}", Lead(curves, settings), parts);
    }

    private static string Lead(IReadOnlyList<TemporalCurve> curves, TemporalSettings settings)
    {
        string text = $"{Capital(settings.Task.Description)}. Chance and ceiling: {settings.Task.Limits}. A run is solved where more than "
            + $"{100 * settings.Criterion:0.0} % of the answers of the test are right, 0.95 of the ceiling.";
        int diverged = curves.Count(curve => curve.HasFailed);
        if (diverged > 0)
        {
            text += $" {diverged} of {curves.Count} runs diverged and were stopped: their loss or an update was not finite, or the loss "
                + $"was {TemporalSettings.Diverged:0} times the first, or the credit of modprop grew without an end.";
        }

        double radius = curves.Select(curve => curve.CreditRadius).Where(value => value > 1).DefaultIfEmpty(0).Max();
        return radius > 0
            ? text + FormattableString.Invariant(
                $" Credit grows: (1 - a) I + a mu M has a spectral radius of up to {radius:F3} at the start of some modprop runs.")
            : text;
    }

    private static TablePart Together(TemporalCurve[][] groups, TemporalSettings settings)
    {
        Column<TemporalCurve[]>[] columns =
        [
            .. Identity.Take(3).Select(column => column.Of<TemporalCurve[]>(runs => runs[0].Run)),
            Column.Words<TemporalCurve[]>("solved (95 % interval)", runs => Solved(runs).Text),
            TemporalArms.OfComplete(Accuracy, "test accuracy %", 100, "F2"), TemporalArms.OfComplete(Loss, "test loss", 1, "G4"),
            Column.Words<TemporalCurve[]>("updates to criterion, median of the runs that reach it", runs => Median(
                [.. runs.Select(run => run.UpdatesToCriterion).Where(updates => updates > 0)])),
            SeedColumns.EndedEarly<TemporalCurve, TemporalRun, TemporalStep>(),
            SeedColumns.SecondsPerRun<TemporalCurve, TemporalRun, TemporalStep>(),
        ];
        return ColumnTable.Of(
            "rules", "Rules", "Mean and standard deviation over the seeds that did not diverge. The criterion: more than "
                + $"{100 * settings.Criterion:0.0} % right in the mean over {TemporalSettings.CriterionUpdates} updates.",
            columns, groups);
    }

    /// <summary>How many of some runs are solved.</summary>
    internal static ShareInterval Solved(IReadOnlyCollection<TemporalCurve> runs) => new(runs.Count(run => run.IsSolved), runs.Count);

    // As runs.csv, with fewer digits.
    private static TablePart Runs(IReadOnlyList<TemporalCurve> curves) => ColumnTable.Of(
        "results", "Runs", "Solved: right on more of the test than the criterion. Norms are of the recurrent weights, first and "
            + "last. Lambda: the largest "
            + "Lyapunov exponent per step, the mean over probe trials, as drawn, where training began and at its end. Start "
            + "gradient: the norm "
            + "of the exact gradient by the state before the first step.",
        [
            .. Columns.Select(column => column.Name switch
            {
                "test_accuracy" => column with
                {
                    Label = "test accuracy %",
                    Text = curve => double.IsFinite(curve.Test.Accuracy) ? ReadableNumber.Of(100 * curve.Test.Accuracy, "F2") : "",
                },
                "test_loss" or "first_weight_norm" or "last_weight_norm" or "largest_gradient" or "credit_radius"
                    or "lambda_drawn" or "lambda_begun" or "lambda_ended" or "start_gradient_begun" or "start_gradient_ended" => column with
                {
                    Text = curve => double.IsFinite(column.Value!(curve)) ? ReadableNumber.Of(column.Value!(curve), "G4") : "",
                },
                _ => column,
            }).Select(column => column with { Label = column.Label.Replace('_', ' ') }),
        ],
        [.. curves.Where(curve => curve.IsBegun)]);

    private static CurvesPart Figure(
        TemporalCurve[][] groups, string name, string title, string caption, Axis y, Func<TemporalStep, double> of) => new(
        name, title, $"{caption} The mean over the seeds and thin the seeds, both in blocks of {Block(groups)} updates.", new("update"), y,
        [.. groups.Select((runs, color) => SeedCurve.Of(
            Label(runs[0].Run, groups), color, [.. runs.Select(run => Blocked(run, of, Block(groups)))], values => values.Average()))]);

    // About 200 dots a line.
    private static int Block(TemporalCurve[][] groups) =>
        Math.Max(1, groups.Max(runs => runs.Max(run => run.Steps.Count)) / 200);

    private static CurveRun Blocked(TemporalCurve curve, Func<TemporalStep, double> of, int block)
    {
        IReadOnlyList<TemporalStep> steps = curve.Steps;
        int count = (steps.Count + block - 1) / block;
        double[] x = new double[count], y = new double[count];
        for (int k = 0; k < count; k++)
        {
            int from = k * block, to = Math.Min(steps.Count, from + block);
            x[k] = from + (block / 2.0);
            for (int i = from; i < to; i++) y[k] += of(steps[i]) / (to - from);
        }

        return SeedCurve.Of(curve.Run.Seed, x, y);
    }

    // Only what differs between the lines of the figure.
    private static string Label(TemporalRun run, TemporalCurve[][] groups)
    {
        bool Differ(Func<TemporalRun, double> of) => groups.Select(runs => of(runs[0].Run)).Distinct().Count() > 1;
        string label = run.Rule;
        if (Differ(one => one.Gain)) label += $", gain {SeedColumns.Rate(run.Gain)}";
        if (Differ(one => one.Rate)) label += $", rate {SeedColumns.Rate(run.Rate)}";
        return label;
    }

    private static string End(TemporalCurve curve) => curve.End switch
    {
        SolveStatus.StepLimit => "complete",
        SolveStatus.Cancelled => "broken off",
        _ => "diverged",
    };

    /// <summary>The median, the lower of two; empty of none.</summary>
    internal static string Median(int[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? "" : ReadableNumber.Of(values[(values.Length - 1) / 2], "F0");
    }

    private static string Capital(string text) => string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>Learning curves as figures, one per rule with a curve per rate, and as a table.</summary>
internal static class LossParts
{
    internal static readonly Axis Updates = new("updates");

    /// <summary>What says which run it is.</summary>
    internal static readonly Column<LinearCurve>[] Plan =
        [Column.Words<LinearCurve>("rule", curve => curve.Plan.Rule.Name()), Rate<LinearCurve>(curve => curve.Plan.Rate)];

    private static readonly Column<LinearCurve>[] Ends =
    [
        .. Plan, Number<LinearCurve>("first loss", curve => curve.Losses.FirstOrDefault(double.NaN)),
        Number<LinearCurve>("last loss", curve => curve.Losses.LastOrDefault(double.NaN)),
        Number<LinearCurve>("lowest loss", curve => curve.Losses.DefaultIfEmpty(double.NaN).Min()),
        Column.Counts<LinearCurve>("updates", curve => curve.Updates),
        Column.Words<LinearCurve>("end", curve => Words(curve.End)),
    ];

    /// <summary>A figure of the rules together, where there are several, and one per rule that ran; their losses end at a thousand times
    /// that of the start, so that one that diverged leaves the others their room.</summary>
    /// <param name="curves">The curves; rates get the colors in the order in which they first appear.</param>
    /// <param name="prefix">Before the rule's name in the names of the files.</param>
    /// <param name="where">After the rule's name in the title; may be empty.</param>
    /// <param name="published">Losses of somebody else's runs, or null.</param>
    internal static IEnumerable<CurvesPart> Figures(IReadOnlyList<LinearCurve> curves, string prefix, string where,
        PublishedLosses? published = null)
    {
        double[] rates = [.. curves.Select(curve => curve.Plan.Rate).Distinct()];
        Axis loss = new("loss", AxisScale.Logarithmic, Cap: Cap(curves));
        IGrouping<LinearRule, LinearCurve>[] rules = [.. curves.GroupBy(curve => curve.Plan.Rule)];
        if (rules.Length > 1)
        {
            LinearCurve[] best = [.. rules.Select(rule => rule.MinBy(LastLoss)!)];
            yield return new(
                $"{prefix}-rules", $"Loss, the rules together{where}", "Every rule at its rate of the lowest last loss.", Updates, loss,
                [.. best.Select((curve, color) =>
                    new Curve($"{curve.Plan.Rule.Name()}, {Rate(curve)}", curve.Steps, curve.Losses, color))]);
        }

        foreach (IGrouping<LinearRule, LinearCurve> rule in rules)
        {
            List<Curve> drawn = [];
            foreach (LinearCurve curve in rule)
            {
                int color = Array.IndexOf(rates, curve.Plan.Rate);
                drawn.Add(new(Rate(curve), curve.Steps, curve.Losses, color));
                if (published?.Of(curve.Plan) is { } theirs)
                    drawn.Add(new($"{Rate(curve)}, published", theirs.Steps, theirs.Losses, color, Published: true));
            }

            yield return new(
                $"{prefix}-{rule.Key.Name()}", $"Loss while the {rule.Key.Name()} rule trains{where}",
                "Mean over the samples of the squared distance to the target, after so many updates.", Updates, loss, drawn);
        }
    }

    /// <summary>A row per run: where it ended and why.</summary>
    internal static TablePart Table(IReadOnlyList<LinearCurve> curves, string name, string title) =>
        ColumnTable.Of(name, title, "The lowest loss is that of the updates kept: every one up to 50, then every tenth.", Ends, curves);

    /// <summary>A column of numbers as these tables write them.</summary>
    internal static Column<TRow> Number<TRow>(string name, Func<TRow, double> value) =>
        Column.Words<TRow>(name, row => Short(value(row))) with { Value = value };

    /// <summary>The column of the rates, with all their digits.</summary>
    internal static Column<TRow> Rate<TRow>(Func<TRow, double> rate) =>
        Column.Words<TRow>("rate", row => SeedColumns.Rate(rate(row))) with { Value = rate };

    /// <summary>Why a run ended.</summary>
    internal static string Words(SolveStatus end) => end switch
    {
        SolveStatus.StepLimit => "all updates made",
        SolveStatus.Singular => "stopped: a matrix to be inverted is singular",
        SolveStatus.NonFinite => "stopped: the loss or the weights leave the finite numbers",
        _ => "interrupted",
    };

    /// <summary>Four digits; "-" for what was not computed.</summary>
    internal static string Short(double value) => double.IsNaN(value) ? "-" : value.ToString("G4", CultureInfo.InvariantCulture);

    // Rates that differ are to be called different things, so all their digits are said.
    private static string Rate(LinearCurve curve) => $"rate {SeedColumns.Rate(curve.Plan.Rate)}";

    // Of a run that was stopped the last loss is none: it comes last.
    private static double LastLoss(LinearCurve curve) =>
        curve.End is SolveStatus.Singular or SolveStatus.NonFinite || curve.Losses.Length == 0 ? double.PositiveInfinity : curve.Losses[^1];

    // The power of ten at or above a thousand times the largest loss at the start; none where no run has begun.
    private static double Cap(IReadOnlyList<LinearCurve> curves)
    {
        double start = curves.Select(curve => curve.Losses.FirstOrDefault(double.NaN)).Where(loss => loss > 0).DefaultIfEmpty(double.NaN)
            .Max();
        return Math.Pow(10, Math.Ceiling(Math.Log10(1000 * start))) is var cap && double.IsFinite(cap) ? cap : double.NaN;
    }
}

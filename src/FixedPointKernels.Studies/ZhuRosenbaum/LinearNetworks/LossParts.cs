using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>Learning curves as figures, one per rule with a curve per rate, and as a table.</summary>
internal static class LossParts
{
    internal static readonly Axis Updates = new("updates");

    /// <summary>What says which run it is.</summary>
    internal static readonly Column<LinearCurve>[] Plan =
        [Column.Words<LinearCurve>("rule", curve => curve.Plan.Rule.Name()), Number<LinearCurve>("rate", curve => curve.Plan.Rate)];

    private static readonly Column<LinearCurve>[] Ends =
    [
        .. Plan, Number<LinearCurve>("first loss", curve => curve.Losses.FirstOrDefault(double.NaN)),
        Number<LinearCurve>("last loss", curve => curve.Losses.LastOrDefault(double.NaN)),
        Number<LinearCurve>("lowest loss", curve => curve.Losses.DefaultIfEmpty(double.NaN).Min()),
        Column.Counts<LinearCurve>("updates", curve => curve.Updates),
        Column.Words<LinearCurve>("end", curve => Words(curve.End)),
    ];

    /// <summary>One figure per rule that ran.</summary>
    /// <param name="curves">The curves; rates get the colors in the order in which they first appear.</param>
    /// <param name="prefix">Before the rule's name in the names of the files.</param>
    /// <param name="where">After the rule's name in the title; may be empty.</param>
    /// <param name="published">Losses of somebody else's runs, or null.</param>
    internal static IEnumerable<CurvesPart> Figures(IReadOnlyList<LinearCurve> curves, string prefix, string where,
        PublishedLosses? published = null)
    {
        double[] rates = [.. curves.Select(curve => curve.Plan.Rate).Distinct()];
        foreach (IGrouping<LinearRule, LinearCurve> rule in curves.GroupBy(curve => curve.Plan.Rule))
        {
            List<Curve> drawn = [];
            foreach (LinearCurve curve in rule)
            {
                int color = Array.IndexOf(rates, curve.Plan.Rate);
                drawn.Add(new($"rate {Short(curve.Plan.Rate)}", curve.Steps, curve.Losses, color));
                if (published?.Of(curve.Plan) is { } theirs)
                    drawn.Add(new($"rate {Short(curve.Plan.Rate)}, published", theirs.Steps, theirs.Losses, color, Published: true));
            }

            yield return new(
                $"{prefix}-{rule.Key.Name()}", $"Loss while the {rule.Key.Name()} rule trains{where}",
                "Mean over the samples of the squared distance to the target, after so many updates.", Updates,
                new("loss", AxisScale.Logarithmic), drawn);
        }
    }

    /// <summary>A row per run: where it ended and why.</summary>
    internal static TablePart Table(IReadOnlyList<LinearCurve> curves, string name, string title) =>
        ColumnTable.Of(name, title, "The lowest loss is that of the updates kept: every one up to 50, then every tenth.", Ends, curves);

    /// <summary>A column of numbers as these tables write them.</summary>
    internal static Column<TRow> Number<TRow>(string name, Func<TRow, double> value) =>
        Column.Words<TRow>(name, row => Short(value(row))) with { Value = value };

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
}

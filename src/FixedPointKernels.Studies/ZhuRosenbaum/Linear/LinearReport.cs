using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Linear;

/// <summary>The learning curves of the linear study as a report.</summary>
public static class LinearReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="problem">What was learned.</param>
    /// <param name="curves">The runs.</param>
    /// <param name="published">Losses to compare with, or null.</param>
    /// <param name="settings">Settings, times and machine.</param>
    public static Report Of(LinearProblem problem, IReadOnlyList<LinearCurve> curves, PublishedLosses? published, TablePart settings)
    {
        List<ReportPart> parts = [.. LossParts.Figures(curves, "losses", "", published), LossParts.Table(curves, "runs", "Runs")];
        if (published is not null) parts.Add(Agreement(curves, published));
        parts.Add(settings);
        return new(
            "Learning curves of a linear network",
            $"A network of {problem.Neurons} linear neurons, r = (I − W)⁻¹ x, learns the targets of {problem.Samples} inputs by full-batch steps from one start. "
            + "The euclidean rule descends in W; the reparameterized rule descends in A = (I − W)⁻¹, where the loss is a bowl; the linearized rule is its first order in the rate. "
            + "The larger the rate, the further the two fall below the first.",
            parts);
    }

    /// <summary>How far ours are from the published losses.</summary>
    public static TablePart Agreement(IReadOnlyList<LinearCurve> curves, PublishedLosses published) => new(
        "agreement", "Agreement with the published losses",
        "The largest |ours / published − 1|. Losses that rounding alone decides, below about 1e-20, agree in size only.",
        ["rule", "rate", "updates 0 to 50", "at 1000", "all updates", "published last", "ours there"],
        [.. curves.Select(curve =>
        {
            (double[] Steps, double[] Losses)? theirs = published.Of(curve.Plan);
            bool any = theirs is { Steps.Length: > 0 };
            int at = any ? Array.BinarySearch(curve.Steps, theirs!.Value.Steps[^1]) : -1;
            return (IReadOnlyList<string>)
            [
                curve.Plan.Rule.Name(), LossParts.Short(curve.Plan.Rate), LossParts.Short(published.Difference(curve, 0, 50)),
                LossParts.Short(published.Difference(curve, 1000, 1000)), LossParts.Short(published.Difference(curve, 0, int.MaxValue)),
                LossParts.Short(any ? theirs!.Value.Losses[^1] : double.NaN), LossParts.Short(at >= 0 ? curve.Losses[at] : double.NaN),
            ];
        })]);
}

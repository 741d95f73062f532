using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Linear;

/// <summary>The learning curves of a linear network: what can be asked of them, and their report.</summary>
internal static class LinearStudy
{
    private static readonly LinearSweepOptions Options = new(0.03, 0.1, 0.3, 1, 3);

    internal static Study Entry { get; } = new(
        "linear", "Learning curves of a linear network: the euclidean, reparameterized and linearized rules, rate by rate, from one start.",
        Options.All, Run)
    {
        Notes =
            "Random problem: X = 0.1 N(0,1), targets (I - V)^-1 X + 0.01 N(0,1) with V = 0.5 N(0,1)/sqrt(N), W0 = 0.75 N(0,1)/sqrt(N).\n"
            + "A losses.npz in --inputs (etas; euclidean, reparameterized, linearized: rates x updates, NaN where none was kept) is "
                + "drawn dashed\n"
            + "beside ours, and a table says how far the two are apart. A run whose I - W becomes singular, or whose loss leaves the "
                + "finite\n"
            + "numbers, ends there and says so.",
        Examples = ["--inputs linear-nd --out linear", "--neurons 50 --samples 25 --rates 0.3,1 --steps 500 --seed 7 --out quick"],
    };

    private static Report Run(StudyContext context)
    {
        LinearSweepOptions.Values given = Options.Read(context);
        PublishedLosses? published = given.Folder is { } folder ? context.Read(() => LinearInputs.Published(folder)) : null;
        List<LinearPlan> plans = [];
        foreach (LinearRule rule in LinearRules.All)
        {
            foreach (double rate in given.Rates) plans.Add(new(rule, rate));
        }

        IReadOnlyList<LinearCurve> curves = context.Compute(
            (long)plans.Count * given.Updates,
            sweep => given.Precision == "float"
                ? LinearCurves.Run<float>(given.Problem, plans, given.Updates, sweep)
                : LinearCurves.Run<double>(given.Problem, plans, given.Updates, sweep));
        return Of(given.Problem, curves, published, context.Settings(given.Problem.Fingerprint(), given.Settings));
    }

    internal static Report Of(LinearProblem problem, IReadOnlyList<LinearCurve> curves, PublishedLosses? published, TablePart settings)
    {
        List<ReportPart> parts = [.. LossParts.Figures(curves, "losses", "", published), LossParts.Table(curves, "runs", "Runs")];
        if (published is not null) parts.Add(Agreement(curves, published));
        parts.Add(settings);
        return new(
            "Learning curves of a linear network",
            $"A network of {problem.Neurons} linear neurons, r = (I − W)⁻¹ x, learns the targets of {problem.Samples} inputs by "
                + $"full-batch steps from one start. "
            + "The euclidean rule descends in W; the reparameterized rule descends in A = (I − W)⁻¹, where the loss is a bowl; the "
                + "linearized rule is its first order in the rate. "
            + "The larger the rate, the further the two fall below the first.",
            parts);
    }

    // How far ours are from the published losses.
    internal static TablePart Agreement(IReadOnlyList<LinearCurve> curves, PublishedLosses published)
    {
        return ColumnTable.Of(
            "agreement", "Agreement with the published losses",
            "The largest |ours / published − 1|. Losses that rounding alone decides, below about 1e-20, agree in size only.",
            [
                .. LossParts.Plan, LossParts.Number<LinearCurve>("updates 0 to 50", curve => published.Difference(curve, 0, 50)),
                LossParts.Number<LinearCurve>("at 1000", curve => published.Difference(curve, 1000, 1000)),
                LossParts.Number<LinearCurve>("all updates", curve => published.Difference(curve, 0, int.MaxValue)),
                LossParts.Number<LinearCurve>("published last", curve => Last(curve)?.Loss ?? double.NaN),
                LossParts.Number<LinearCurve>("ours there", OursThere),
            ],
            curves);

        (double Step, double Loss)? Last(LinearCurve curve) =>
            published.Of(curve.Plan) is { Steps.Length: > 0 } theirs ? (theirs.Steps[^1], theirs.Losses[^1]) : null;

        double OursThere(LinearCurve curve) => Last(curve) is { } last
            && Array.BinarySearch(curve.Steps, last.Step) is >= 0 and var at ? curve.Losses[at] : double.NaN;
    }
}

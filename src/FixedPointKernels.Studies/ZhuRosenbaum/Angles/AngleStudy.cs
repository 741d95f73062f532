using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Angles;

/// <summary>The angles between updates: what can be asked of them, and their report.</summary>
internal static class AngleStudy
{
    private static readonly LinearSweepOptions Options = new(0.03, 0.1, 0.3, 1);

    // A row per run: the angle at its start and at its end.
    private static readonly Column<AngleCurve>[] Columns =
    [
        Column.Words<AngleCurve>("angle", curve => curve.Trained.Rule == LinearRule.Reparameterized ? "θ₁₂" : "θ₂₃"),
        Column.Words<AngleCurve>("training", curve => curve.Trained.Rule.Name()),
        LossParts.Rate<AngleCurve>(curve => curve.Trained.Rate),
        LossParts.Number<AngleCurve>("first", curve => curve.Degrees.FirstOrDefault(double.NaN)),
        LossParts.Number<AngleCurve>("last", curve => curve.Degrees.LastOrDefault(double.NaN)),
        LossParts.Number<AngleCurve>("last loss", curve => curve.Losses.LastOrDefault(double.NaN)),
        Column.Words<AngleCurve>("end", curve => LossParts.Words(curve.End)),
    ];

    internal static Study Entry { get; } = new(
        "angles", "Angles between the updates of the rules along the learning curves of a linear network.", Options.All, Run)
    {
        Notes =
            "theta 12: euclidean against reparameterized, while the reparameterized rule trains; theta 23: reparameterized against "
                + "linearized,\n"
            + "while the linearized rule trains. Inputs as for 'fpk experiment linear'.",
        Examples = ["--inputs linear-nd --out angles", "--neurons 50 --samples 25 --steps 500 --out quick"],
    };

    private static Report Run(StudyContext context)
    {
        LinearSweepOptions.Values given = Options.Read(context);
        IReadOnlyList<AngleCurve> curves = context.Compute(
            2L * given.Rates.Count * given.Updates,
            sweep => given.Precision == "float"
                ? AngleCurves.Run<float>(given.Problem, given.Rates, given.Updates, sweep)
                : AngleCurves.Run<double>(given.Problem, given.Rates, given.Updates, sweep));
        return Of(given.Problem, curves, context.Settings(given.Problem.Fingerprint(), given.Settings));
    }

    internal static Report Of(LinearProblem problem, IReadOnlyList<AngleCurve> curves, TablePart settings) => new(
        "Angles between the updates of the rules",
        $"A network of {problem.Neurons} linear neurons learns the targets of {problem.Samples} inputs. Along the way, the update "
            + $"that one rule makes is compared with the one "
        + "that another would make of the same weights. The reparameterized step is nearly at right angles to the gradient in W, and "
            + "stays far from it; the linearized step "
        + "is nearly the reparameterized one.",
        [
            Figure(curves, LinearRule.Reparameterized, "theta-12",
                "Euclidean against reparameterized, while the reparameterized rule trains"),
            Figure(curves, LinearRule.Linearized, "theta-23", "Reparameterized against linearized, while the linearized rule trains"),
            Figure(curves, LinearRule.Linearized, "theta-23-logarithmic", "The same, closer", AxisScale.Logarithmic),
            ColumnTable.Of("angles", "First and last angles", "In degrees; 90 is a right angle.", Columns, curves),
            settings,
        ]);

    private static CurvesPart Figure(IReadOnlyList<AngleCurve> curves, LinearRule trained, string name, string title,
        AxisScale scale = AxisScale.Linear) => new(
        name, title, "The Euclidean angle between the two changes of W.", LossParts.Updates, new("angle (degrees)", scale),
        [.. curves.Where(curve => curve.Trained.Rule == trained)
            .Select((curve, color) => new Curve($"rate {SeedColumns.Rate(curve.Trained.Rate)}", curve.Steps, curve.Degrees, color))]);
}

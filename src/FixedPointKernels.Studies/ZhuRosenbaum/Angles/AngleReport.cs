using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Angles;

/// <summary>The angles between updates as a report.</summary>
public static class AngleReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="problem">What was learned.</param>
    /// <param name="curves">The angles, as <see cref="AngleCurves"/> gives them.</param>
    /// <param name="settings">Settings, times and machine.</param>
    public static Report Of(LinearProblem problem, IReadOnlyList<AngleCurve> curves, TablePart settings) => new(
        "Angles between the updates of the rules",
        $"A network of {problem.Neurons} linear neurons learns the targets of {problem.Samples} inputs. Along the way, the update that one rule makes is compared with the one "
        + "that another would make of the same weights. The reparameterized step is nearly at right angles to the gradient in W, and stays far from it; the linearized step "
        + "is nearly the reparameterized one.",
        [
            Figure(curves, LinearRule.Reparameterized, "theta-12", "Euclidean against reparameterized, while the reparameterized rule trains"),
            Figure(curves, LinearRule.Linearized, "theta-23", "Reparameterized against linearized, while the linearized rule trains"),
            Table(curves),
            settings,
        ]);

    /// <summary>A row per run: the angle at its start and at its end.</summary>
    public static TablePart Table(IReadOnlyList<AngleCurve> curves) => new(
        "angles", "First and last angles", "In degrees; 90 is a right angle.",
        ["angle", "training", "rate", "first", "last", "last loss", "end"],
        [.. curves.Select(curve => (IReadOnlyList<string>)
        [
            curve.Trained.Rule == LinearRule.Reparameterized ? "θ₁₂" : "θ₂₃", curve.Trained.Rule.Name(), LossParts.Short(curve.Trained.Rate),
            LossParts.Short(curve.Degrees.FirstOrDefault(double.NaN)), LossParts.Short(curve.Degrees.LastOrDefault(double.NaN)),
            LossParts.Short(curve.Losses.LastOrDefault(double.NaN)), LossParts.Words(curve.End),
        ])]);

    private static CurvesPart Figure(IReadOnlyList<AngleCurve> curves, LinearRule trained, string name, string title) => new(
        name, title, "The Euclidean angle between the two changes of W.", LossParts.Steps, new("angle (degrees)"),
        [.. curves.Where(curve => curve.Trained.Rule == trained)
            .Select((curve, color) => new Curve($"rate {LossParts.Short(curve.Trained.Rate)}", curve.Steps, curve.Degrees, color))]);
}

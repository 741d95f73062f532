using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies.ZhuRosenbaum.Angles;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>fpk experiment angles.</summary>
internal static class AnglesVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "angles",
            "Angles between the updates of the rules along the learning curves of a linear network.",
            "theta 12: euclidean against reparameterized, while the reparameterized rule trains; theta 23: reparameterized against linearized,\n"
            + "while the linearized rule trains. Inputs as for 'fpk experiment linear'.",
            "fpk experiment angles --inputs linear-nd --out angles",
            "fpk experiment angles --neurons 50 --samples 25 --steps 500 --out quick");
        LinearSweepOptions options = new(0.03, 0.1, 0.3, 1);
        options.AddTo(verb);
        verb.SetAction(parsed =>
        {
            LinearSweepOptions.Values given = here.Await(() => options.Read(parsed));
            return new ExperimentRun(here, "angles", given.Common).Carry(
                2L * given.Rates.Count * given.Updates,
                sweep => given.Type == Precision.Float
                    ? AngleCurves.Run<float>(given.Problem, given.Rates, given.Updates, sweep)
                    : AngleCurves.Run<double>(given.Problem, given.Rates, given.Updates, sweep),
                (curves, table) => AngleReport.Of(given.Problem, curves, table),
                given.Settings);
        });
        return verb;
    }
}

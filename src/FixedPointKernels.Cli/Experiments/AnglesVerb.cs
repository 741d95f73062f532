using System.Collections.Generic;
using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Experiments;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>fpk experiment angles.</summary>
internal static class AnglesVerb
{
    private static readonly double[] PaperRates = [0.03, 0.1, 0.3, 1];

    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "angles",
            "Angles between the updates of the rules along the learning curves of a linear network.",
            "theta 12: euclidean against reparameterized, while the reparameterized rule trains; theta 23: reparameterized against linearized,\n"
            + "while the linearized rule trains. Inputs as for 'fpk experiment linear'.",
            "fpk experiment angles --inputs linear-nd --out angles",
            "fpk experiment angles --neurons 50 --samples 25 --steps 500 --out quick");
        Option<string?> rates = new("--rates") { HelpName = "H,H", Description = $"Learning rates [default: {SettingsTable.List(PaperRates)}]." };
        Option<int?> steps = CommonOptions.Whole("--steps", "K", "Updates [default: 3500].");
        Option<string> precision = CommonOptions.Precision();
        LinearInputs inputs = new();
        ExperimentOptions common = new();
        inputs.AddTo(verb);
        verb.Add(rates);
        verb.Add(steps);
        verb.Add(precision);
        common.AddTo(verb);
        verb.SetAction(parsed =>
        {
            ExperimentOptions.Values options = common.Read(parsed);
            Precision type = CommonOptions.Read(parsed, precision);
            IReadOnlyList<double> chosen = Numbers.Rates(parsed, rates, PaperRates);
            int updates = Numbers.Positive(parsed, steps, 3500, 10_000_000);
            (LinearProblem problem, string origin, _) = inputs.Read(parsed, common, options);
            return new ExperimentRun(here, "angles", options).Carry(
                2L * chosen.Count * updates,
                sweep => type == Precision.Float ? AngleCurves.Run<float>(problem, chosen, updates, sweep) : AngleCurves.Run<double>(problem, chosen, updates, sweep),
                (curves, table) => AngleReport.Of(problem, curves, table),
                ("inputs", origin), ("neurons", SettingsTable.Whole(problem.Neurons)), ("samples", SettingsTable.Whole(problem.Samples)),
                ("rates", SettingsTable.List(chosen)), ("updates", SettingsTable.Whole(updates)), ("precision", type.ToString().ToLowerInvariant()));
        });
        return verb;
    }
}

using System.Collections.Generic;
using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Experiments;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>fpk experiment linear.</summary>
internal static class LinearVerb
{
    private static readonly double[] PaperRates = [0.03, 0.1, 0.3, 1, 3];

    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "linear",
            "Learning curves of a linear network: the euclidean, reparameterized and linearized rules, rate by rate, from one start.",
            "Random problem: X = 0.1 N(0,1), targets (I - V)^-1 X + 0.01 N(0,1) with V = 0.5 N(0,1)/sqrt(N), W0 = 0.75 N(0,1)/sqrt(N).\n"
            + "A losses.npz in --inputs (etas; euclidean, reparameterized, linearized: rates x updates, NaN where none was kept) is drawn dashed\n"
            + "beside ours, and a table says how far the two are apart. A run whose I - W becomes singular, or whose loss leaves the finite\n"
            + "numbers, ends there and says so.",
            "fpk experiment linear --inputs linear-nd --out linear",
            "fpk experiment linear --neurons 50 --samples 25 --rates 0.3,1 --steps 500 --seed 7 --out quick");
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
            (LinearProblem problem, string origin, string? folder) = inputs.Read(parsed, common, options);
            PublishedLosses? published = folder is null ? null : LinearInputs.Published(folder);
            List<LinearPlan> plans = [];
            foreach (LinearRule rule in LinearRules.All)
            {
                foreach (double rate in chosen) plans.Add(new(rule, rate));
            }

            return new ExperimentRun(here, "linear", options).Carry(
                (long)plans.Count * updates,
                sweep => type == Precision.Float ? LinearCurves.Run<float>(problem, plans, updates, sweep) : LinearCurves.Run<double>(problem, plans, updates, sweep),
                (curves, table) => LinearReport.Of(problem, curves, published, table),
                ("inputs", origin), ("neurons", SettingsTable.Whole(problem.Neurons)), ("samples", SettingsTable.Whole(problem.Samples)),
                ("rates", SettingsTable.List(chosen)), ("updates", SettingsTable.Whole(updates)), ("precision", type.ToString().ToLowerInvariant()));
        });
        return verb;
    }
}

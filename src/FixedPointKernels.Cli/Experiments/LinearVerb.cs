using System.Collections.Generic;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies.ZhuRosenbaum.Linear;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>fpk experiment linear.</summary>
internal static class LinearVerb
{
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
        LinearSweepOptions options = new(0.03, 0.1, 0.3, 1, 3);
        options.AddTo(verb);
        verb.SetAction(parsed =>
        {
            LinearSweepOptions.Values given = here.Await(() => options.Read(parsed));
            PublishedLosses? published = given.Folder is null ? null : here.Await(() => LinearInputs.Published(given.Folder));
            List<LinearPlan> plans = [];
            foreach (LinearRule rule in LinearRules.All)
            {
                foreach (double rate in given.Rates) plans.Add(new(rule, rate));
            }

            return new ExperimentRun(here, "linear", given.Common).Carry(
                (long)plans.Count * given.Updates,
                sweep => given.Type == Precision.Float
                    ? LinearCurves.Run<float>(given.Problem, plans, given.Updates, sweep)
                    : LinearCurves.Run<double>(given.Problem, plans, given.Updates, sweep),
                (curves, table) => LinearReport.Of(given.Problem, curves, published, table),
                given.Settings);
        });
        return verb;
    }
}

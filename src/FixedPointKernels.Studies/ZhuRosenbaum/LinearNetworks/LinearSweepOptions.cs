using System.Collections.Generic;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>The options of the experiments that train a linear network at several rates: its inputs, the rates, the updates and the
/// precision.</summary>
/// <param name="paperRates">Where no rates are given.</param>
internal sealed class LinearSweepOptions(params double[] paperRates)
{
    private readonly NumbersOption rates = StudyOptions.Rates("--rates", "Learning rates", paperRates);
    private readonly WholeOption steps = new("--steps", "K", "Updates", 3500, 10_000_000);
    private readonly WordOption precision = StudyOptions.Precision("Arithmetic, and the type of what is written", "double");

    internal IReadOnlyList<StudyOption> All => [.. LinearInputs.Options, rates, steps, precision];

    internal Values Read(StudyContext context)
    {
        string type = context.Get(precision)!;
        IReadOnlyList<double> chosen = context.Get(rates);
        context.RequireRates(rates, chosen, type);
        int updates = context.Get(steps);
        (LinearProblem problem, string origin, string? folder) = context.Read(() => LinearInputs.Read(context));
        return new(problem, origin, folder, chosen, updates, type);
    }

    /// <summary>The options as read.</summary>
    internal sealed record Values(LinearProblem Problem, string Origin, string? Folder, IReadOnlyList<double> Rates, int Updates,
        string Precision)
    {
        /// <summary>As the report's last table says them.</summary>
        internal (string Name, object Value)[] Settings =>
        [
            ("inputs", Origin), ("neurons", Problem.Neurons), ("samples", Problem.Samples), ("rates", Rates), ("steps", Updates),
            ("precision", Precision), .. Folder is null ? ((string, object)[])[] : [("seed", "none: nothing is random")],
        ];
    }
}

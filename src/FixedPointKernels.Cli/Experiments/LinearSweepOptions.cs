using System.Collections.Generic;
using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>The options of the experiments that train a linear network at several rates: its inputs, the rates, the updates, the precision, and the common ones.</summary>
internal sealed class LinearSweepOptions
{
    private const int DefaultUpdates = 3500;
    private readonly IReadOnlyList<double> paperRates;
    private readonly LinearInputs inputs = new();
    private readonly Option<string?> rates;
    private readonly Option<int?> steps = CommonOptions.Whole("--steps", "K", $"Updates [default: {DefaultUpdates}].");
    private readonly Option<string> precision = CommonOptions.Precision();
    private readonly ExperimentOptions common = new();

    internal LinearSweepOptions(params double[] paperRates)
    {
        this.paperRates = paperRates;
        rates = new("--rates") { HelpName = "H,H", Description = $"Learning rates [default: {SettingsTable.List(paperRates)}]." };
    }

    internal void AddTo(Command command)
    {
        inputs.AddTo(command);
        command.Add(rates);
        command.Add(steps);
        command.Add(precision);
        common.AddTo(command);
    }

    internal Values Read(ParseResult parsed)
    {
        ExperimentOptions.Values shared = common.Read(parsed);
        Precision type = CommonOptions.Read(parsed, precision);
        IReadOnlyList<double> chosen = Numbers.Rates(parsed, rates, paperRates);
        foreach (double rate in type == Precision.Float ? chosen : []) Words.RequireFloat(rates.Name, rate);
        int updates = Numbers.Positive(parsed, steps, DefaultUpdates, 10_000_000);
        (LinearProblem problem, string origin, string? folder) = inputs.Read(parsed, common, shared);
        return new(shared, problem, origin, folder, chosen, updates, type);
    }

    /// <summary>The options as read.</summary>
    internal sealed record Values(
        ExperimentOptions.Values Common, LinearProblem Problem, string Origin, string? Folder, IReadOnlyList<double> Rates, int Updates, Precision Type)
    {
        /// <summary>As the report's last table says them.</summary>
        internal (string Name, string Value)[] Settings =>
        [
            ("inputs", Origin), ("neurons", SettingsTable.Whole(Problem.Neurons)), ("samples", SettingsTable.Whole(Problem.Samples)),
            ("rates", SettingsTable.List(Rates)), ("updates", SettingsTable.Whole(Updates)), ("precision", Type.ToString().ToLowerInvariant()),
        ];
    }
}

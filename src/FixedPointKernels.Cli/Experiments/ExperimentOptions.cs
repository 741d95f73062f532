using System;
using System.CommandLine;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>The options that every experiment has.</summary>
/// <param name="outputRequired">Whether nothing else can name the folder.</param>
internal sealed class ExperimentOptions(bool outputRequired = true)
{
    private readonly Option<int?> threads = CommonOptions.Whole("--threads", "T", "Threads over the runs [default: all cores]; the results do not depend on it.");

    internal Option<string?> Output { get; } = new("--out") { HelpName = "DIR", Description = "A new folder for report.html, figures and numbers.", Required = outputRequired };

    internal Option<int?> Seed { get; } = CommonOptions.Whole("--seed", "S", "Of all random numbers [default: 0].");

    internal void AddTo(Command command)
    {
        command.Add(Seed);
        command.Add(threads);
        command.Add(Output);
    }

    internal Values Read(ParseResult parsed) => new(
        parsed.GetValue(Output), Numbers.AtLeast(parsed, Seed, 0, 0), Numbers.Positive(parsed, threads, Environment.ProcessorCount, 1024));

    /// <summary>The options as read.</summary>
    /// <param name="Output">The folder; null where it is not required and something else names it.</param>
    /// <param name="Seed">Of all random numbers.</param>
    /// <param name="Threads">Threads over the runs.</param>
    internal sealed record Values(string? Output, int Seed, int Threads);
}

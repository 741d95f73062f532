using System;
using System.CommandLine;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>The options that every experiment has.</summary>
internal sealed class ExperimentOptions
{
    private readonly Option<string> output = CommonOptions.File("--out", "DIR", "A new folder for report.html, figures and numbers.", required: true);
    private readonly Option<int?> threads = CommonOptions.Whole("--threads", "T", "Threads over the runs [default: all cores]; the results do not depend on it.");

    internal Option<int?> Seed { get; } = CommonOptions.Whole("--seed", "S", "Of all random numbers [default: 0].");

    internal void AddTo(Command command)
    {
        command.Add(Seed);
        command.Add(threads);
        command.Add(output);
    }

    internal Values Read(ParseResult parsed) => new(
        parsed.GetValue(output)!, Numbers.AtLeast(parsed, Seed, 0, 0), Numbers.Positive(parsed, threads, Environment.ProcessorCount, 1024));

    /// <summary>The options as read.</summary>
    internal sealed record Values(string Output, int Seed, int Threads);
}

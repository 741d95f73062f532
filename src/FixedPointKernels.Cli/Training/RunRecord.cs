using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Training;

/// <summary>All that decided what came of a training, as one list: settings.csv and the page show it, run.json keeps it by name.</summary>
/// <param name="Values">The options.</param>
/// <param name="Data">What was trained on.</param>
/// <param name="Choice">f.</param>
/// <param name="Type">double or float.</param>
/// <param name="Solver">The forward pass.</param>
/// <param name="CommandLine">What leaves the same numbers.</param>
/// <param name="Began">When this process began.</param>
internal sealed record RunRecord(
    TrainOptions.Values Values, DataSource Data, ActivationChoice Choice, Precision Type, SolverOptions Solver, string CommandLine,
    DateTimeOffset Began)
{
    private const string None = "none";

    private TrainingSettings Settings => Values.Settings;

    /// <summary>The list, as a table.</summary>
    /// <param name="runs">The runs it is of: all, or one.</param>
    /// <param name="split">The samples.</param>
    internal TablePart Of<T, TActivation>(IReadOnlyList<Run<T, TActivation>> runs, SampleSplit split)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        TimeSpan taken = runs.Select(run => run.History.Time()).Aggregate((a, b) => a + b);
        SolverOptions bounded = Solver with { Budget = Solver.Budget ?? TrainingSettings.DefaultBudget };
        TablePart table = SettingsTable.Of(
            "train", Settings.Threads, taken,
            [
                (SettingsTable.CommandLine, CommandLine), .. Samples(split), .. Model(runs), .. Steps(runs),
                .. Values.Fit.Rows(split.Train is Dataset), .. SolverRows.Of(bounded), .. Looks(),
                ("date", $"{Began:yyyy-MM-ddTHH:mm:ssZ}"), ("revision", Machine.Revision()),
            ]);
        return !runs.Any(run => run.SharesBatch) ? table : table with
        {
            Caption = "Samples of a thread share an inverse here: the numbers depend on the number of threads, and on the register width "
                + "in their last digits.",
        };
    }

    private IEnumerable<(string Name, string Value)> Samples(SampleSplit split)
    {
        yield return ("data", $"{Data.Name}: {split.Description}; {split.Train.Scaling}");
        if (Data.Labels is { } labels) yield return ("labels", labels);
        if (Data.Targets is { } targets) yield return ("targets", targets);
        yield return ("contents", split.Fingerprint());
    }

    private IEnumerable<(string Name, string Value)> Model<T, TActivation>(IReadOnlyList<Run<T, TActivation>> runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        yield return ("neurons", SettingsTable.Whole(runs[0].Model.Network.Neurons));
        yield return Values.Fit.WeightsDir is { } start ? ("start", start) : ("initial gain", Number(Values.InitialGain));
        yield return ("activation", Choice.Name);
        if (Choice.Gain is { } gain) yield return ("gain", Number(gain));
        if (Choice.Exponent is { } exponent) yield return ("exponent", Number(exponent));
        yield return ("precision", Type.ToString().ToLowerInvariant());
    }

    // Rates of W are as many as there are runs: each has its own.
    private IEnumerable<(string Name, string Value)> Steps<T, TActivation>(IReadOnlyList<Run<T, TActivation>> runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        yield return ("batch", SettingsTable.Whole(runs[0].Settings.BatchSize));
        yield return ("epochs", SettingsTable.Whole(Settings.Epochs));
        yield return ("seed", Settings.Seed.ToString(CultureInfo.InvariantCulture));
        yield return ("trained", PartOptions.Names(Settings.Parts));
        yield return ("rule", string.Join("; ", runs.Select(run => run.Plan.Rule.Name).Distinct()));
        if (Settings.Parts.Contains(NetworkParameters.Recurrent))
            yield return ("rate of W", string.Join("; ", runs.Select(run => $"{run.Plan.Rule.Name} {Number(run.Settings.EffectiveRate)}")));
        foreach ((string Name, string Value) row in StepSettings.Of(Settings)) yield return row;
        yield return ("adjoint", Settings.Adjoint?.Method.ToString().ToLowerInvariant() ?? "not needed");
        yield return ("kept stable", Settings.KeepStable is { } margin ? $"margin {Number(margin)}" : "no");
        if (Settings.GainsFromRates) yield return ("update", "the published one, from test images");
    }

    private IEnumerable<(string Name, string Value)> Looks()
    {
        Watching watching = Values.Watching;
        yield return ("held out", watching.Validation is { } held ? $"{held} of the training samples" : "the test part");
        yield return ("held-out batch before a step", watching.TestBatches ? "scored" : None);
        yield return (
            "stability watched", watching.Every > 0 ? $"{watching.Samples} samples every {watching.Every} steps" : "no");
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

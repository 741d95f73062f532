using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>Which parts of the model are trained, and how their rates go.</summary>
internal sealed class PartOptions
{
    private static readonly (string Word, ParameterSet Part)[] Parts =
    [
        ("recurrent", NetworkParameters.Recurrent), ("input", NetworkParameters.Input), ("bias", NetworkParameters.Bias),
        ("readout", NetworkParameters.Readout),
    ];

    private static readonly string[] Decays = ["constant", "cosine", "exponential"];

    private readonly Option<string> train = CommonOptions.Word(
        "--train", "P,P", "recurrent (W, by the rule), input (Wx), bias (b), readout (R); the last three by implicit gradients.",
        "recurrent");

    private readonly Option<double?> inputRate = CommonOptions.Number("--rate-input", "H", "Learning rate of Wx and b [default: 0.001].");
    private readonly Option<double?> readoutRate = CommonOptions.Number("--rate-readout", "H", "Learning rate of R [default: 0.001].");

    private readonly Option<string> optimizer = CommonOptions.Word(
        "--gradient-optimizer", "O", "How the gradients of Wx, b and R become steps: sgd, momentum or adam.", "adam");

    private readonly Option<string> schedule = CommonOptions.Word(
        "--schedule", "S", "Of all rates, over the whole run: constant, cosine or exponential.", "constant");
    private readonly Option<int?> warmUp = CommonOptions.Whole(
        "--warm-up", "K", "Steps over which all rates rise linearly first [default: 0].");
    private readonly Option<double?> final = CommonOptions.Number(
        "--final-rate", "F", "Factor on the rates at the last step (cosine, exponential) [default: 0.01].");

    internal void AddTo(Command command)
    {
        Option[] all = [train, inputRate, readoutRate, optimizer, schedule, warmUp, final];
        foreach (Option option in all) command.Add(option);
    }

    /// <summary>The settings with what was said; the schedule's length is the run's and comes later.</summary>
    internal TrainingSettings Read(ParseResult parsed, TrainingSettings settings)
    {
        IReadOnlyList<string> words = Numbers.Split(parsed.GetValue(train)!);
        foreach (string word in words) Words.Require(train.Name, word, [.. Parts.Select(row => row.Word)]);

        // In the order of the table, whatever the order of the words: checkpoints compare the text.
        ParameterSet parts = Parts.Where(row => words.Contains(row.Word)).Aggregate(ParameterSet.None, (all, row) => all | row.Part);

        if (parts == ParameterSet.None)
            throw new CommandFailure($"{train.Name} names nothing; use {string.Join(", ", Parts.Select(row => row.Word))}");
        OnlyFor(parsed, inputRate, parts, NetworkParameters.Input | NetworkParameters.Bias);
        OnlyFor(parsed, readoutRate, parts, NetworkParameters.Readout);
        OnlyFor(parsed, optimizer, parts, NetworkParameters.Input | NetworkParameters.Bias | NetworkParameters.Readout);
        string decay = parsed.GetValue(schedule)!;
        Words.Require(schedule.Name, decay, Decays);
        if (decay == "constant" && parsed.GetValue(final) is { } unused)
            throw Words.DoesNotApply(final.Name, unused, $"{schedule.Name} constant", "cosine, exponential");
        double end = parsed.GetValue(final) ?? 0.01;
        if (!(end <= 1 && (decay == "cosine" ? end >= 0 : end > 0)))
            throw Words.OutOfRange(final.Name, end, decay == "cosine" ? "in [0, 1]" : "in (0, 1]");
        return settings with
        {
            Parts = parts,
            InputRate = Rate(parsed, inputRate),
            ReadoutRate = Rate(parsed, readoutRate),
            GradientOptimizer = TrainOptions.ReadOptimizer(parsed, optimizer),
            Schedule = new RateSchedule
            {
                Decay = (RateDecay)Array.IndexOf(Decays, decay), WarmUp = Numbers.AtLeast(parsed, warmUp, 0, 0), Final = end,
            },
        };
    }

    /// <summary>The parts as they are said.</summary>
    internal static string Names(ParameterSet parts) =>
        string.Join(',', Parts.Where(row => parts.Contains(row.Part)).Select(row => row.Word));

    private void OnlyFor(ParseResult parsed, Option option, ParameterSet chosen, ParameterSet users)
    {
        if (parsed.GetResult(option) is { Implicit: false } given && !chosen.Overlaps(users))
            throw Words.DoesNotApply(
                option.Name, string.Join(' ', given.Tokens.Select(token => token.Value)), $"{train.Name} {Names(chosen)}", Names(users));
    }

    private static double Rate(ParseResult parsed, Option<double?> option)
    {
        double rate = parsed.GetValue(option) ?? 0.001;
        return rate.IsPositiveFinite() ? rate : throw Words.OutOfRange(option.Name, rate, "positive and finite");
    }
}

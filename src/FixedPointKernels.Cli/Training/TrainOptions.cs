using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>The options of fpk train beyond those that other verbs have too.</summary>
internal sealed class TrainOptions
{
    private static readonly string[] Optimizers = ["sgd", "momentum", "adam"];
    private static readonly string[] Adjoints = ["direct", "shared", "gmres"];

    private readonly Option<string> rules = CommonOptions.Word(
        "--rule", "R,R", $"Rules, side by side: {string.Join(", ", TrainingRules.Names)}.", "euclidean,linearized,finite-step");

    private readonly Option<string?> rates = new("--rate") { HelpName = "H,H", Description = "Learning rates; every rule runs at each [default: the rule's own]." };
    private readonly Option<int?> neurons = CommonOptions.Whole("--neurons", "N", "Neurons [default: 100].");
    private readonly Option<int?> epochs = CommonOptions.Whole("--epochs", "E", "Passes through the training set [default: 10].");
    private readonly Option<int?> batch = CommonOptions.Whole("--batch", "B", "Samples per step [default: 64].");
    private readonly Option<int?> seed = CommonOptions.Whole("--seed", "S", "Of the start, the batches and the digits' division [default: 0].");
    private readonly Option<int?> threads = CommonOptions.Whole("--threads", "T", "Threads over a batch [default: all cores]; the weights do not depend on it.");
    private readonly Option<double?> spread = CommonOptions.Number("--initial-gain", "K", "W starts as K*N(0,1)/sqrt(N) [default: 0.5].");
    private readonly Option<double?> decay = CommonOptions.Number("--weight-decay", "A", "W <- W + dW - rate*A*W [default: 0].");
    private readonly Option<string> optimizer = CommonOptions.Word("--optimizer", "O", "How the rule's directions become steps of W: sgd, momentum or adam; the last two need --rate.", "sgd");
    private readonly Option<string> adjoint = CommonOptions.Word("--adjoint", "A", "Of the rule euclidean and of Wx and b: direct (LU by sample), shared or gmres (one inverse for the batch).", "direct");

    private readonly PartOptions parts = new();
    private readonly WatchOptions watch = new();

    internal void AddTo(Command command)
    {
        Option[] all = [rules, rates, neurons, epochs, batch, seed, threads, spread, decay, optimizer, adjoint];
        foreach (Option option in all) command.Add(option);
        parts.AddTo(command);
        watch.AddTo(command);
    }

    internal Values Read(ParseResult parsed)
    {
        List<TrainingRule> chosen = [];
        foreach (string word in Numbers.Split(parsed.GetValue(rules)!))
        {
            Words.Require(rules.Name, word, TrainingRules.Names);
            if (TrainingRules.TryParse(word, out TrainingRule rule)) chosen.Add(rule);
        }

        IReadOnlyList<double> given = Numbers.Rates(rates.Name, parsed.GetValue(rates) ?? "");
        if (chosen.Count == 0) throw new CommandFailure($"{rules.Name} names no rule; use {string.Join(", ", TrainingRules.Names)}");
        OptimizerKind kind = ReadOptimizer(parsed, optimizer);
        string step = parsed.GetValue(optimizer)!;
        string solve = parsed.GetValue(adjoint)!;
        Words.Require(adjoint.Name, solve, Adjoints);
        TrainingSettings settings = parts.Read(parsed, new TrainingSettings
        {
            Optimizer = kind,
            BatchSize = Numbers.Positive(parsed, batch, 64, 1_000_000),
            Epochs = Numbers.Positive(parsed, epochs, 10, 1_000_000),
            Seed = (ulong)Numbers.AtLeast(parsed, seed, 0, 0),
            Threads = Numbers.Positive(parsed, threads, Environment.ProcessorCount, 1024),
            Adjoint = new AdjointOptions { Method = solve switch { "shared" => AdjointMethod.Shared, "gmres" => AdjointMethod.Gmres, _ => AdjointMethod.Direct } },
        });
        Watching watching = watch.Read(parsed);
        bool implicitly = (settings.Parts & (TrainedParts.Input | TrainedParts.Bias)) != 0;
        if (parsed.GetResult(adjoint) is { Implicit: false } && !chosen.Contains(TrainingRule.Euclidean) && !implicitly)
            throw Words.DoesNotApply(adjoint.Name, solve, $"{rules.Name} {parsed.GetValue(rules)}", "euclidean, and with --train input or bias");
        if (watching.KeepStable is { } margin && !settings.Parts.HasFlag(TrainedParts.Recurrent))
            throw new CommandFailure($"--keep-stable {margin} scales W, which is not trained here: add recurrent to --train");
        if (!settings.Parts.HasFlag(TrainedParts.Recurrent) && (chosen.Count > 1 || given.Count > 1))
            throw new CommandFailure($"without recurrent in --train the rules and rates make no difference: name one {rules.Name}, and at most one {rates.Name}");
        TrainingRule[] finite = [.. chosen.Where(rule => rule is TrainingRule.FiniteStep or TrainingRule.FiniteStepDamped)];
        if (step != "sgd" && finite.Length > 0)
            throw Words.DoesNotApply(optimizer.Name, step, $"{rules.Name} {finite[0].Name()}, which has its rate inside the step", "the other rules");
        if (step != "sgd" && given.Count == 0) throw new CommandFailure($"{optimizer.Name} {step} needs {rates.Name}: the rules' own rates are for sgd");
        double alpha = parsed.GetValue(decay) ?? 0;
        if (!(alpha >= 0 && double.IsFinite(alpha))) throw Words.OutOfRange(decay.Name, alpha, "finite and not negative");
        double gain = parsed.GetValue(spread) ?? 0.5;
        if (!(gain >= 0 && double.IsFinite(gain))) throw Words.OutOfRange(spread.Name, gain, "finite and not negative");
        IReadOnlyList<RunPlan> plans = RunPlan.All(chosen, given);
        if (plans.Distinct().Count() != plans.Count) throw new CommandFailure($"{rules.Name} and {rates.Name} name the same run twice");
        return new Values(
            plans, Numbers.Positive(parsed, neurons, 100, 20_000), gain,
            settings with { WeightDecay = alpha, PublishedUpdate = watching.PublishedUpdate, KeepStable = watching.KeepStable }, watching);
    }

    internal static OptimizerKind ReadOptimizer(ParseResult parsed, Option<string> option)
    {
        string word = parsed.GetValue(option)!;
        Words.Require(option.Name, word, Optimizers);
        return (OptimizerKind)Array.IndexOf(Optimizers, word);
    }

    /// <summary>The options as read.</summary>
    /// <param name="Plans">What runs side by side.</param>
    /// <param name="Neurons">N.</param>
    /// <param name="InitialGain">W starts as gain·N(0,1)/√N.</param>
    /// <param name="Settings">What the runs have in common.</param>
    /// <param name="Watching">What is scored and watched meanwhile.</param>
    internal sealed record Values(IReadOnlyList<RunPlan> Plans, int Neurons, double InitialGain, TrainingSettings Settings, Watching Watching);
}

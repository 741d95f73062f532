using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Training;

/// <summary>The options of fpk train beyond those that other verbs have too.</summary>
internal sealed class TrainOptions
{
    private static readonly string[] Adjoints = ["direct", "shared", "gmres"];

    private readonly Option<string> rules = CommonOptions.Word(
        "--rule", "R,R", $"Rules, side by side: {string.Join(", ", RuleTable.TrainedNames)}.", "euclidean,linearized,finite-step");

    private readonly Option<string?> rates = new("--rate")
    {
        HelpName = "H,H", Description = "Learning rates; every rule runs at each [default: the rule's own]."
    };
    private readonly Option<int?> neurons = CommonOptions.Whole("--neurons", "N", "Neurons [default: 100].");
    private readonly Option<int?> epochs = CommonOptions.Whole("--epochs", "E", "Passes through the training set [default: 10].");
    private readonly Option<int?> batch = CommonOptions.Whole("--batch", "B", "Samples per step [default: 64].");
    private readonly Option<int?> seed = CommonOptions.Whole(
        "--seed", "S", "Of the start, the batches and the digits' division [default: 0].");
    private readonly Option<int?> threads = CommonOptions.Whole(
        "--threads", "T",
        "Threads over a batch [default: all cores]; the weights do not depend on it but with --solver chord and --adjoint shared or gmres, "
            + "which share an inverse by slice.");
    private readonly Option<double?> spread = CommonOptions.Number("--initial-gain", "K", "W starts as K*N(0,1)/sqrt(N) [default: 0.5].");
    private readonly Option<double?> decay = CommonOptions.Number(
        "--weight-decay", "A",
        "Decoupled, as in AdamW: W <- W + dW - rate*A*W, with every optimizer; of W, Wx and R, never of b [default: 0].");
    private readonly Option<string> optimizer = CommonOptions.Word(
        "--optimizer", "O", "How the rule's directions become steps of W: sgd, momentum or adam; the last two need --rate.", "sgd");
    private readonly Option<string> adjoint = CommonOptions.Word(
        "--adjoint", "A", "Of the rule euclidean and of Wx and b: direct (LU by sample), shared or gmres (one inverse for the batch).",
        "direct");

    private readonly ConstantOptions constants = new();
    private readonly PartOptions parts = new();
    private readonly WatchOptions watch = new();
    private readonly FitOptions fit = new();

    internal void AddTo(Command command)
    {
        Option[] all = [rules, rates, neurons, epochs, batch, seed, threads, spread, decay, optimizer, adjoint];
        foreach (Option option in all) command.Add(option);
        constants.AddTo(command);
        parts.AddTo(command);
        watch.AddTo(command);
        fit.AddTo(command);
    }

    internal Values Read(ParseResult parsed, Precision type)
    {
        List<RuleEntry> chosen = [];
        foreach (string word in Numbers.Split(parsed.GetValue(rules)!))
        {
            Words.Require(rules.Name, word, RuleTable.TrainedNames);
            if (RuleTable.TryFind(word, out RuleEntry? rule)) chosen.Add(rule);
        }

        IReadOnlyList<double> given = Numbers.Rates(rates.Name, parsed.GetValue(rates) ?? "");
        if (chosen.Count == 0) throw new CommandFailure($"{rules.Name} names no rule; use {string.Join(", ", RuleTable.TrainedNames)}");
        TrainingSettings settings = constants.Read(parsed, parts.Read(parsed, new TrainingSettings
        {
            Optimizer = ReadOptimizer(parsed, optimizer),
            BatchSize = Numbers.Positive(parsed, batch, 64, 1_000_000),
            Epochs = Numbers.Positive(parsed, epochs, 10, 1_000_000),
            Seed = (ulong)Numbers.AtLeast(parsed, seed, 0, 0),
            Threads = Numbers.Positive(parsed, threads, Environment.ProcessorCount, 1024),
        }));
        bool recurrent = settings.Parts.Contains(NetworkParameters.Recurrent);
        if (!recurrent) RefuseWhatIsOfW(parsed, chosen, given, settings.Parts);
        Watching watching = watch.Read(parsed);
        if (watching.KeepStable is { } margin && !recurrent)
            throw new CommandFailure($"--keep-stable {margin} scales W, which is not trained here: add recurrent to --train");
        Fit fitting = fit.Read(parsed, watching);
        if (fitting.WeightsDir is { } start)
        {
            Option? drawn = parsed.GetValue(neurons) is not null ? neurons : parsed.GetValue(spread) is not null ? spread : null;
            if (drawn is not null) throw new CommandFailure($"{drawn.Name} is of a start that is drawn, but --weights-dir {start} has one");
        }

        string step = parsed.GetValue(optimizer)!;
        RuleEntry[] finite = [.. chosen.Where(rule => rule.RateInside)];
        if (step != "sgd" && finite.Length > 0)
            throw Words.DoesNotApply(
                optimizer.Name, step, $"{rules.Name} {finite[0].Name}, which has its rate inside the step", "the other rules");
        if (step != "sgd" && given.Count == 0)
            throw new CommandFailure($"{optimizer.Name} {step} needs {rates.Name}: the rules' own rates are for sgd");
        double alpha = parsed.GetValue(decay) ?? 0;
        if (!(alpha >= 0 && double.IsFinite(alpha))) throw Words.OutOfRange(decay.Name, alpha, "finite and not negative");
        if (settings.Parts == NetworkParameters.Bias && parsed.GetValue(decay) is { } unused)
            throw Words.DoesNotApply(decay.Name, unused, "--train bias", "recurrent, input, readout");
        double gain = parsed.GetValue(spread) ?? 0.5;
        if (!(gain >= 0 && double.IsFinite(gain))) throw Words.OutOfRange(spread.Name, gain, "finite and not negative");
        IReadOnlyList<RunPlan> plans = recurrent ? RunPlan.All(chosen, given) : [new(chosen[0], 0)];
        if (plans.Distinct().Count() != plans.Count) throw new CommandFailure($"{rules.Name} and {rates.Name} name the same run twice");
        settings = settings with
        {
            WeightDecay = alpha,
            GainsFromRates = watching.PublishedUpdate,
            KeepStable = watching.KeepStable,
            ClipNorm = fitting.Clip,
            LabelSmoothing = fitting.Smoothing,
            Adjoint = ReadAdjoint(parsed, chosen, settings.Parts),
        };
        if (type == Precision.Float) RequireFloat(plans, settings);
        return new Values(plans, Numbers.Positive(parsed, neurons, 100, 20_000), gain, settings, watching, fitting);
    }

    internal static OptimizerKind ReadOptimizer(ParseResult parsed, Option<string> option)
    {
        string word = parsed.GetValue(option)!;
        Words.Require(option.Name, word, OptimizerTable.Words);
        return OptimizerTable.All.First(entry => entry.Word == word).Kind;
    }

    // The rule alone may stay: it names the run, and through-time also decides its forward pass.
    private void RefuseWhatIsOfW(ParseResult parsed, List<RuleEntry> chosen, IReadOnlyList<double> given, ParameterSet trained)
    {
        if (chosen.Count > 1) throw new CommandFailure($"without recurrent in --train the rules make no difference: name one {rules.Name}");
        string train = $"--train {PartOptions.Names(trained)}";
        if (parsed.GetResult(optimizer) is { Implicit: false })
        {
            throw Words.DoesNotApply(
                optimizer.Name, parsed.GetValue(optimizer), train, "recurrent (--gradient-optimizer is of the other parts)");
        }
        if (given.Count > 0) throw Words.DoesNotApply(rates.Name, parsed.GetValue(rates), train, "recurrent");
    }

    // Null where nothing needs the adjoint solver; asked for there, it is refused.
    private AdjointOptions? ReadAdjoint(ParseResult parsed, List<RuleEntry> chosen, ParameterSet trained)
    {
        string word = parsed.GetValue(adjoint)!;
        Words.Require(adjoint.Name, word, Adjoints);
        if (chosen.Exists(rule => Needs(rule, trained)))
            return new AdjointOptions
            {
                Method = word switch { "shared" => AdjointMethod.Shared, "gmres" => AdjointMethod.Gmres, _ => AdjointMethod.Direct },
            };
        return parsed.GetResult(adjoint) is { Implicit: false }
            ? throw Words.DoesNotApply(
                adjoint.Name, word, $"{rules.Name} {parsed.GetValue(rules)} with --train {PartOptions.Names(trained)}",
                "euclidean and recurrent, and for input and bias (through-time has its own)")
            : null;
    }

    /// <summary>Whether a run with this rule has an adjoint to solve.</summary>
    internal static bool Needs(RuleEntry rule, ParameterSet trained) =>
        rule != RuleTable.ThroughTime
            && (
                trained.Overlaps(NetworkParameters.Input | NetworkParameters.Bias)
                    || (rule.UsesAdjoint && trained.Contains(NetworkParameters.Recurrent)));

    // A rate of 1e-60 is 0 in float, and one of 1e300 infinite: neither is what was asked for.
    private void RequireFloat(IReadOnlyList<RunPlan> plans, TrainingSettings settings)
    {
        foreach (RunPlan plan in plans)
        {
            if (settings.Parts.Contains(NetworkParameters.Recurrent)) Words.RequireFloat(rates.Name, plan.Rate);
        }

        Words.RequireFloat("--rate-input", settings.InputRate);
        Words.RequireFloat("--rate-readout", settings.ReadoutRate);
        if (settings.WeightDecay > 0) Words.RequireFloat(decay.Name, settings.WeightDecay);
        if (settings.Epsilon is { } small) Words.RequireFloat("--epsilon", small);
    }

    /// <summary>The options as read.</summary>
    /// <param name="Plans">What runs side by side.</param>
    /// <param name="Neurons">N.</param>
    /// <param name="InitialGain">W starts as gain·N(0,1)/√N.</param>
    /// <param name="Settings">What the runs have in common.</param>
    /// <param name="Watching">What is scored and watched meanwhile.</param>
    /// <param name="Fit">Where they start, when they end and which weights they leave.</param>
    internal sealed record Values(
        IReadOnlyList<RunPlan> Plans, int Neurons, double InitialGain, TrainingSettings Settings, Watching Watching, Fit Fit);
}

using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>The options of network and optimizer that every study of learning through time has, and the settings that they make.</summary>
internal static class NetworkChoice
{
    private static readonly WholeOption Neurons = new("--neurons", "N", "Neurons", 64, 2000);

    private static readonly NumberOption Alpha = new("--alpha", "A", "dt / tau, at most 1")
    {
        DefaultText = "dt / 100 ms; 1 of copy, xor and rows",
    };

    private static readonly WordOption Readout = new(
        "--readout", "activity|voltage", "What is read; voltages only of form V", ["activity", "voltage"], "activity");

    private static readonly WordOption Start = new(
        "--start", "gaussian|orthogonal|low-rank|dale", "How the recurrent weights are drawn",
        ["gaussian", "orthogonal", "low-rank", "dale"], "gaussian");

    private static readonly NumberOption Rank = new("--rank", "R", "Of the start low-rank, at constant norm");

    private static readonly NumberOption InputScale =
        new("--input-scale", "S", "The input weights are normal, of deviation this times 1/sqrt(D)")
        {
            DefaultText = "sqrt(D); of rows sqrt(2)",
        };

    private static readonly NumberOption ReadoutScale =
        new("--readout-scale", "S", "The readout's weights are uniform up to this times 1/sqrt(N)") { DefaultText = "1" };

    private static readonly NumberOption FeedbackScale =
        new("--feedback-scale", "S", "So is the fixed feedback of rules that have one") { DefaultText = "1" };

    private static readonly FlagOption TrainStart = new("--train-start", "Learn the state before the first step too");

    private static readonly WordOption Optimizer = new(
        "--optimizer", "adam|momentum|sgd", "How gradients become steps", ["adam", "momentum", "sgd"], "adam");

    private static readonly WholeOption Batch = new("--batch", "B", "Trials of an update", 32, 100_000);
    private static readonly WholeOption Tests = new("--test-trials", "K", "Trials of the test at the end", 1000, 1_000_000);

    /// <summary>Where the leak is, also of studies with options of their own.</summary>
    internal static WordOption Form { get; } = new(
        "--form", string.Join('|', CellTable.Forms), CellTable.FormsMean, CellTable.Forms, CellTable.UsualForm);

    /// <summary>φ, also of those.</summary>
    internal static WordOption Activation { get; } = new(
        "--activation", string.Join('|', CellTable.Activations), "What a neuron makes of its voltage; retanh is max(tanh, 0)",
        CellTable.Activations, CellTable.UsualActivation);

    /// <summary>μ.</summary>
    internal static NumberOption Modulation { get; } =
        new("--modulation", "M", "What modprop takes for every slope on its way") { DefaultText = "0.25" };

    /// <summary>How many updates.</summary>
    internal static WholeOption Updates { get; } = new("--updates", "U", "Updates of a run", 1000, 10_000_000);

    /// <summary>In the order of help.</summary>
    internal static IReadOnlyList<StudyOption> Options { get; } =
    [
        Neurons, Form, Alpha, Activation, Readout, Start, Rank, InputScale, ReadoutScale, FeedbackScale, Modulation, TrainStart,
        Optimizer, Batch, Updates, Tests,
    ];

    /// <summary>dt/τ that was asked for, within its range.</summary>
    /// <param name="context">Options.</param>
    /// <param name="alpha">The option: studies differ in what they say of its default.</param>
    /// <param name="otherwise">The default.</param>
    internal static double Step(StudyContext context, NumberOption alpha, double otherwise) =>
        (context.Get(alpha) ?? otherwise) is var step && step <= 1
            ? step : throw context.Refusal($"{alpha.Name} is {step}, but dt / tau must be in (0, 1]");

    /// <summary>The settings that were asked for.</summary>
    /// <param name="context">Options.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="rules">The rules that will learn it: what some form of them does not have is refused.</param>
    internal static TemporalSettings Of(StudyContext context, TaskChoice task, IReadOnlyList<string> rules)
    {
        string form = context.Get(Form)!;
        LeakPlacement placement = CellTable.Placement(form);
        double alpha = Step(context, Alpha, task.Alpha);
        bool voltage = context.Get(Readout) == "voltage";
        if (voltage && placement != LeakPlacement.Voltage)
            throw context.DoesNotApply(Readout, "voltage", $"{Form.Name} {form}", $"{Form.Name} V");
        RecurrentStart recurrent = context.Get(Start) switch
        {
            "orthogonal" => RecurrentStart.Orthogonal,
            "low-rank" => RecurrentStart.ReducedRank,
            "dale" => RecurrentStart.Dale,
            _ => RecurrentStart.Gaussian,
        };
        int units = context.Get(Neurons);
        bool hasRank = recurrent == RecurrentStart.ReducedRank;
        if (!hasRank && context.Given(Rank) is { } given)
            throw context.DoesNotApply(Rank, given, $"{Start.Name} {context.Get(Start)}", $"{Start.Name} low-rank");
        int? rank = Wholes.Of(context, Rank);
        if (hasRank && rank is null) throw context.Refusal($"{Start.Name} low-rank needs {Rank.Name}, from 1 to the {units} neurons");
        if (rank > units) throw context.Refusal($"{Rank.Name} {rank} is more than the {units} neurons");
        if (recurrent == RecurrentStart.Dale && units < 2)
            throw context.Refusal($"{Start.Name} dale needs a neuron of each kind, so {Neurons.Name} must be at least 2");
        bool modulated = false;
        foreach (TemporalRuleEntry rule in TemporalRules.All)
        {
            if (!rules.Contains(rule.Name)) continue;
            modulated |= rule.IsModulated;
            if (!rule.Path().Fits(placement))
                throw context.Refusal($"the rule {rule.Name} is defined for the leak on the voltage alone: {Form.Name} {form} has none");
        }

        if (!modulated && context.Given(Modulation) is { } mu)
            throw context.DoesNotApply(Modulation, mu, "these rules", "modprop and modprop-weights");
        return new()
        {
            Task = task.Task,
            Tests = task.Tests,
            Units = units,
            Network = new()
            {
                Placement = placement, Alpha = alpha, Readout = voltage ? LeakyReadout.State : LeakyReadout.Activity,
                Modulation = context.Get(Modulation) ?? TemporalRuleEntry.CommonModulation,
            },
            Activation = context.Get(Activation)!,
            Start = new()
            {
                Recurrent = recurrent, Rank = rank,
                InputScale = context.Get(InputScale) ?? Math.Sqrt(task.Tests is null ? task.Task.Inputs : 2),
                ReadoutScale = context.Get(ReadoutScale) ?? 1, FeedbackScale = context.Get(FeedbackScale) ?? 1,
            },
            TrainsStart = context.Get(TrainStart),
            Optimizer = context.Get(Optimizer) switch
            {
                "momentum" => OptimizerKind.Momentum,
                "sgd" => OptimizerKind.Sgd,
                _ => OptimizerKind.Adam,
            },
            BatchSize = context.Get(Batch),
            Updates = context.Get(Updates),
            TestTrials = context.Get(Tests),
        };
    }
}

using System;
using System.Globalization;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Tasks;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>What the runs of a sweep share: task, network, optimizer.</summary>
internal sealed record TemporalSettings
{
    /// <summary>What is learned.</summary>
    internal required TrialTask Task { get; init; }

    /// <summary>Whether trials of a test exist as a fixed set (images): these; null draws as many as <see cref="TestTrials"/>.</summary>
    internal ImageRows? Tests { get; init; }

    /// <summary>N.</summary>
    internal int Units { get; init; } = 64;

    /// <summary>Leak, readout, μ; types are made of the units.</summary>
    internal TemporalOptions Network { get; init; } = new();

    /// <summary>φ, by its name.</summary>
    internal string Activation { get; init; } = "tanh";

    /// <summary>How weights are drawn, but for the gain, which is the run's.</summary>
    internal TemporalStart Start { get; init; } = new();

    /// <summary>Whether the state before the first step is learned too.</summary>
    internal bool TrainsStart { get; init; }

    /// <summary>How the gradients become steps.</summary>
    internal OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Of momentum; null for its default.</summary>
    internal double? Momentum { get; init; }

    /// <summary>Trials of an update.</summary>
    internal int BatchSize { get; init; } = 32;

    /// <summary>Updates of a run.</summary>
    internal int Updates { get; init; } = 1000;

    /// <summary>Trials of the test at the end.</summary>
    internal int TestTrials { get; init; } = 1000;

    /// <summary>Exponents that are measured before, between flossing and training, and after.</summary>
    internal int ProbedExponents { get; init; } = 1;

    /// <summary>Trials that they are the mean of.</summary>
    internal int ProbeTrials { get; init; } = 16;

    /// <summary>Steps of a trial before the first that counts for them: a quarter.</summary>
    internal int ProbeWarmUp => Task.Steps / 4;

    /// <summary>The accuracy from which a run counts as solved: so much of what an ideal observer reaches.</summary>
    internal double Criterion => 0.95 * Task.Ceiling;

    /// <summary>Updates over which the accuracy is taken that is held against the criterion: 320 trials of the default batch, whose share
    /// of right answers scatters by 0.012 at the criterion.</summary>
    internal const int CriterionUpdates = 10;

    /// <summary>A run whose loss is so many times its first one has diverged.</summary>
    internal const double Diverged = 1000;

    /// <summary>So has one of a rule with a constant for its slopes whose gradient is so many times its first, or is as large
    /// itself. Exact gradients may be as
    /// large in a chaotic network, and are clipped; those of such a rule grow without an end.</summary>
    internal const double Exploded = 1e6;

    /// <summary>The task of a run: that of the sweep, or the exclusive or of its delay.</summary>
    internal TrialTask TaskOf(TemporalRun run) => run.Delay is { } delay ? new DelayedXor(delay: delay, steps: Task.Steps) : Task;

    /// <summary>Where the leak of a rule's runs is in comparisons of rules; null for the sweep's own place. RFLO is defined for the leak on
    /// the rate: on the voltage it is e-prop with random feedback, which is compared already.</summary>
    /// <param name="rule">As the table of rules calls it.</param>
    internal LeakPlacement? LeakOf(string rule) =>
        rule == TemporalRules.Rflo.Name && Network.Placement == LeakPlacement.Voltage ? LeakPlacement.Rate : null;

    /// <summary>Sizes of the network.</summary>
    internal SequenceShape Shape => new(Units, Task.Inputs, Task.Steps, Task.Outputs);

    /// <summary>The network's options, with cell types where a rule goes by them: excitatory and inhibitory neurons of Dale's law, else two
    /// halves, as published.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="run">Its leak.</param>
    internal TemporalOptions Options(TemporalRuleEntry rule, TemporalRun run)
    {
        TemporalOptions own = run.Leak is { } place ? Network with { Placement = place } : Network;
        if (!rule.HasTypes) return own;
        int[] types = TemporalOptions.Halves(Units);
        if (Start.Recurrent == RecurrentStart.Dale && Units > 1)
        {
            types = new int[Units];
            types.AsSpan(Starts.Excitatory(Units)).Fill(1);
        }

        return own with { Types = types };
    }

    /// <summary>What decides the numbers of a run beside its own settings.</summary>
    internal string Identity => string.Create(CultureInfo.InvariantCulture,
        $"{Task.Description}; units {Units}, {Network.Placement}, alpha {Network.Alpha:R}, {Network.Readout}, mu {Network.Modulation:R}, "
            + $"{Activation}, {Start}, start {TrainsStart}, {Optimizer} {Momentum:R}, batch {BatchSize}, updates {Updates}, "
            + $"test {TestTrials}, probe {ProbeTrials} {ProbedExponents} {ProbeWarmUp}");
}

using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>Which of two inputs is the larger, in the modality that the context names? (CXT)</summary>
/// <remarks>Inputs: fixation; two modalities of two, (1 ± coherence/100)/2, for 200 ms; and two cues, of which the context's is on
/// throughout the trial, its decision included. Noise on all seven during the stimulus. Then the delay, and the decision of 100
/// ms.</remarks>
public sealed class ContextDecision : DecisionTask
{
    private const string Word = "cxt";
    private readonly double[] coherences;

    /// <summary>The task, with the published settings where none are given.</summary>
    /// <param name="timeStep">dt in ms.</param>
    /// <param name="delay">Between stimulus and decision, in ms.</param>
    /// <param name="coherences">In percent, each as likely in each modality; published 5, 15, 50.</param>
    /// <param name="noise">Of an input over one millisecond.</param>
    /// <exception cref="ArgumentException">One is out of range, or dt leaves no step of stimulus or decision.</exception>
    public ContextDecision(double timeStep = 100, double delay = 500, IReadOnlyList<double>? coherences = null, double noise = 1)
        : base(
            new Timeline(Word, timeStep).Needs("stimulus", 200, "see").Add("delay", delay).Needs("decision", DecisionTime, "score"),
            7, noise) =>
        this.coherences = Coherences(Word, coherences, [5, 15, 50]);

    /// <inheritdoc/>
    public override string Description =>
        $"context-dependent decision, {Timeline.Words}; coherences {string.Join(", ", coherences)} %, noise {Noise}/√dt";

    /// <inheritdoc/>
    public override double Ceiling => MeanTold(Timeline["stimulus"], coherences);

    /// <inheritdoc/>
    public override string Limits =>
        $"guessing one of two answers that are equally likely gives {Chance}; an ideal observer, who reads the context without error "
        + $"after the stimulus, sums the difference of the modality's two inputs and reaches {Ceiling:F3}, the mean over the coherences";

    internal static TaskEntry Entry { get; } = new(
        Word, "context-dependent decision: which of two inputs is the larger, in the modality that the context names",
        [TaskOption.TimeStep, TaskOption.Delay, TaskOption.Coherences, TaskOption.Noise],
        options => new ContextDecision(
            options.TimeStep ?? 100, options.Delay ?? 500, options.Coherences, options.Noise ?? 1));

    /// <inheritdoc/>
    protected override void Write(Trial trial, SeededRandom random) => Write(
        trial, random.NextBelow(2), random.NextBelow(2), random.NextBelow(2),
        coherences[random.NextBelow(coherences.Length)], coherences[random.NextBelow(coherences.Length)], random);

    /// <summary>The trial of these conditions.</summary>
    /// <param name="trial">All 0.</param>
    /// <param name="context">0 or 1: the modality that counts.</param>
    /// <param name="larger">0 or 1: which input is the larger there.</param>
    /// <param name="other">0 or 1: which is in the other modality.</param>
    /// <param name="first">Coherence of modality 0 in percent.</param>
    /// <param name="second">Of modality 1.</param>
    /// <param name="random">Noise.</param>
    internal void Write(Trial trial, int context, int larger, int other, double first, double second, SeededRandom random)
    {
        Period stimulus = Timeline["stimulus"];
        Frame(trial, 1 + larger);
        for (int step = 0; step < Steps; step++) trial.Row(step)[5 + context] = 1;
        (int inFirst, int inSecond) = context == 0 ? (larger, other) : (other, larger);
        for (int step = stimulus.Start; step < stimulus.End; step++)
        {
            Show(trial.Row(step)[1..3], inFirst, first);
            Show(trial.Row(step)[3..5], inSecond, second);
        }

        AddNoise(trial, stimulus, 0..7, random);

        static void Show(Span<double> pair, int larger, double coherence)
        {
            pair[larger] = (1 + (coherence / 100)) / 2;
            pair[1 - larger] = (1 - (coherence / 100)) / 2;
        }
    }
}

using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>Which of two noisy inputs is the larger in the mean? (2AF)</summary>
/// <remarks>Inputs: fixation, and two of 0.5 ± coherence/200 with noise for 700 ms; then the delay, and the decision of 100 ms.</remarks>
public sealed class PerceptualDecision : DecisionTask
{
    private const string Word = "2af";
    private readonly double[] coherences;

    /// <summary>The task, with the published settings where none are given.</summary>
    /// <param name="timeStep">dt in ms.</param>
    /// <param name="delay">Between stimulus and decision, in ms.</param>
    /// <param name="coherences">In percent, each as likely; published 0, 6.4, 12.8, 25.6, 51.2.</param>
    /// <param name="noise">Of an input over one millisecond.</param>
    /// <exception cref="ArgumentException">One is out of range, or dt leaves no step of stimulus or decision.</exception>
    public PerceptualDecision(double timeStep = 100, double delay = 0, IReadOnlyList<double>? coherences = null, double noise = 1)
        : base(
            new Timeline(Word, timeStep).Needs("stimulus", 700, "see").Add("delay", delay).Needs("decision", DecisionTime, "score"),
            3, noise) =>
        this.coherences = Coherences(Word, coherences, [0, 6.4, 12.8, 25.6, 51.2]);

    /// <inheritdoc/>
    public override string Description =>
        $"perceptual decision between two inputs, {Timeline.Words}; coherences {string.Join(", ", coherences)} %, noise {Noise}/√dt";

    /// <inheritdoc/>
    public override double Ceiling => MeanTold(Timeline["stimulus"], coherences);

    /// <inheritdoc/>
    public override string Limits =>
        $"guessing one of two answers that are equally likely gives {Chance}; an ideal observer sums the difference of the two inputs over "
        + $"the stimulus and reaches {Ceiling:F3}, the mean over the coherences";

    internal static TaskEntry Entry { get; } = new(
        Word, "perceptual decision: which of two noisy inputs is the larger",
        [TaskOption.TimeStep, TaskOption.Delay, TaskOption.Coherences, TaskOption.Noise],
        options => new PerceptualDecision(
            options.TimeStep ?? 100, options.Delay ?? 0, options.Coherences, options.Noise ?? 1));

    /// <inheritdoc/>
    protected override void Write(Trial trial, SeededRandom random) =>
        Write(trial, random.NextBelow(2), coherences[random.NextBelow(coherences.Length)], random);

    /// <summary>The trial of these conditions.</summary>
    /// <param name="trial">All 0.</param>
    /// <param name="larger">0 or 1: which input is the larger.</param>
    /// <param name="coherence">In percent.</param>
    /// <param name="random">Noise.</param>
    internal void Write(Trial trial, int larger, double coherence, SeededRandom random)
    {
        Period stimulus = Timeline["stimulus"];
        Frame(trial, 1 + larger);
        for (int step = stimulus.Start; step < stimulus.End; step++)
        {
            trial.Row(step)[1 + larger] = 0.5 + (coherence / 200);
            trial.Row(step)[2 - larger] = 0.5 - (coherence / 200);
        }

        AddNoise(trial, stimulus, 1..3, random);
    }
}

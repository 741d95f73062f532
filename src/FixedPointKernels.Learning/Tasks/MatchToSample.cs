using System;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>Is what is shown after a delay what was shown before it? (DMS)</summary>
/// <remarks>Inputs: fixation, and two of which one is 1, the other 0, with noise, for 100 ms as the sample and, after the delay, for 100
/// ms as the test; then the decision of 100 ms: 1 match, 2 no match.</remarks>
public sealed class MatchToSample : DecisionTask
{
    private const string Word = "dms";

    /// <summary>The task, with the published settings where none are given.</summary>
    /// <param name="timeStep">dt in ms.</param>
    /// <param name="delay">Between sample and test, in ms.</param>
    /// <param name="noise">Of an input over one millisecond.</param>
    /// <exception cref="ArgumentException">One is out of range, or dt leaves no step of sample, test or decision.</exception>
    public MatchToSample(double timeStep = 100, double delay = 500, double noise = 1)
        : base(
            new Timeline(Word, timeStep).Needs("sample", 100, "see").Add("delay", delay).Needs("test", 100, "see")
                .Needs("decision", DecisionTime, "score"),
            3, noise)
    {
    }

    /// <inheritdoc/>
    public override string Description => $"delayed match to sample, {Timeline.Words}; noise {Noise}/√dt";

    /// <inheritdoc/>
    public override double Ceiling
    {
        get
        {
            double sample = Told(Timeline["sample"], 1), test = Told(Timeline["test"], 1);
            return (sample * test) + ((1 - sample) * (1 - test));
        }
    }

    /// <inheritdoc/>
    public override string Limits =>
        $"guessing one of two answers that are equally likely gives {Chance}; an ideal observer is right where it takes sample and test "
        + $"both for what they are, or both for what they are not: {Ceiling:F3}";

    internal static TaskEntry Entry { get; } = new(
        Word, "delayed match to sample: is the second of two stimuli the first one",
        [TaskOption.TimeStep, TaskOption.Delay, TaskOption.Noise],
        options => new MatchToSample(options.TimeStep ?? 100, options.Delay ?? 500, options.Noise ?? 1));

    /// <inheritdoc/>
    protected override void Write(Trial trial, SeededRandom random) =>
        Write(trial, random.NextBelow(2), random.NextBelow(2) == 0, random);

    /// <summary>The trial of these conditions.</summary>
    /// <param name="trial">All 0.</param>
    /// <param name="sample">0 or 1: which input is on as the sample.</param>
    /// <param name="matches">Whether the same is on as the test.</param>
    /// <param name="random">Noise.</param>
    internal void Write(Trial trial, int sample, bool matches, SeededRandom random)
    {
        Frame(trial, matches ? 1 : 2);
        Show(trial, Timeline["sample"], sample, random);
        Show(trial, Timeline["test"], matches ? sample : 1 - sample, random);
    }

    private void Show(Trial trial, Period period, int which, SeededRandom random)
    {
        for (int step = period.Start; step < period.End; step++) trial.Row(step)[1 + which] = 1;
        AddNoise(trial, period, 1..3, random);
    }
}

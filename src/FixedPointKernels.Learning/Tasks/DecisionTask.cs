using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>What the decisions between two answers have in common: a fixation input that goes out when the decision is asked for, class 0
/// until then, 1 or 2 in the decision.</summary>
/// <remarks>
/// <para>The loss counts every step, the accuracy those of the decision. Noise is Gaussian of standard deviation σ = noise/√dt, dt in ms,
/// so that what can be known of a stimulus depends on how long it lasts and not on dt.</para>
/// <para>Source of semantics: neurogym 0.0.2, in which the fixation input is on from the beginning of a trial to its decision, with
/// the timings of BioRNN_RichLazy (T = 8 at dt = 100 ms).</para>
/// </remarks>
public abstract class DecisionTask : TrialTask
{
    private protected const double DecisionTime = 100;

    private protected DecisionTask(Timeline timeline, int inputs, double noise)
        : base(timeline.Task, timeline.Steps, inputs, 3, TrialTarget.Classes)
    {
        if (!(noise >= 0) || !double.IsFinite(noise))
            throw new ArgumentOutOfRangeException(nameof(noise), $"{Name}: the noise is {noise}, but it must be finite and not negative.");
        (Timeline, Noise, Sigma) = (timeline, noise, noise / Math.Sqrt(timeline.Step));
    }

    /// <summary>dt in ms.</summary>
    public double TimeStep => Timeline.Step;

    /// <summary>The noise of an input over one millisecond; published 1.</summary>
    public double Noise { get; }

    /// <summary>σ, the noise of an input at one step: noise/√dt.</summary>
    public double Sigma { get; }

    /// <inheritdoc/>
    public override string Rounding => Timeline.Rounding;

    /// <inheritdoc/>
    public override double Chance => 0.5;

    private protected Timeline Timeline { get; }

    private protected static double[] Coherences(string task, IReadOnlyList<double>? given, ReadOnlySpan<double> published)
    {
        double[] coherences = given is null ? published.ToArray() : [.. given];
        if (coherences.Length == 0) throw new ArgumentException($"{task}: there must be at least one coherence.", nameof(given));
        foreach (double coherence in coherences)
        {
            if (!(coherence is >= 0 and <= 100))
                throw new ArgumentOutOfRangeException(nameof(given), $"{task}: a coherence is {coherence} %, but they lie in [0, 100].");
        }

        return coherences;
    }

    /// <summary>All of a trial but its stimuli.</summary>
    private protected void Frame(Trial trial, int answer)
    {
        Period decision = Timeline["decision"];
        trial.Mask.Fill(1);
        trial.Scored[decision.Start..].Fill(true);
        trial.Classes[decision.Start..].Fill(answer);
        for (int step = 0; step < decision.Start; step++) trial.Row(step)[0] = 1;
    }

    /// <summary>Adds noise to some of the inputs throughout a period. Without noise as many numbers are drawn: the trials are the
    /// same.</summary>
    private protected void AddNoise(Trial trial, Period period, Range inputs, SeededRandom random)
    {
        for (int step = period.Start; step < period.End; step++)
        {
            foreach (ref double input in trial.Row(step)[inputs]) input += Sigma * random.NextGaussian();
        }
    }

    /// <summary>
    /// How often the sign of the sum over a period of a − b tells which of two inputs is the larger: Φ(d·√(ms/2)/noise), since the sum of
    /// n steps has mean n·d and variance 2n·noise²/dt. No other use of the period tells more: the sum is sufficient.
    /// </summary>
    private protected double Told(Period period, double difference) => difference == 0 ? 0.5
        : NormalDistribution.Below(difference * Math.Sqrt(period.Length * TimeStep / 2) / Noise);

    /// <summary>The mean of <see cref="Told"/> over the coherences, each of which is the difference in percent.</summary>
    private protected double MeanTold(Period period, double[] coherences) =>
        coherences.Average(coherence => Told(period, coherence / 100));
}

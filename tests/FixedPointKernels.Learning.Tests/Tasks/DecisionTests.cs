using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tasks;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Tasks;

/// <summary>The noise, the balance and the ideal observers of the decision tasks, on seeded draws.</summary>
/// <remarks>A count of n draws of probability p is within 4.5 √(p(1 − p)/n) of p but for 7 in a million seeds.</remarks>
public sealed class DecisionTests
{
    private const int Trials = 20_000;

    // Of n numbers of variance σ² the mean is within 4.5 σ/√n of 0, the mean square within 4.5 σ² √(2/n) of σ².
    [Theory]
    [InlineData("2af", 100)]
    [InlineData("2af", 20)]
    [InlineData("dms", 20)]
    [InlineData("cxt", 20)]
    public void Noise_has_its_mean_and_variance_and_its_place(string name, double dt)
    {
        (TrialSet noisy, TrialSet clean, TrialTask task) = Drawn(name, dt, 2000);
        (int Start, int End)[] stimuli = name switch { "2af" => [(0, 700)], "dms" => [(0, 100), (600, 700)], _ => [(0, 200)] };
        double sum = 0, squares = 0;
        int count = 0;
        for (int k = 0; k < noisy.Count; k++)
        {
            Assert.Equal(clean.Classes(k), noisy.Classes(k));
            for (int step = 0; step < task.Steps; step++)
            {
                bool isStimulus = stimuli.Any(one => step * dt >= one.Start && step * dt < one.End);
                for (int j = 0; j < task.Inputs; j++)
                {
                    double residue = noisy[k].Row(step)[j] - clean[k].Row(step)[j];
                    sum += residue;
                    squares += residue * residue;
                    if (isStimulus && (j > 0 || name == "cxt")) count++;
                    else Assert.Equal(0, residue);
                }
            }
        }

        double variance = 1 / dt;
        Assert.Equal(Math.Sqrt(variance), ((DecisionTask)task).Sigma, 1e-15);
        Assert.InRange(sum / count, -4.5 * Math.Sqrt(variance / count), 4.5 * Math.Sqrt(variance / count));
        Assert.InRange(squares / count / variance, 1 - (4.5 * Math.Sqrt(2.0 / count)), 1 + (4.5 * Math.Sqrt(2.0 / count)));
    }

    [Theory]
    [InlineData("2af", 5)]
    [InlineData("dms", 1)]
    [InlineData("cxt", 9)]
    public void Answers_and_conditions_are_equally_likely(string name, int coherences)
    {
        (_, TrialSet clean, TrialTask task) = Drawn(name, 100, Trials);
        Dictionary<string, int> kinds = [];
        for (int k = 0; k < Trials; k++)
        {
            string kind = string.Join(' ', clean.Inputs(k).ToArray());
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }

        Near(task.Chance, Enumerable.Range(0, Trials).Count(k => clean.Classes(k)[^1] == 1), Trials);

        // Answer and what else there is: the sample; the context and the answer of the other modality.
        int answers = name switch { "2af" => 2, "dms" => 4, _ => 8 };

        // At coherence 0 both answers look the same.
        int seen = (answers * coherences) - (name == "2af" ? 1 : 0);
        Assert.Equal(seen, kinds.Count);
        foreach (int count in kinds.Values.Order().Take(seen - (name == "2af" ? 1 : 0))) Near(1.0 / (answers * coherences), count, Trials);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20)]
    public void The_ideal_observer_of_two_alternatives_reaches_what_is_published_at_any_dt(double dt)
    {
        (TrialSet noisy, TrialSet clean, TrialTask task) = Drawn("2af", dt, Trials);
        Dictionary<double, (int Right, int All)> told = [];
        for (int k = 0; k < Trials; k++)
        {
            double difference = 0;
            for (int step = 0; step < task.Steps; step++) difference += noisy[k].Row(step)[1] - noisy[k].Row(step)[2];
            double coherence = Math.Round(100 * Math.Abs(clean[k].Row(0)[1] - clean[k].Row(0)[2]), 3);
            (int right, int all) = told.GetValueOrDefault(coherence);
            told[coherence] = (right + (clean.Classes(k)[^1] == (difference > 0 ? 1 : 2) ? 1 : 0), all + 1);
        }

        Assert.InRange(told.Values.Sum(one => one.Right) / (double)Trials, 0.87, 0.88);
        Assert.Equal(0.875, task.Ceiling, 5e-4);
        double[] published = [0.5, 0.884, 0.992, 1, 1];
        Assert.Equal([0, 6.4, 12.8, 25.6, 51.2], told.Keys.Order());
        foreach ((double coherence, double expected) in told.Keys.Order().Zip(published))
        {
            Assert.Equal(expected, new PerceptualDecision(dt, coherences: [coherence]).Ceiling, 5e-4);

            // 5e-4 for the digits of the published value.
            Near(expected, told[coherence].Right, told[coherence].All, 5e-4);
        }
    }

    // The signs of the summed differences decide: of the modality that the cue at the last step names; of sample times test.
    [Theory]
    [InlineData("cxt", 100, 1)]
    [InlineData("cxt", 20, 0.5)]
    [InlineData("dms", 20, 1)]
    [InlineData("dms", 20, 8)]
    public void The_ceilings_are_what_ideal_observers_reach(string name, double dt, double noise)
    {
        (TrialSet noisy, _, TrialTask task) = Drawn(name, dt, Trials, noise);
        int right = 0;
        for (int k = 0; k < Trials; k++)
        {
            Trial trial = noisy[k];
            int from = name == "cxt" && trial.Row(task.Steps - 1)[6] == 1 ? 3 : 1;
            double early = 0, late = 0;
            for (int step = 0; step < task.Steps; step++)
            {
                double difference = trial.Row(step)[from] - trial.Row(step)[from + 1];
                if (step * dt < 300) early += difference;
                else late += difference;
            }

            if (name == "dms") early *= late;
            right += trial.Classes[^1] == (early > 0 ? 1 : 2) ? 1 : 0;
        }

        Near(task.Ceiling, right, Trials);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068542949)]
    [InlineData(-1.96, 0.0249978951482204)]
    [InlineData(5, 0.999999713348428121)]
    [InlineData(9, 1)]
    [InlineData(-9, 0)]
    [InlineData(double.PositiveInfinity, 1)]
    public void The_normal_distribution_is_that_of_the_tables(double x, double value) =>
        Assert.Equal(value, NormalDistribution.Below(x), 2e-15);

    // The same seed without noise: the same conditions.
    private static (TrialSet Noisy, TrialSet Clean, TrialTask Task) Drawn(string name, double dt, int count, double noise = 1)
    {
        TrialTask task = TaskTable.Of(name).Make(new() { TimeStep = dt, Noise = noise });
        TrialSet noisy = task.NewSet(count), clean = task.NewSet(count);
        task.Draw(new(17), noisy);
        TaskTable.Of(name).Make(new() { TimeStep = dt, Noise = 0 }).Draw(new(17), clean);
        return (noisy, clean, task);
    }

    private static void Near(double probability, int count, int of, double more = 0)
    {
        double room = (4.5 * Math.Sqrt(probability * (1 - probability) / of)) + more;
        Assert.InRange(count / (double)of, probability - room, probability + room);
    }
}

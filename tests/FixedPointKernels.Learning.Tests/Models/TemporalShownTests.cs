using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tasks;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>The programs of docs/temporal.md, as they stand there: they run, and do what is said of them.</summary>
public sealed class TemporalShownTests
{
    [Fact]
    public void The_page_shows_what_is_run_here() => ShownPage.IsRun(
        "temporal.md", 7, "FixedPointKernels.Learning.Tests/Models/TemporalShownTests.cs",
        "FixedPointKernels.Tests/Rules/ShownRuleTests.cs");

    // One program, in pieces.
    [Fact]
    public void A_cell_learns_at_the_end_of_a_trial_and_while_it_runs_and_is_measured_and_flossed()
    {
        // Shown
        const int n = 64, d = 3, steps = 40, batch = 32;
        var random = new Random(1);
        var weights = new LeakyWeights<double>(LeakPlacement.Voltage, new LeakyShape(n, d), alpha: 0.2);   // W, U, b, s0: zeros
        double[] parameters = new double[weights.Shape.Count], gradient = new double[weights.Shape.Count];
        for (int i = 0; i < n * (n + d); i++) parameters[i] = (random.NextDouble() - 0.5) * 3.4 / 8;       // W and U: a gain of about 1
        weights.Set(parameters);

        double[] x = new double[batch * steps * d], z = new double[batch * steps * n], signals = new double[batch * steps * n];
        for (int i = 0; i < x.Length; i++) x[i] = random.NextDouble();
        var cell = new LeakyCell<double, Tanh>(weights, steps, batch, readout: LeakyReadout.Activity);     // owns all memory; one a thread
        cell.Trace(x, z);                                                                                  // samples × T × N; 0 bytes
        for (int k = 0; k < batch; k++)
        {
            int last = ((k * steps) + steps - 1) * n;
            signals[last] = z[last] - 0.5;                                                                 // neuron 0 is to end at 0.5
        }

        cell.BackwardThrough(signals, gradient, CreditPath.Leak);                                          // e-prop; no path: the gradient
        // End

        Assert.Contains(gradient, slope => slope != 0);
        double first = Math.Abs(signals[(steps - 1) * n]);

        // Shown
        var online = new OnlineCell<double, Tanh>(weights, CreditPath.Leak, batch, readout: LeakyReadout.Activity);
        double[] now = new double[batch * d], activity = new double[batch * n], told = new double[batch * n];
        online.Begin(batch);
        for (int t = 0; t < steps; t++)
        {
            for (int k = 0; k < batch; k++) x.AsSpan(((k * steps) + t) * d, d).CopyTo(now.AsSpan(k * d));
            online.Step(now, activity);
            for (int k = 0; k < batch; k++) told[k * n] = activity[k * n] - 0.5;
            online.Learn(told);                                                                            // not where nothing is told
            online.Take(gradient);                                                                         // what was learned since then
            for (int i = 0; i < parameters.Length; i++) parameters[i] -= 0.01 * gradient[i];
            weights.Set(parameters);
        }
        // End

        cell.Trace(x, z);
        Assert.True(Math.Abs(z[(steps - 1) * n] - 0.5) < first);

        // Shown
        var schedule = new SpectrumSchedule(steps, interval: 1, warmUp: 10);
        var spectrum = new LyapunovSpectrum<double, Tanh>(weights, schedule, exponents: 16, withGradient: true);
        double[] vectors = new double[16 * n];
        for (int i = 0; i < vectors.Length; i++) vectors[i] = random.NextDouble() - 0.5;
        spectrum.Orthonormalize(vectors);                                              // any start; its choice is part of the transient
        var mean = new SpectrumMean(16);
        for (int k = 0; k < batch; k++)
        {
            if (spectrum.Measure(x.AsSpan(k * steps * d, steps * d), vectors) == SpectrumStatus.Measured) mean.Add(spectrum.Exponents);
        }

        (double largest, double error) = (mean.Means[0], mean.StandardErrors[0]);
        Console.WriteLine($"λ₁ = {largest:F4} ± {error:F4} a step, {largest / weights.Alpha:F4} a time constant");
        // End

        Assert.InRange(mean.Means[0], -1, 1);

        // Shown
        double[] flossing = new double[weights.Shape.Count];
        double loss = spectrum.Gradient(targets: default, FlossingPath.Exact, flossing, isMean: true);     // of the last Measure
        // End

        Assert.True(loss > 0 && flossing.Any(slope => slope != 0) && flossing.All(double.IsFinite));
    }

    // 100 % right from update 400 on, of new trials.
    [Fact]
    public void A_training_learns_its_task()
    {
        // Shown
        var task = new MatchToSample(timeStep: 20);                                    // T = 40
        var network = new TemporalNetwork<float, Tanh>(
            new SequenceShape(64, task.Inputs, task.Steps, task.Outputs), new TemporalOptions { Alpha = 0.2 });
        new TemporalStart { Gain = 1, InputScale = Math.Sqrt(task.Inputs) }.Draw(network, seed: 0);
        using var trainer = new Trainer<float>(network, new TrainingSettings
        {
            Rule = TemporalRules.Eprop, Parts = TemporalNetwork<float, Tanh>.Learned, Rate = 0.003, Optimizer = OptimizerKind.Adam,
            ClipNorm = 1, BatchSize = 32,
        });
        TrialSet trials = task.NewSet(32);
        int[] all = [.. Enumerable.Range(0, 32)];
        var random = new SeededRandom(1);
        for (int update = 0; update < 600; update++)
        {
            task.Draw(random, trials);                                                 // new trials every time: accuracy as of a test
            StepReport report = trainer.Step(trials, all);
            if (update % 100 < 99) continue;
            Console.WriteLine(
                $"{update + 1}: loss {report.Loss:F4}, {report.Accuracy:P1} right, chance {task.Chance}, at most {task.Ceiling:F3}");
        }
        // End

        task.Draw(random, trials);
        Assert.InRange(trainer.Evaluate(trials).Accuracy, 0.9, 1);
    }

    [Fact]
    public void A_task_of_ones_own_is_trained()
    {
        var task = new SignOfSum();
        var network = new TemporalNetwork<double, Tanh>(new SequenceShape(8, 1, task.Steps, task.Outputs), new TemporalOptions());
        new TemporalStart().Draw(network, seed: 0);
        using var trainer = new Trainer<double>(network, new TrainingSettings
        {
            Rule = TemporalRules.Eprop, Parts = TemporalNetwork<double, Tanh>.Learned, Rate = 0.01, Optimizer = OptimizerKind.Adam,
            BatchSize = 32,
        });
        TrialSet trials = task.NewSet(32);
        var random = new SeededRandom(1);
        for (int update = 0; update < 200; update++)
        {
            task.Draw(random, trials);
            Assert.True(trainer.Step(trials, [.. Enumerable.Range(0, 32)]).Applied);
        }

        Assert.InRange(trainer.Evaluate(trials).Accuracy, 0.7, 1);
    }
}

// Shown
internal sealed class SignOfSum() : TrialTask("sign", steps: 20, inputs: 1, outputs: 2, TrialTarget.Classes)
{
    public override string Description => "is the sum of 20 numbers positive";
    public override double Chance => 0.5;
    public override double Ceiling => 1;
    public override string Limits => "both signs are equally likely; the sum can be taken without error";

    protected override void Write(Trial trial, SeededRandom random)
    {
        double sum = 0;
        for (int step = 0; step < Steps; step++)
        {
            trial.Row(step)[0] = random.NextGaussian();
            sum += trial.Row(step)[0];
        }

        trial.Classes[^1] = sum > 0 ? 1 : 0;
        trial.Mask[^1] = 1;
        trial.Scored[^1] = true;
    }
}
// End

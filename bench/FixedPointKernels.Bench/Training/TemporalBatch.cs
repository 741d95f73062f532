using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Bench.Training;

/// <summary>One batch of trials and a network that learns them through time: the whole iteration without the optimizer, its forward pass
/// alone, and what the peers need of it.</summary>
internal sealed class TemporalBatch : IDisposable
{
    private readonly TemporalNetwork<float, Tanh> network;
    private readonly Trainer<float> trainer;
    private readonly TrialSet trials;
    private readonly int[] all;

    /// <summary>A batch from fixed seeds.</summary>
    /// <param name="units">N.</param>
    /// <param name="batch">B.</param>
    /// <param name="steps">T.</param>
    /// <param name="alpha">α.</param>
    /// <param name="bits">Whether one bit is asked at a step, of one input; else one of three classes, of three.</param>
    /// <param name="rule">The rule.</param>
    internal TemporalBatch(int units, int batch, int steps, double alpha, bool bits, TemporalRuleEntry rule)
    {
        (int inputs, int outputs) = bits ? (1, 1) : (3, 3);
        SequenceShape shape = new(units, inputs, steps, outputs);
        network = new(shape, new() { Alpha = alpha });
        new TemporalStart { InputScale = Math.Sqrt(inputs) }.Draw(network, 1);
        SeededRandom random = new(2);
        trials = new("bench", batch, steps, inputs, outputs, bits ? TrialTarget.Bits : TrialTarget.Classes);
        for (int k = 0; k < batch; k++)
        {
            Trial trial = trials[k];
            random.FillGaussian(trial.Inputs, 1);
            trial.Mask.Fill(1);
            for (int t = 0; t < steps; t++)
            {
                if (bits) trial.Targets[t] = random.NextBelow(2);
                else trial.Classes[t] = random.NextBelow(outputs);
            }
        }

        all = [.. Enumerable.Range(0, batch)];
        trainer = new(
            network, new() { Rule = rule, Parts = TemporalNetwork<float, Tanh>.Learned, Rate = 1, BatchSize = batch });
    }

    /// <summary>Gradients of the last iteration: W, U, b, V, c.</summary>
    internal float[] Gradient =>
        [.. ((string[])["W", "U", "b", "V", "c"]).SelectMany(name => trainer.Gradient(name).ToArray())];

    public void Dispose() => trainer.Dispose();

    /// <summary>Forward, loss, backward.</summary>
    internal void Iterate() => trainer.Differentiate(trials, all);

    /// <summary>Forward and loss.</summary>
    internal void Look() => trainer.Measure(trials, all);

    /// <summary>What temporal.py reads; steps first.</summary>
    internal void Write(string folder)
    {
        (int steps, int batch, int inputs, int outputs) = (trials.Steps, trials.Count, trials.Columns, trials.Outputs);
        foreach (string name in (string[])["W", "U", "V"])
            Npy.Write(Path.Combine(folder, $"{name}.npy"), network[name].Values, network[name].Rows, network[name].Columns);
        foreach (string name in (string[])["b", "c"])
            Npy.Write(Path.Combine(folder, $"{name}.npy"), network[name].Values, network[name].Count);
        Npy.Write<double>(Path.Combine(folder, "alpha.npy"), [network.Options.Alpha], 1);
        float[] x = new float[steps * batch * inputs], y = new float[steps * batch * outputs];
        int[] classes = new int[steps * batch];
        for (int t = 0; t < steps; t++)
        {
            for (int k = 0; k < batch; k++)
            {
                int row = (t * batch) + k;
                for (int j = 0; j < inputs; j++) x[(row * inputs) + j] = (float)trials[k].Row(t)[j];
                if (trials.Target == TrialTarget.Bits) y[row] = (float)trials[k].Targets[t];
                else classes[row] = trials[k].Classes[t];
            }
        }

        Npy.Write<float>(Path.Combine(folder, "inputs.npy"), x, steps, batch, inputs);
        string targets = Path.Combine(folder, "targets.npy");
        if (trials.Target == TrialTarget.Bits) Npy.Write<float>(targets, y, steps, batch, outputs);
        else Npy.Write<int>(targets, classes, steps, batch);
        Npy.Write<float>(Path.Combine(folder, "signals.npy"), [0], 1);
    }
}

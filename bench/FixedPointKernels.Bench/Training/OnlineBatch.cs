using System;
using System.IO;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Bench.Training;

/// <summary>RFLO while the network runs: the leak on the rate, traces of every synapse, told something at every step.</summary>
internal sealed class OnlineBatch
{
    private const int Inputs = 3;
    private readonly int batch;
    private readonly int steps;
    private readonly OnlineCell<float, Tanh> cell;
    private readonly float[] inputs;
    private readonly float[] signals;
    private readonly float[] states;

    internal OnlineBatch(int units, int batch, int steps)
    {
        (this.batch, this.steps) = (batch, steps);
        LeakyShape shape = new(units, Inputs);
        LeakyWeights<float> weights = new(LeakPlacement.Rate, shape, 0.2);
        float[] parameters = new float[shape.Count];
        SeededRandom random = new(3);
        random.FillGaussian(shape.Of(parameters.AsSpan(), LeakyPart.Recurrent), 1 / Math.Sqrt(units));
        random.FillGaussian(shape.Of(parameters.AsSpan(), LeakyPart.Input), 1);
        weights.Set(parameters);
        cell = new(weights, CreditPath.Leak, batch);
        (inputs, signals, states) = (new float[steps * batch * Inputs], new float[steps * batch * units], new float[batch * units]);
        random.FillGaussian(inputs.AsSpan(), 1);
        random.FillGaussian(signals.AsSpan(), 1);
        Gradient = new float[shape.Count];
    }

    /// <summary>By W, U, b and s0, of the last run.</summary>
    internal float[] Gradient { get; }

    internal int Compared => Gradient.Length - cell.Weights.Shape.Units;

    internal void Run()
    {
        cell.Begin(batch);
        int n = cell.Weights.Shape.Units;
        for (int t = 0; t < steps; t++)
        {
            cell.Step(inputs.AsSpan(t * batch * Inputs, batch * Inputs), states);
            cell.Learn(signals.AsSpan(t * batch * n, batch * n));
        }

        cell.Take(Gradient);
    }

    /// <summary>What temporal.py reads.</summary>
    internal void Write(string folder)
    {
        LeakyShape shape = cell.Weights.Shape;
        int n = shape.Units;
        Npy.Write(Path.Combine(folder, "W.npy"), shape.Of(cell.Weights.Values, LeakyPart.Recurrent), n, n);
        Npy.Write(Path.Combine(folder, "U.npy"), shape.Of(cell.Weights.Values, LeakyPart.Input), n, Inputs);
        Npy.Write(Path.Combine(folder, "b.npy"), shape.Of(cell.Weights.Values, LeakyPart.Bias), n);
        Npy.Write<float>(Path.Combine(folder, "V.npy"), new float[n], 1, n);
        Npy.Write<float>(Path.Combine(folder, "c.npy"), [0], 1);
        Npy.Write<double>(Path.Combine(folder, "alpha.npy"), [cell.Weights.Alpha], 1);
        Npy.Write<float>(Path.Combine(folder, "inputs.npy"), inputs, steps, batch, Inputs);
        Npy.Write<int>(Path.Combine(folder, "targets.npy"), new int[steps * batch], steps, batch);
        Npy.Write<float>(Path.Combine(folder, "signals.npy"), signals, steps, batch, n);
    }
}

using System;
using System.IO;
using System.Threading;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Bench.Training;

/// <summary>Forward and backward of a sequential cell over a batch of 256 in blocks, on one thread or more.</summary>
/// <remarks>Parameters as the public code draws them, inputs uniform in [0, 1): one pixel a step. Each block has its own gradient; they are
/// added in order of the blocks, so that the bits are the same over any number of threads.</remarks>
internal sealed class SequentialBatch
{
    internal const int Samples = 256;
    private const int Inputs = 1;
    private readonly SequentialWeights<float> weights;
    private readonly SequentialCell<float>[] cells;
    private readonly float[] start;
    private readonly float[] inputs;
    private readonly float[] back;
    private readonly float[] states;
    private readonly float[][] gradients;
    private readonly int steps;

    internal SequentialBatch(int units, int steps, int threads = 1)
    {
        this.steps = steps;
        SequentialShape shape = new(units, Inputs);
        weights = new(SequentialForm.Paper, shape);
        Random random = new(5);
        float Within(double from, double to) => (float)(from + ((to - from) * random.NextDouble()));
        float[] parameters = new float[shape.Count];
        for (SequentialPart part = 0; part <= SequentialPart.RateGain; part++)
        {
            (double from, double to) = part switch
            {
                SequentialPart.Pool => (Math.Exp(-1) / units, 1.0 / units),
                SequentialPart.Drive => (-0.3, 0.3),
                >= SequentialPart.RateY => (0.005, 0.02),
                _ => (-1 / Math.Sqrt(units), 1 / Math.Sqrt(units)),
            };
            foreach (ref float one in shape.Of(parameters.AsSpan(), part)) one = Within(from, to);
        }

        weights.Set(parameters);
        start = new float[4 * units];
        for (int i = 0; i < start.Length; i++) start[i] = i / units == 2 ? 1 : Within(0.01, 1);
        ReadOnlySpan<float> given = start;
        weights.SetStart(given[..units], given[units..(2 * units)], given[(2 * units)..(3 * units)], given[(3 * units)..]);
        (inputs, back) = (new float[Samples * steps], new float[Samples * units]);
        foreach (ref float one in inputs.AsSpan()) one = Within(0, 1);
        foreach (ref float one in back.AsSpan()) one = Within(-1.0 / Samples, 1.0 / Samples);
        states = new float[Samples * units];
        gradients = new float[Blocks][];
        for (int block = 0; block < Blocks; block++) gradients[block] = new float[shape.Count];
        cells = new SequentialCell<float>[threads];
        for (int k = 0; k < threads; k++) cells[k] = new(weights, steps, Block);
    }

    /// <summary>36 n² for each step and sample: 12 forward, 24 back.</summary>
    internal double Operations => 36.0 * weights.Shape.Units * weights.Shape.Units * Samples * steps;

    /// <summary>The sum of the last run's gradients, in order of the blocks.</summary>
    internal float[] Gradient
    {
        get
        {
            float[] sum = new float[weights.Shape.Count];
            foreach (float[] one in gradients)
            {
                for (int i = 0; i < sum.Length; i++) sum[i] += one[i];
            }

            return sum;
        }
    }

    private static int Block => SequentialCell<float>.DefaultBatch;

    private static int Blocks => Samples / Block;

    internal void Run()
    {
        Thread[] others = new Thread[cells.Length - 1];
        for (int k = 0; k < others.Length; k++)
        {
            int worker = k + 1;
            others[k] = new(() => Work(worker));
            others[k].Start();
        }

        Work(0);
        foreach (Thread one in others) one.Join();
    }

    internal void WriteInputs(string folder)
    {
        int n = weights.Shape.Units;
        Npy.Write<float>(Path.Combine(folder, "parameters.npy"), weights.Values, weights.Shape.Count);
        Npy.Write<float>(Path.Combine(folder, "start.npy"), start, 4, n);
        Npy.Write<float>(Path.Combine(folder, "inputs.npy"), inputs, Samples, steps, Inputs);
        Npy.Write<float>(Path.Combine(folder, "back.npy"), back, Samples, n);
    }

    private void Work(int worker)
    {
        int n = weights.Shape.Units;
        for (int block = worker; block < Blocks; block += cells.Length)
        {
            cells[worker].Forward(inputs.AsSpan(block * Block * steps, Block * steps), states.AsSpan(block * Block * n, Block * n));
            cells[worker].Backward(back.AsSpan(block * Block * n, Block * n), gradients[block]);
        }
    }
}

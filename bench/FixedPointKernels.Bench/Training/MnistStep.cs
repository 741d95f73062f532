using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Training;

/// <summary>One step of training, N = 300, on 512 images of MNIST in float: from pixels to updated weights, as a user calls it.</summary>
/// <remarks>
/// The rate is so small that W + ΔW rounds to W: every call does the whole work from the same weights. (At rate 0 the product that makes
/// the update would not be computed at all.)
/// </remarks>
internal sealed class MnistStep : IDisposable
{
    internal const int Neurons = 300;
    internal const int Batch = 512;
    private const ulong Seed = 14;
    private readonly Model<float, Tanh> model;
    private readonly Trainer<float> trainer;
    private readonly Dataset data;
    private readonly int[] order = [.. Enumerable.Range(0, Batch)];

    internal MnistStep(RuleEntry rule, bool trained = false, int threads = 1, double rate = 1e-20, bool bySample = false)
    {
        data = Images();
        model = Model<float, Tanh>.Random(Neurons, data.Features, data.Classes, Seed);
        if (trained) model.Network.Recurrent.Set(Npy.Read(DataPath("trained-weights.npy")).ToSingles());
        trainer = new(model, new()
        {
            Rule = rule, Rate = rate, BatchSize = Batch, Threads = threads,

            // Points and adjoints are exact to their tolerance by any method; one inverse for the batch is the fastest where all bits may
            // change with the number of threads. Plain iteration takes 15.7 evaluations, Anderson 15.4, chord 5.4 products.
            Solver = bySample ? null : new SolverOptions { Method = SolverMethod.Chord },
            Adjoint = rule.UsesAdjoint ? new AdjointOptions { Method = AdjointMethod.Shared } : null,
        });
    }

    /// <summary>What the last step reported.</summary>
    internal StepReport Last { get; private set; }

    internal ReadOnlySpan<float> Weights => model.Network.Weights;

    internal void Step() => Last = trainer.Step(data, order);

    public void Dispose() => trainer.Dispose();

    /// <summary>ΔW of the first step at rate 1, to compare with a peer's.</summary>
    internal static float[] Change(RuleEntry rule)
    {
        using MnistStep one = new(rule, rate: 1);
        float[] change = one.Weights.ToArray();
        one.Step();
        for (int i = 0; i < change.Length; i++) change[i] = one.Weights[i] - change[i];
        return change;
    }

    /// <summary>Writes everything that a peer needs to take the same step.</summary>
    internal void WriteInputs(string folder)
    {
        Npy.Write(Path.Combine(folder, "weights.npy"), Weights, Neurons, Neurons);
        Npy.Write(Path.Combine(folder, "input-weights.npy"), model.Network.Input!.Values, Neurons, data.Features);
        Npy.Write(Path.Combine(folder, "readout.npy"), model.Readout, data.Classes, Neurons);
        foreach (string file in (string[])["images.npy", "labels.npy"]) File.Copy(DataPath(file), Path.Combine(folder, file));
    }

    internal static Dataset Images()
    {
        NpyArray images = Npy.Read(DataPath("images.npy"));
        byte[] pixels = Array.ConvertAll(images.ToInt32s(), value => (byte)value);
        return new("the first images of MNIST", images.Shape[1], 10, pixels, Npy.Read(DataPath("labels.npy")).ToInt32s(), 255);
    }

    internal static string DataPath(string file) => Path.Combine(AppContext.BaseDirectory, "data", file);
}

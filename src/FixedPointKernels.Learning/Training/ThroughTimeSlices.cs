using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Training;

/// <summary>The samples of a step by backpropagation through Euler steps: chunks of fixed size, dealt to the threads in turn, summed in their own order.</summary>
internal sealed class ThroughTimeSlices<T, TActivation> : ISampleStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    // 2·500 steps of 16 rows of 300 floats are 19 MB a thread: rows enough for the product, memory that still fits.
    private const int ChunkRows = 16;

    private readonly Model<T, TActivation> model;
    private readonly int neurons;
    private readonly int inputs;
    private readonly ThroughTime<T, TActivation>[] trajectories;
    private readonly AlignedBuffer<T>[] scratch;
    private readonly AlignedBuffer<T>[] errors;
    private readonly AlignedBuffer<T> gradients;
    private readonly AlignedBuffer<T> features;
    private readonly AlignedBuffer<T> drive;
    private readonly AlignedBuffer<T> rates;
    private readonly int[] labels;
    private readonly T[] losses;
    private readonly int[] correct;
    private readonly ChunkSum sum;
    private int batch;
    private bool learn;

    internal ThroughTimeSlices(Model<T, TActivation> model, TrainingSettings settings, double stepSize, int steps)
    {
        this.model = model;
        neurons = model.Network.Neurons;
        inputs = model.Features;
        int size = settings.BatchSize;
        int members = settings.Threads;
        int chunks = Chunks(size);
        trajectories = new ThroughTime<T, TActivation>[members];
        scratch = new AlignedBuffer<T>[members];
        errors = new AlignedBuffer<T>[members];
        for (int i = 0; i < members; i++)
        {
            trajectories[i] = new(model.Network.Recurrent, model.Network.Activation, Math.Min(size, ChunkRows), stepSize, steps);
            scratch[i] = SoftmaxCrossEntropy.Scratch<T>(ChunkRows, neurons, model.Classes).Allocate<T>();
            errors[i] = new(ChunkRows * neurons);
        }

        gradients = new(checked(chunks * neurons * neurons));
        features = new(size * inputs);
        drive = new(size * neurons);
        rates = new(size * neurons);
        labels = new int[size];
        losses = new T[size];
        correct = new int[chunks];
        sum = new(neurons, gradients);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<T> Change => gradients.Span[..(neurons * neurons)];

    /// <inheritdoc/>
    public void Load(Dataset data, ReadOnlySpan<int> chosen, bool forLearning)
    {
        if (chosen.Length > labels.Length) throw new ArgumentException($"{chosen.Length} samples were chosen, but the batch size is {labels.Length}.", nameof(chosen));
        (batch, learn) = (chosen.Length, forLearning);
        data.Gather(chosen, features.Span[..(batch * inputs)], labels.AsSpan(0, batch));
    }

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        for (int chunk = member; chunk < Chunks(batch); chunk += members) Run(chunk, trajectories[member], errors[member].Span, scratch[member].Scratch);
    }

    /// <inheritdoc/>
    public SampleTotals Totals()
    {
        SampleTotals total = LossTotals.Of<T>(losses.AsSpan(0, batch));
        int right = 0;
        for (int chunk = 0; chunk < Chunks(batch); chunk++) right += correct[chunk];
        return total + new SampleTotals(0, 0, right, batch - total.Solved, 0);
    }

    /// <inheritdoc/>
    public ITeamWork Update(T scale)
    {
        sum.Load(scale / T.CreateTruncating(batch), Chunks(batch));
        return sum;
    }

    private static int Chunks(int rows) => ((rows - 1) / ChunkRows) + 1;

    private void Run(int chunk, ThroughTime<T, TActivation> trajectory, Span<T> error, Scratch<T> lent)
    {
        int from = chunk * ChunkRows;
        int count = Math.Min(ChunkRows, batch - from);
        Span<T> x = drive.Span.Slice(from * neurons, count * neurons);
        Span<T> r = rates.Span.Slice(from * neurons, count * neurons);
        model.Network.Drive(features.Span.Slice(from * inputs, count * inputs), x);
        trajectory.Forward(x, r);
        Span<T> e = error[..(count * neurons)];
        correct[chunk] = SoftmaxCrossEntropy.Differentiate(
            count, neurons, model.Classes, model.Readout, r, labels.AsSpan(from, count), losses.AsSpan(from, count), e, lent).Correct;
        if (!learn) return;
        Span<T> gradient = gradients.Span.Slice(chunk * neurons * neurons, neurons * neurons);
        gradient.Clear();
        trajectory.Backward(e, T.One, 1, gradient, default);
    }

    // Adds the chunks' gradients into the first, in their order, a slice of the elements per thread.
    private sealed class ChunkSum(int neurons, AlignedBuffer<T> gradients) : ITeamWork
    {
        private T scale;
        private int chunks;

        internal void Load(T factor, int count) => (scale, chunks) = (factor, count);

        public void Run(int member, int members)
        {
            int length = neurons * neurons;
            (int from, int count) = Slice.Of(length, member, members);
            Span<T> target = gradients.Span.Slice(from, count);
            for (int chunk = 1; chunk < chunks; chunk++) TensorPrimitives.Add(target, gradients.Span.Slice((chunk * length) + from, count), target);
            TensorPrimitives.Multiply(target, scale, target);
        }
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// The samples of a step by backpropagation through Euler steps: chunks of fixed size, dealt to the threads in turn, summed in their own
/// order.
/// </summary>
internal sealed class ThroughTimeSlices<T, TActivation> : NetworkStage<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    // 2·500 steps of 16 rows of 300 floats are 19 MB a thread: rows enough for the product, memory that still fits.
    private const int ChunkRows = 16;

    private readonly ThroughTime<T, TActivation>[] trajectories;
    private readonly AlignedBuffer<T>[] scratch;
    private readonly AlignedBuffer<T>[] errors;
    private readonly ChunkSum sum;
    private readonly int[] correct;
    private bool learn;
    private CancellationToken cancellation;

    internal ThroughTimeSlices(Model<T, TActivation> model, TrainingSettings settings, SampleRows<T> rows)
        : this(model, settings, rows, new ChunkSum(model.Network.Neurons, Chunks(settings.BatchSize)))
    {
    }

    private ThroughTimeSlices(Model<T, TActivation> model, TrainingSettings settings, SampleRows<T> rows, ChunkSum sum)
        : base(model, settings, rows, sum)
    {
        this.sum = sum;
        int size = settings.BatchSize;
        int members = settings.Threads;
        trajectories = new ThroughTime<T, TActivation>[members];
        scratch = new AlignedBuffer<T>[members];
        errors = new AlignedBuffer<T>[members];
        for (int i = 0; i < members; i++)
        {
            trajectories[i] = new(
                model.Network.Recurrent, model.Network.Activation, Math.Min(size, ChunkRows), settings.Solver?.StepSize ?? 0.01,
                settings.Solver?.StepLimit ?? 500);
            scratch[i] = model.Objective.Scratch(ChunkRows, Neurons).Allocate<T>();
            errors[i] = new(ChunkRows * Neurons);
        }

        correct = new int[Chunks(size)];
    }

    /// <inheritdoc/>
    public override void Prepare(double? factor, CancellationToken cancellation) =>
        (learn, this.cancellation) = (factor is not null, cancellation);

    /// <inheritdoc/>
    public override void Run(int member, int members)
    {
        for (int chunk = member; chunk < Chunks(Rows.Count) && !cancellation.IsCancellationRequested; chunk += members)
            Run(chunk, trajectories[member], errors[member].Span, scratch[member].Scratch);
    }

    /// <inheritdoc/>
    /// <remarks>Euler steps leave nothing.</remarks>
    public override void Forget()
    {
    }

    /// <inheritdoc/>
    public override SampleTotals Totals()
    {
        SampleTotals total = LossTotals.Of<T>(Rows.Losses.AsSpan(0, Rows.Count));
        int right = 0;
        for (int chunk = 0; chunk < Chunks(Rows.Count); chunk++) right += correct[chunk];
        return total + new SampleTotals(0, 0, right, Rows.Count - total.Solved, 0);
    }

    private static int Chunks(int rows) => ((rows - 1) / ChunkRows) + 1;

    private void Run(int chunk, ThroughTime<T, TActivation> trajectory, Span<T> error, Scratch<T> lent)
    {
        int from = chunk * ChunkRows;
        int count = Math.Min(ChunkRows, Rows.Count - from);
        Span<T> x = Part(Rows.Drive, from, count, Neurons);
        Span<T> r = Part(Rows.Rates, from, count, Neurons);
        Model.Network.Drive(Part(Rows.Features, from, count, Model.Features), x);
        if (learn) trajectory.Forward(x, r);
        else trajectory.Look(x, r);
        Span<T> e = error[..(count * Neurons)];
        correct[chunk] = Rows.Differentiate(from, count, e, lent, learn);
        if (!learn) return;
        Span<T> gradient = sum.Chunk(chunk);
        gradient.Clear();
        trajectory.Backward(e, T.One, 1, gradient, Rows.Adjoints.Length == 0 ? default : Part(Rows.Adjoints, from, count, Neurons));
    }

    private static Span<T> Part(AlignedBuffer<T> values, int from, int count, int width) => values.Span.Slice(from * width, count * width);

    // Adds the chunks' gradients into the first, in their order, a slice of the elements per thread.
    private sealed class ChunkSum(int neurons, int most) : IParameterGradient<T>
    {
        private readonly AlignedBuffer<T> gradients = new(checked(most * neurons * neurons));
        private T scale;
        private int chunks;

        public ReadOnlySpan<T> Value => Chunk(0);

        internal Span<T> Chunk(int index) => gradients.Span.Slice(index * neurons * neurons, neurons * neurons);

        public void Load(T factor, int samples) => (scale, chunks) = (factor / T.CreateTruncating(samples), Chunks(samples));

        public void Run(int member, int members)
        {
            (int from, int count) = Slice.Of(neurons * neurons, member, members);
            Span<T> target = Chunk(0).Slice(from, count);
            for (int chunk = 1; chunk < chunks; chunk++) TensorPrimitives.Add(target, Chunk(chunk).Slice(from, count), target);
            TensorPrimitives.Multiply(target, scale, target);
        }
    }
}

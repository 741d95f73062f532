using System;
using System.Collections.Generic;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Models;

/// <summary>Samples in blocks of 64 through all steps of a sequence and back, each block's gradient for itself.</summary>
/// <remarks>Blocks are the same whatever the number of threads, and their gradients are added in their order: so are the bits. A thread has
/// the tape of one block.</remarks>
internal abstract class BlockedStage<T> : ISampleStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected const int Block = Circuits.SequentialCell<T>.DefaultBatch;

    private readonly SampleTotals[] totals;
    private CancellationToken cancellation;

    /// <param name="settings">Batch and threads.</param>
    /// <param name="count">Numbers in the gradient by all that the cell sees.</param>
    protected BlockedStage(TrainingSettings settings, int count)
    {
        totals = new SampleTotals[settings.Threads];
        BlockGradients = new T[((settings.BatchSize - 1) / Block) + 1][];
        for (int i = 0; i < BlockGradients.Length; i++) BlockGradients[i] = new T[count];
    }

    public abstract IReadOnlyList<ParameterStep<T>> Trained { get; }

    public virtual IGuard? Guard => null;

    public ReadOnlySpan<T> Adjoints => default;

    public abstract ReadOnlySpan<T> States { get; }

    /// <summary>Sums over the samples of each block, part behind part as the cell lays them out.</summary>
    internal T[][] BlockGradients { get; }

    /// <summary>A gradient that joins the blocks' sums as one more, laid out as theirs; null for none.</summary>
    internal virtual T[]? Beside => null;

    /// <summary>Blocks of the last run.</summary>
    internal int Blocks => ((Count - 1) / Block) + 1;

    /// <summary>Samples of the last run.</summary>
    protected abstract int Count { get; }

    /// <summary>Whether the run is to learn, and not only to look.</summary>
    protected bool Learns { get; private set; }

    public abstract void Load(SampleSet data, ReadOnlySpan<int> chosen);

    public virtual void Prepare(double? factor, CancellationToken cancellation) =>
        (Learns, this.cancellation) = (factor is not null, cancellation);

    public void Forget()
    {
        // Nothing outlives a run.
    }

    public void Run(int member, int members)
    {
        totals[member] = default;
        for (int block = member; block < Blocks; block += members)
        {
            if (cancellation.IsCancellationRequested) return;
            int from = block * Block, count = Math.Min(Block, Count - from);
            totals[member] += Run(member, from, count, BlockGradients[block]);
        }
    }

    public SampleTotals Totals() => Total(totals);

    /// <summary>The losses of the run with what the members counted.</summary>
    protected abstract SampleTotals Total(ReadOnlySpan<SampleTotals> parts);

    /// <summary>Runs a block: forward, its losses, and where it learns, back.</summary>
    protected abstract SampleTotals Run(int member, int from, int count, Span<T> gradient);

    /// <summary>Runs the cell forward.</summary>
    protected abstract int Forward(int member, int from, int count);

    /// <summary>Runs the cell back from what the samples are told, of withdrawn ones NaN.</summary>
    protected abstract void Backward(int member, int from, int count, Span<T> gradient);

    /// <summary>Whether a sample has no answer.</summary>
    protected abstract bool IsWithdrawn(int sample);

    /// <summary>Takes a sample out: no loss, no answer, nothing for the readout to learn.</summary>
    protected abstract void Withdraw(int sample);

    /// <summary>Runs a block back.</summary>
    /// <returns>Samples that had to be withdrawn.</returns>
    /// <remarks>A sample may be finite all the way forward and overflow on the way back, where the sum does not say which it was: then
    /// each is run by itself, and the block once more without those. Rare, so nothing is kept for it.</remarks>
    protected int Learn(int member, int from, int count, Span<T> gradient)
    {
        Backward(member, from, count, gradient);
        if (TensorPrimitives.IsFiniteAll<T>(gradient)) return 0;
        int withdrawn = 0;
        for (int k = from; k < from + count; k++)
        {
            if (IsWithdrawn(k)) continue;
            Forward(member, k, 1);
            Backward(member, k, 1, gradient);
            if (TensorPrimitives.IsFiniteAll<T>(gradient)) continue;
            Withdraw(k);
            withdrawn++;
        }

        Forward(member, from, count);
        Backward(member, from, count, gradient);
        return withdrawn;
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Training;

/// <summary>Everything of a step that is done sample by sample, one slice of the batch per thread.</summary>
internal sealed class BatchSlices<T, TActivation> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly int neurons;
    private readonly int inputs;
    private readonly SampleWorker<T, TActivation>[] workers;
    private readonly AlignedBuffer<T> features;
    private readonly AlignedBuffer<T> drive;
    private readonly AlignedBuffer<T> rates;
    private readonly UpdateSlices<T> update;
    private readonly int[] labels;
    private readonly T[] losses;
    private readonly int[] correct;
    private readonly int[] unsolved;
    private readonly int[] skipped;
    private int batch;
    private bool learn;

    internal BatchSlices(Model<T, TActivation> model, TrainingSettings settings, UpdateSlices<T> update)
    {
        this.update = update;
        neurons = model.Network.Neurons;
        inputs = model.Features;
        int size = settings.BatchSize;
        int members = settings.Threads;
        workers = new SampleWorker<T, TActivation>[members];
        for (int i = 0; i < members; i++) workers[i] = new(model, settings, Slice.LargestCount(size, members));
        features = new(size * inputs);
        drive = new(size * neurons);
        rates = new(size * neurons);
        labels = new int[size];
        losses = new T[size];
        correct = new int[members];
        unsolved = new int[members];
        skipped = new int[members];
    }

    internal int Capacity => labels.Length;

    /// <summary>Gathers the samples of a step.</summary>
    internal void Load(Dataset data, ReadOnlySpan<int> chosen, bool forLearning)
    {
        if (chosen.Length > Capacity) throw new ArgumentException($"{chosen.Length} samples were chosen, but the batch size is {Capacity}.", nameof(chosen));
        (batch, learn) = (chosen.Length, forLearning);
        data.Gather(chosen, features.Span[..(batch * inputs)], labels.AsSpan(0, batch));
    }

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        (int from, int count) = Slice.Of(batch, member, members);
        correct[member] = unsolved[member] = skipped[member] = 0;
        if (count == 0) return;
        SampleWorker<T, TActivation> worker = workers[member];
        Span<T> r = rates.Span.Slice(from * neurons, count * neurons);
        correct[member] = worker.Solve(
            features.Span.Slice(from * inputs, count * inputs), drive.Span.Slice(from * neurons, count * neurons), r,
            labels.AsSpan(from, count), losses.AsSpan(from, count));
        unsolved[member] = Failures(worker, count);
        if (!learn) return;
        worker.Factors(r, update.Left.Slice(from * neurons, count * neurons), update.Right.Slice(from * neurons, count * neurons));
        skipped[member] = Failures(worker, count) - unsolved[member];
    }

    /// <summary>Sums up the samples of the last run.</summary>
    internal (double LossSum, int Solved, int Correct, int Unsolved, int Skipped) Totals()
    {
        double sum = 0;
        int solved = 0;
        for (int k = 0; k < batch; k++)
        {
            if (T.IsNaN(losses[k])) continue;
            sum += double.CreateTruncating(losses[k]);
            solved++;
        }

        (int right, int failed, int without) = (0, 0, 0);
        for (int i = 0; i < correct.Length; i++)
        {
            right += correct[i];
            failed += unsolved[i];
            without += skipped[i];
        }

        return (sum, solved, right, failed, without);
    }

    private static int Failures(SampleWorker<T, TActivation> worker, int count)
    {
        int failures = 0;
        foreach (SolveStatus status in worker.Statuses[..count]) failures += status == SolveStatus.Converged ? 0 : 1;
        return failures;
    }
}

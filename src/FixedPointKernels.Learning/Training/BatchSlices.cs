using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Training;

/// <summary>Everything of a step that is done sample by sample at fixed points, one slice of the batch per thread.</summary>
internal sealed class BatchSlices<T, TActivation> : ISampleStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly int neurons;
    private readonly int inputs;
    private readonly UpdateSlices<T> update;
    private readonly SampleWorker<T, TActivation>[] workers;
    private readonly AlignedBuffer<T> features;
    private readonly AlignedBuffer<T> drive;
    private readonly AlignedBuffer<T> rates;
    private readonly int[] labels;
    private readonly T[] losses;
    private readonly SampleTotals[] totals;
    private int batch;
    private bool learn;

    internal BatchSlices(Model<T, TActivation> model, TrainingSettings settings)
    {
        neurons = model.Network.Neurons;
        inputs = model.Features;
        int size = settings.BatchSize;
        int members = settings.Threads;
        update = new(neurons, size, members);
        workers = new SampleWorker<T, TActivation>[members];
        for (int i = 0; i < members; i++) workers[i] = new(model, settings, Slice.LargestCount(size, members));
        features = new(size * inputs);
        drive = new(size * neurons);
        rates = new(size * neurons);
        labels = new int[size];
        losses = new T[size];
        totals = new SampleTotals[members];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<T> Change => update.Change;

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
        (int from, int count) = Slice.Of(batch, member, members);
        totals[member] = default;
        if (count == 0) return;
        SampleWorker<T, TActivation> worker = workers[member];
        Span<T> r = rates.Span.Slice(from * neurons, count * neurons);
        int correct = worker.Solve(
            features.Span.Slice(from * inputs, count * inputs), drive.Span.Slice(from * neurons, count * neurons), r,
            labels.AsSpan(from, count), losses.AsSpan(from, count));
        int unsolved = Failures(worker, count);
        totals[member] = new(0, 0, correct, unsolved, 0);
        if (!learn) return;
        worker.Factors(r, update.Left.Slice(from * neurons, count * neurons), update.Right.Slice(from * neurons, count * neurons));
        totals[member] = new(0, 0, correct, unsolved, Failures(worker, count) - unsolved);
    }

    /// <inheritdoc/>
    public SampleTotals Totals()
    {
        SampleTotals sum = LossTotals.Of<T>(losses.AsSpan(0, batch));
        foreach (SampleTotals part in totals) sum += part;
        return sum;
    }

    /// <inheritdoc/>
    public ITeamWork Update(T scale)
    {
        update.Load(scale, batch);
        return update;
    }

    private static int Failures(SampleWorker<T, TActivation> worker, int count)
    {
        int failures = 0;
        foreach (SolveStatus status in worker.Statuses[..count]) failures += status == SolveStatus.Converged ? 0 : 1;
        return failures;
    }
}

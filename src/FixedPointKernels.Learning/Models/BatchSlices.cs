using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Models;

/// <summary>Everything of a step that is done sample by sample at fixed points, one slice of the batch per thread.</summary>
internal sealed class BatchSlices<T, TActivation> : NetworkStage<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly TrainingSettings settings;
    private readonly SampleWorker<T, TActivation>[] workers;
    private readonly SampleTotals[] totals;
    private T? rate;
    private CancellationToken cancellation;

    internal BatchSlices(Model<T, TActivation> model, TrainingSettings settings, SampleRows<T> rows)
        : base(model, settings, rows, rows.Recurrent(settings))
    {
        this.settings = settings;
        int members = settings.Threads;
        workers = new SampleWorker<T, TActivation>[members];
        for (int i = 0; i < members; i++) workers[i] = new(model, settings, rows, Slice.LargestCount(settings.BatchSize, members));
        totals = new SampleTotals[members];
    }

    /// <inheritdoc/>
    public override void Prepare(double? factor, CancellationToken cancellation) =>
        (rate, this.cancellation) = (factor is { } step ? T.CreateTruncating(settings.EffectiveRate * step) : null, cancellation);

    /// <inheritdoc/>
    public override void Forget()
    {
        foreach (SampleWorker<T, TActivation> worker in workers) worker.Forget();
    }

    /// <inheritdoc/>
    public override void Run(int member, int members)
    {
        (int from, int count) = Slice.Of(Rows.Count, member, members);
        totals[member] = count == 0 ? default : workers[member].Run(from, count, rate, cancellation);
    }

    /// <inheritdoc/>
    public override SampleTotals Totals()
    {
        SampleTotals sum = LossTotals.Of<T>(Rows.Losses.AsSpan(0, Rows.Count));
        foreach (SampleTotals part in totals) sum += part;
        return sum;
    }
}

using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Learning.Training;

/// <summary>Everything of a step that is done sample by sample at fixed points, one slice of the batch per thread.</summary>
internal sealed class BatchSlices<T, TActivation> : ISampleStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly SampleRows<T> rows;
    private readonly SampleWorker<T, TActivation>[] workers;
    private readonly SampleTotals[] totals;
    private T? rate;
    private CancellationToken cancellation;

    internal BatchSlices(Model<T, TActivation> model, TrainingSettings settings, SampleRows<T> rows)
    {
        this.rows = rows;
        int n = model.Network.Neurons;
        int members = settings.Threads;
        Recurrent = new OuterSlices<T>(n, n, rows.Left, rows.Right, settings.BatchSize, members);
        workers = new SampleWorker<T, TActivation>[members];
        for (int i = 0; i < members; i++) workers[i] = new(model, settings, rows, Slice.LargestCount(settings.BatchSize, members));
        totals = new SampleTotals[members];
    }

    /// <inheritdoc/>
    public IBlockGradient<T> Recurrent { get; }

    /// <inheritdoc/>
    public void Prepare(T? rate, CancellationToken cancellation) => (this.rate, this.cancellation) = (rate, cancellation);

    /// <inheritdoc/>
    public void Forget()
    {
        foreach (SampleWorker<T, TActivation> worker in workers) worker.Forget();
    }

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        (int from, int count) = Slice.Of(rows.Count, member, members);
        totals[member] = count == 0 ? default : workers[member].Run(from, count, rate, cancellation);
    }

    /// <inheritdoc/>
    public SampleTotals Totals()
    {
        SampleTotals sum = LossTotals.Of(rows);
        foreach (SampleTotals part in totals) sum += part;
        return sum;
    }
}

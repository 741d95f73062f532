using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// The samples of a <see cref="MapModel{T, TMap}"/>: one slice of the batch per thread, a row of ∂L/∂θ for each parameter from every
/// sample.
/// </summary>
internal sealed class MapStage<T, TMap> : ISampleStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly MapModel<T, TMap> model;
    private readonly MapWorker<T, TMap>[] workers;
    private readonly SampleTotals[] totals;
    private readonly int[] labels = [];
    private bool learn;
    private CancellationToken cancellation;

    internal MapStage(MapModel<T, TMap> model, TrainingSettings settings)
    {
        this.model = model;
        int batch = settings.BatchSize;
        (Features, Targets) = (new(batch * model.Features), new(batch * model.Objective.Targets));
        Gradients = new(batch * model.Map.DriveSize);
        (Losses, labels) = (new T[batch], new int[batch]);
        AlignedBuffer<T> ones = new(batch);
        ones.Span.Fill(T.One);
        States = new(model.Weights is null ? 0 : batch * model.Map.Size);
        ParameterRows = [.. model.DriveParameters.Select(parameter => new AlignedBuffer<T>(batch * parameter.Count))];
        IReadOnlyList<Parameter<T>> chosen = settings.Parts.Of(model.Parameters, nameof(settings.Parts));
        List<ParameterStep<T>> trained = [];
        for (int i = 0; i < ParameterRows.Count; i++)
        {
            Parameter<T> parameter = model.DriveParameters[i];
            if (!chosen.Contains(parameter)) continue;
            OuterSlices<T> mean = new(1, parameter.Count, ones, ParameterRows[i], batch, settings.Threads);
            trained.Add(new(parameter, mean, settings.Optimizer, settings.Rate!.Value));
        }

        IReadOnlyList<IParameterGradient<T>> ofWeights = model.Weights?.Gradients(Gradients, States, batch, settings.Threads) ?? [];
        for (int i = 0; i < ofWeights.Count; i++)
        {
            Parameter<T> parameter = model.Weights!.Parameters[i];
            if (chosen.Contains(parameter)) trained.Add(new(parameter, ofWeights[i], settings.Optimizer, settings.Rate!.Value));
        }

        Trained = trained;
        totals = new SampleTotals[settings.Threads];
        workers = new MapWorker<T, TMap>[settings.Threads];
        for (int i = 0; i < workers.Length; i++) workers[i] = new(model, this, settings, Slice.LargestCount(batch, settings.Threads));
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterStep<T>> Trained { get; }

    /// <inheritdoc/>
    public IGuard? Guard => null;

    /// <inheritdoc/>
    public ReadOnlySpan<T> Adjoints => Gradients.Span[..(Count * model.Map.DriveSize)];

    /// <summary>Samples of the run.</summary>
    internal int Count { get; private set; }

    /// <summary>Features, B × M.</summary>
    internal AlignedBuffer<T> Features { get; }

    /// <summary>Targets, B × outputs.</summary>
    internal AlignedBuffer<T> Targets { get; }

    /// <summary>∂L/∂d, B × DriveSize.</summary>
    internal AlignedBuffer<T> Gradients { get; }

    /// <summary>s, B × Size, where weights are trained; else empty.</summary>
    internal AlignedBuffer<T> States { get; }

    /// <summary>∂L/∂θ by sample, for each parameter B × its entries.</summary>
    internal IReadOnlyList<AlignedBuffer<T>> ParameterRows { get; }

    /// <summary>Losses, B; NaN marks a sample without a fixed point.</summary>
    internal T[] Losses { get; }

    /// <inheritdoc/>
    public void Load(SampleSet data, ReadOnlySpan<int> chosen)
    {
        if (chosen.Length > Losses.Length)
            throw new ArgumentException($"{chosen.Length} samples were chosen, but the batch size is {Losses.Length}.", nameof(chosen));
        Count = chosen.Length;
        model.Objective.Gather(
            data, chosen, Features.Span[..(Count * model.Features)], labels.AsSpan(0, Count),
            Targets.Span[..(Count * model.Objective.Targets)]);
    }

    /// <inheritdoc/>
    public void Prepare(double? factor, CancellationToken cancellation) => (learn, this.cancellation) = (factor is not null, cancellation);

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        (int from, int count) = Slice.Of(Count, member, members);
        totals[member] = count == 0 ? default : workers[member].Run(from, count, learn, cancellation);
    }

    /// <inheritdoc/>
    public void Forget()
    {
        foreach (MapWorker<T, TMap> worker in workers) worker.Forget();
    }

    /// <inheritdoc/>
    public SampleTotals Totals()
    {
        SampleTotals sum = LossTotals.Of<T>(Losses.AsSpan(0, Count));
        foreach (SampleTotals part in totals) sum += part;
        return sum;
    }
}

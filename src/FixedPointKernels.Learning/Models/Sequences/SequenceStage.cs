using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Models;

/// <summary>The samples of a <see cref="SequenceClassifier{T}"/>: in blocks of 64 through all steps and back, each block's gradient for
/// itself.</summary>
/// <remarks>Blocks are the same whatever the number of threads, and their gradients are added in their order: so are the bits. Memory: the
/// tape of one block a thread (of a circuit <see cref="SequentialMemory"/>).</remarks>
internal sealed class SequenceStage<T> : ISampleStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = SequentialCell<T>.DefaultBatch;

    private readonly SequenceClassifier<T> model;
    private readonly ISequenceCell<T>[] cells;
    private readonly PackedWeights<T> readout;
    private readonly CrossEntropyScores<T> scores;
    private readonly LabelledRows<T> rows;
    private readonly AlignedBuffer<T> last;
    private readonly AlignedBuffer<T> output;
    private readonly AlignedBuffer<T> outputErrors;
    private readonly AlignedBuffer<T> errors;
    private readonly bool[] isRight;
    private readonly SampleTotals[] totals;
    private bool learn;
    private CancellationToken cancellation;

    internal SequenceStage(SequenceClassifier<T> model, TrainingSettings settings)
    {
        this.model = model;
        int batch = settings.BatchSize, n = model.Shape.Units, classes = model.Shape.Classes;
        cells = new ISequenceCell<T>[settings.Threads];
        for (int i = 0; i < cells.Length; i++) cells[i] = model.Body.NewCell(model.Shape.Steps, Math.Min(Block, batch));
        readout = new(model.Readout.Values, classes, n);
        scores = new(classes, settings.LabelSmoothing, settings.ClassWeights);
        rows = new(model.Shape.Features, classes, batch);
        (last, errors, output, outputErrors) = (new(batch * n), new(batch * n), new(batch * classes), new(batch * classes));
        (isRight, totals) = (new bool[batch], new SampleTotals[settings.Threads]);
        BlockGradients = new T[((batch - 1) / Block) + 1][];
        for (int i = 0; i < BlockGradients.Length; i++) BlockGradients[i] = new T[model.Body.Count];
        Trained = [.. settings.Parts.Of(model.Parameters, nameof(settings.Parts)).Select(Step)];

        ParameterStep<T> Step(Parameter<T> parameter) =>
            new(parameter, GradientOf(parameter, batch, settings.Threads), settings.Optimizer, settings.Rate!.Value);
    }

    public IReadOnlyList<ParameterStep<T>> Trained { get; }

    public IGuard? Guard => model.Body.Guard;

    public ReadOnlySpan<T> Adjoints => default;

    /// <summary>The scores of the last run's samples, a row each; NaN of one that is left out.</summary>
    public ReadOnlySpan<T> States => output.Span[..(rows.Count * model.Shape.Classes)];

    /// <summary>Sums over the samples of each block, part behind part as the cell lays them out.</summary>
    internal T[][] BlockGradients { get; }

    /// <summary>Blocks of the last run.</summary>
    internal int Blocks => ((rows.Count - 1) / Block) + 1;

    public void Load(SampleSet data, ReadOnlySpan<int> chosen) => rows.Load(data, chosen);

    public void Prepare(double? factor, CancellationToken cancellation)
    {
        (learn, this.cancellation) = (factor is not null, cancellation);
        readout.Set(model.Readout.Values);
    }

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
            totals[member] += Run(cells[member], block);
        }
    }

    public SampleTotals Totals() => rows.Totals(totals);

    private SampleTotals Run(ISequenceCell<T> cell, int block)
    {
        int from = block * Block, count = Math.Min(Block, rows.Count - from), n = model.Shape.Units, classes = model.Shape.Classes;
        Span<T> y = last.Span.Slice(from * n, count * n), told = output.Span.Slice(from * classes, count * classes);
        int leftOut = learn ? cell.Forward(Inputs(from, count), y) : cell.Look(Inputs(from, count), y);
        for (int k = 0; k < count; k++)
        {
            if (cell.LeftOut[k]) y.Slice(k * n, n).Clear();
            model.Bias.Values.CopyTo(told[(k * classes)..]);
        }

        readout.Multiply(count, y, T.One, told);
        Span<T> ofTold = outputErrors.Span.Slice(from * classes, count * classes), ofY = errors.Span.Slice(from * n, count * n);
        told.CopyTo(ofTold);
        for (int k = 0; k < count; k++)
        {
            rows.Losses[from + k] = scores.Surplus(ofTold.Slice(k * classes, classes), rows.Labels[from + k], learn, out bool right);
            isRight[from + k] = right;
            if (!cell.LeftOut[k] && T.IsFinite(rows.Losses[from + k])) continue;
            if (!cell.LeftOut[k]) leftOut++;
            Withdraw(from + k);
        }

        if (learn)
        {
            readout.MultiplyTransposed(count, ofTold, T.Zero, ofY);
            cell.Backward(ofY, BlockGradients[block]);
            if (!TensorPrimitives.IsFiniteAll<T>(BlockGradients[block])) leftOut += RunWithout(cell, block, from, count);
        }

        return new(0, 0, isRight.AsSpan(from, count).Count(true), leftOut, 0);
    }

    // A sample may be finite all the way forward and overflow on the way back, where the sum does not say which it was: each is run by
    // itself, and the block once more without those. Rare, so nothing is kept for it.
    private int RunWithout(ISequenceCell<T> cell, int block, int from, int count)
    {
        int n = model.Shape.Units, withdrawn = 0;
        Span<T> gradient = BlockGradients[block], y = last.Span.Slice(from * n, count * n), ofY = errors.Span.Slice(from * n, count * n);
        for (int k = 0; k < count; k++)
        {
            if (T.IsNaN(rows.Losses[from + k])) continue;
            cell.Forward(Inputs(from + k, 1), y.Slice(k * n, n));
            cell.Backward(ofY.Slice(k * n, n), gradient);
            if (TensorPrimitives.IsFiniteAll<T>(gradient)) continue;
            Withdraw(from + k);
            withdrawn++;
        }

        cell.Forward(Inputs(from, count), y);
        for (int k = 0; k < count; k++)
        {
            // Not finite is how the cell is told to leave a sample out.
            if (!T.IsNaN(rows.Losses[from + k])) continue;
            y.Slice(k * n, n).Clear();
            ofY.Slice(k * n, n).Fill(T.NaN);
        }

        cell.Backward(ofY, gradient);
        return withdrawn;
    }

    // A sample without an answer: no loss, no scores, nothing for the readout to learn.
    private void Withdraw(int sample)
    {
        int classes = model.Shape.Classes;
        rows.Losses[sample] = T.NaN;
        isRight[sample] = false;
        outputErrors.Span.Slice(sample * classes, classes).Clear();
        output.Span.Slice(sample * classes, classes).Fill(T.NaN);
    }

    private ReadOnlySpan<T> Inputs(int from, int count) =>
        rows.Features.Span.Slice(from * model.Shape.Features, count * model.Shape.Features);

    private IParameterGradient<T> GradientOf(Parameter<T> parameter, int batch, int threads)
    {
        if (parameter == model.Readout)
            return new OuterSlices<T>(parameter.Rows, parameter.Columns, outputErrors, last, batch, threads);
        if (parameter == model.Bias) return MeanOf(outputErrors, parameter.Count, batch, threads);
        return parameter is CellParameter<T> learned
            ? new ChainedGradient<T>(new BlockSums<T>(this, learned.Offset, learned.Count), learned.Chain)
            : throw new ArgumentException($"{parameter.Name} is kept, not trained.", nameof(parameter));
    }

    private static OuterSlices<T> MeanOf(AlignedBuffer<T> rows, int columns, int batch, int threads)
    {
        AlignedBuffer<T> ones = new(batch);
        ones.Span.Fill(T.One);
        return new(1, columns, ones, rows, batch, threads);
    }
}

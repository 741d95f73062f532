using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
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

/// <summary>The samples of a <see cref="SequenceClassifier{T}"/>, read after their last step.</summary>
/// <remarks>Memory: the tape of one block a thread (of a circuit <see cref="SequentialMemory"/>).</remarks>
internal sealed class SequenceStage<T> : BlockedStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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

    internal SequenceStage(SequenceClassifier<T> model, TrainingSettings settings)
        : base(settings, model.Body.Count)
    {
        this.model = model;
        int batch = settings.BatchSize, n = model.Shape.Units, classes = model.Shape.Outputs;
        cells = new ISequenceCell<T>[settings.Threads];
        for (int i = 0; i < cells.Length; i++) cells[i] = model.Body.NewCell(model.Shape.Steps, Math.Min(Block, batch));
        readout = new(model.Readout.Values, classes, n);
        scores = new(classes, settings.LabelSmoothing, settings.ClassWeights);
        rows = new(model.Shape.Features, classes, batch);
        (last, errors, output, outputErrors) = (new(batch * n), new(batch * n), new(batch * classes), new(batch * classes));
        isRight = new bool[batch];
        Trained = [.. settings.Parts.Of(model.Parameters, nameof(settings.Parts)).Select(Step)];

        ParameterStep<T> Step(Parameter<T> parameter) =>
            new(parameter, GradientOf(parameter, batch, settings.Threads), settings.Optimizer, settings.Rate!.Value);
    }

    public override IReadOnlyList<ParameterStep<T>> Trained { get; }

    public override IGuard? Guard => model.Body.Guard;

    /// <summary>The scores of the last run's samples, a row each; NaN of one that is left out.</summary>
    public override ReadOnlySpan<T> States => output.Span[..(rows.Count * model.Shape.Outputs)];

    protected override int Count => rows.Count;

    public override void Load(SampleSet data, ReadOnlySpan<int> chosen) => rows.Load(data, chosen);

    public override void Prepare(double? factor, CancellationToken cancellation)
    {
        base.Prepare(factor, cancellation);
        readout.Set(model.Readout.Values);
    }

    protected override SampleTotals Total(ReadOnlySpan<SampleTotals> parts) => rows.Totals(parts);

    protected override SampleTotals Run(int member, int from, int count, Span<T> gradient)
    {
        int n = model.Shape.Units, classes = model.Shape.Outputs, leftOut = Forward(member, from, count);
        ReadOnlySpan<bool> isOut = cells[member].LeftOut;
        Span<T> y = Of(last, from, count, n), told = Of(output, from, count, classes), ofTold = Of(outputErrors, from, count, classes);
        for (int k = 0; k < count; k++)
        {
            if (isOut[k]) y.Slice(k * n, n).Clear();
            model.Bias.Values.CopyTo(told[(k * classes)..]);
        }

        readout.Multiply(count, y, T.One, told);
        told.CopyTo(ofTold);
        for (int k = 0; k < count; k++)
        {
            rows.Losses[from + k] = scores.Surplus(ofTold.Slice(k * classes, classes), rows.Labels[from + k], Learns, out bool right);
            isRight[from + k] = right;
            if (!isOut[k] && T.IsFinite(rows.Losses[from + k])) continue;
            if (!isOut[k]) leftOut++;
            Withdraw(from + k);
        }

        if (Learns)
        {
            readout.MultiplyTransposed(count, ofTold, T.Zero, Of(errors, from, count, n));
            leftOut += Learn(member, from, count, gradient);
        }

        return new(0, 0, isRight.AsSpan(from, count).Count(true), leftOut, 0);
    }

    protected override int Forward(int member, int from, int count)
    {
        ReadOnlySpan<T> inputs = Of(rows.Features, from, count, model.Shape.Features);
        Span<T> y = Of(last, from, count, model.Shape.Units);
        return Learns ? cells[member].Forward(inputs, y) : cells[member].Look(inputs, y);
    }

    protected override void Backward(int member, int from, int count, Span<T> gradient)
    {
        int n = model.Shape.Units;
        for (int k = from; k < from + count; k++)
        {
            if (!IsWithdrawn(k)) continue;
            Of(last, k, 1, n).Clear();
            Of(errors, k, 1, n).Fill(T.NaN);
        }

        cells[member].Backward(Of(errors, from, count, n), gradient);
    }

    protected override bool IsWithdrawn(int sample) => T.IsNaN(rows.Losses[sample]);

    protected override void Withdraw(int sample)
    {
        int classes = model.Shape.Outputs;
        rows.Losses[sample] = T.NaN;
        isRight[sample] = false;
        Of(outputErrors, sample, 1, classes).Clear();
        Of(output, sample, 1, classes).Fill(T.NaN);
    }

    private static Span<T> Of(AlignedBuffer<T> rows, int from, int count, int width) => rows.Span.Slice(from * width, count * width);

    private IParameterGradient<T> GradientOf(Parameter<T> parameter, int batch, int threads)
    {
        if (parameter == model.Readout)
            return new OuterSlices<T>(parameter.Rows, parameter.Columns, outputErrors, last, batch, threads);
        if (parameter == model.Bias) return OuterSlices<T>.MeanOf(outputErrors, parameter.Count, batch, threads);
        return parameter is CellParameter<T> learned
            ? new ChainedGradient<T>(new BlockSums<T>(this, learned.Offset, learned.Count), learned.Chain)
            : throw new ArgumentException($"{parameter.Name} is kept, not trained.", nameof(parameter));
    }
}

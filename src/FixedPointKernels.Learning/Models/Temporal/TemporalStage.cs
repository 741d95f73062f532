using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Models;

/// <summary>The trials of a <see cref="TemporalNetwork{T, TActivation}"/>, read after every step.</summary>
/// <remarks>Memory: the tape of one block a thread, and of the batch its activity and its outputs.</remarks>
internal sealed class TemporalStage<T, TActivation> : BlockedStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly TemporalNetwork<T, TActivation> network;
    private readonly CreditPath path;
    private readonly bool hasFeedback;
    private readonly LeakyCell<T, TActivation>[] cells;
    private readonly AlignedBuffer<T>[] signals;
    private readonly PackedWeights<T> readout;
    private readonly PackedWeights<T> back;
    private readonly T[] transposed;
    private readonly T[] beside;
    private readonly TrialRows<T> rows;
    private readonly AlignedBuffer<T> activity;
    private readonly AlignedBuffer<T> outputs;
    private readonly AlignedBuffer<T> errors;

    internal TemporalStage(TemporalNetwork<T, TActivation> network, TemporalRuleEntry rule, CreditPath path, TrainingSettings settings)
        : base(settings, network.Weights.Shape.Count)
    {
        (this.network, this.path, hasFeedback) = (network, path, rule.HasFixedFeedback);
        SequenceShape shape = network.Shape;
        int batch = settings.BatchSize, most = Math.Min(Block, batch), n = shape.Units;
        rows = new(shape, batch);
        int steps = Misuse.Size(batch, shape.Steps, nameof(settings.BatchSize));
        cells = new LeakyCell<T, TActivation>[settings.Threads];
        signals = new AlignedBuffer<T>[settings.Threads];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = new(network.Weights, shape.Steps, most, network.Activation, network.Options.Readout);
            signals[i] = new(Misuse.Size(most * shape.Steps, n, nameof(settings.BatchSize)));
        }

        activity = new(Misuse.Size(steps, n, nameof(settings.BatchSize)));
        outputs = new(Misuse.Size(steps, shape.Outputs, nameof(settings.BatchSize)));
        errors = new(outputs.Length);
        readout = new(network.Readout.Values, shape.Outputs, n);
        beside = new T[network.Weights.Shape.Count];
        transposed = new T[hasFeedback ? shape.Outputs * n : 0];
        back = hasFeedback ? new(transposed, shape.Outputs, n) : readout;
        Trained = [.. settings.Parts.Of(network.Parameters, nameof(settings.Parts)).Select(Step)];

        ParameterStep<T> Step(Parameter<T> parameter) =>
            new(parameter, GradientOf(parameter, settings), settings.Optimizer, settings.EffectiveRate);
    }

    public override IReadOnlyList<ParameterStep<T>> Trained { get; }

    /// <summary>The outputs of the last run's trials, T × K each; NaN of one that is left out.</summary>
    public override ReadOnlySpan<T> States => outputs.Span[..(rows.Count * network.Shape.Steps * network.Shape.Outputs)];

    internal override T[]? Beside => network.Companion is null ? null : beside;

    protected override int Count => rows.Count;

    public override void Load(SampleSet data, ReadOnlySpan<int> chosen) => rows.Load(data, chosen);

    public override void Prepare(double? factor, CancellationToken cancellation)
    {
        base.Prepare(factor, cancellation);
        Accompany();
        readout.Set(network.Readout.Values);
        if (!hasFeedback) return;
        network.Feedback.Transpose(transposed);
        back.Set(transposed);
    }

    protected override SampleTotals Total(ReadOnlySpan<SampleTotals> parts)
    {
        SampleTotals sum = LossTotals.Of<T>(rows.Losses.AsSpan(0, Count));
        foreach (SampleTotals part in parts) sum += part;
        return sum;
    }

    protected override SampleTotals Run(int member, int from, int count, Span<T> gradient)
    {
        int steps = count * network.Shape.Steps, leftOut = Forward(member, from, count);
        ReadOnlySpan<bool> isOut = cells[member].LeftOut;
        Span<T> z = Activity(from, count), y = Outputs(outputs, from, count);
        for (int k = 0; k < count; k++)
        {
            if (isOut[k]) Activity(from + k, 1).Clear();
        }

        for (int row = 0; row < steps; row++) network.Bias.Values.CopyTo(y[(row * network.Shape.Outputs)..]);
        readout.Multiply(steps, z, T.One, y);
        rows.Lose(from, count, y, Outputs(errors, from, count));
        for (int k = 0; k < count; k++)
        {
            if (!isOut[k] && T.IsFinite(rows.Losses[from + k])) continue;
            if (!isOut[k]) leftOut++;
            Withdraw(from + k);
        }

        if (Learns) leftOut += Learn(member, from, count, gradient);
        return new(0, 0, rows.Correct(from, count), leftOut, 0);
    }

    protected override int Forward(int member, int from, int count) => cells[member].Trace(
        rows.Features.Span.Slice(from * network.Shape.Features, count * network.Shape.Features), Activity(from, count));

    protected override void Backward(int member, int from, int count, Span<T> gradient)
    {
        int perTrial = network.Shape.Steps * network.Shape.Units;
        Span<T> told = signals[member].Span[..(count * perTrial)];
        back.MultiplyTransposed(count * network.Shape.Steps, Outputs(errors, from, count), T.Zero, told);
        for (int k = 0; k < count; k++)
        {
            if (!IsWithdrawn(from + k)) continue;
            told.Slice(k * perTrial, perTrial).Fill(T.NaN);
            Activity(from + k, 1).Clear();
        }

        cells[member].BackwardThrough(told, gradient, path);
    }

    protected override bool IsWithdrawn(int sample) => T.IsNaN(rows.Losses[sample]);

    protected override void Withdraw(int sample)
    {
        rows.Withdraw(sample);
        Outputs(errors, sample, 1).Clear();
        Outputs(outputs, sample, 1).Fill(T.NaN);
    }

    // The sums are divided by the number of trials; the companion's gradient is not to be.
    private void Accompany()
    {
        if (!Learns || network.Companion is not { } companion) return;
        beside.AsSpan().Clear();
        companion.AddGradient(beside);
        TensorPrimitives.Multiply(beside, T.CreateTruncating(Count), beside);
    }

    private Span<T> Activity(int from, int count)
    {
        int width = network.Shape.Steps * network.Shape.Units;
        return activity.Span.Slice(from * width, count * width);
    }

    private Span<T> Outputs(AlignedBuffer<T> buffer, int from, int count)
    {
        int width = network.Shape.Steps * network.Shape.Outputs;
        return buffer.Span.Slice(from * width, count * width);
    }

    private IParameterGradient<T> GradientOf(Parameter<T> parameter, TrainingSettings settings)
    {
        (int batch, int threads, int each) = (settings.BatchSize, settings.Threads, network.Shape.Steps);
        if (parameter == network.Readout)
            return new OuterSlices<T>(parameter.Rows, parameter.Columns, errors, activity, batch, threads, each);
        if (parameter == network.Bias) return OuterSlices<T>.MeanOf(errors, parameter.Count, batch, threads, each);
        return parameter is CellParameter<T> learned
            ? new ChainedGradient<T>(new BlockSums<T>(this, learned.Offset, learned.Count), learned.Chain)
            : throw new ArgumentException($"{parameter.Name} is kept, not trained.", nameof(parameter));
    }
}

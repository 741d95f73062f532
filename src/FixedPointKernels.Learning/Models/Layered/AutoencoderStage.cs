using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>The samples of an <see cref="AutoencoderClassifier{T}"/>: one slice of the batch per thread through all three parts and
/// back.</summary>
internal sealed class AutoencoderStage<T> : ISampleStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AutoencoderClassifier<T> model;
    private readonly FeedForwardStage<T> encoder;
    private readonly FeedForwardStage<T> classifier;
    private readonly FeedForwardStage<T> decoder;
    private readonly LabelledRows<T> rows;
    private readonly CrossEntropyScores<T> scores;
    private readonly SolveStatus[] statuses;
    private readonly SampleTotals[] totals;
    private bool learn;
    private CancellationToken cancellation;

    internal AutoencoderStage(AutoencoderClassifier<T> model, TrainingSettings settings)
    {
        this.model = model;
        int batch = settings.BatchSize, threads = settings.Threads;
        Layer<T>[] layers = [.. model.Encoder.Layers, .. model.Classifier.Layers, .. model.Decoder.Layers];

        // What a layer keeps of a sample is at most four times as wide as itself.
        Misuse.Size(batch, checked(4 * layers.Max(layer => Math.Max(layer.Inputs, layer.Outputs))), nameof(settings.BatchSize));
        rows = new(model.Features, model.Classes, batch);
        encoder = model.Encoder.Stage(new(rows.Features, null, false, batch, threads));
        decoder = model.Decoder.Stage(new(encoder.Output, encoder.Errors, false, batch, threads));
        classifier = model.Classifier.Stage(new(encoder.Output, encoder.Errors, true, batch, threads));
        scores = new(model.Classes, settings.LabelSmoothing, settings.ClassWeights);
        (statuses, totals) = (new SolveStatus[batch], new SampleTotals[threads]);
        IReadOnlyList<Parameter<T>> chosen = settings.Parts.Of(model.Parameters, nameof(settings.Parts));
        List<ParameterStep<T>> trained = [];
        foreach ((Parameter<T> parameter, IParameterGradient<T>? gradient) in encoder.Steps.Concat(classifier.Steps).Concat(decoder.Steps))
        {
            if (!chosen.Contains(parameter)) continue;
            if (gradient is null) throw new ArgumentException($"{parameter.Name} is kept, not trained.", nameof(settings));
            trained.Add(new(parameter, gradient, settings.Optimizer, settings.Rate!.Value));
        }

        Trained = trained;
        IGuard[] guards = [.. encoder.Guards, .. classifier.Guards, .. decoder.Guards];
        Guard = guards.Length == 0 ? null : new GuardList(guards);
    }

    public IReadOnlyList<ParameterStep<T>> Trained { get; }

    public IGuard? Guard { get; }

    public ReadOnlySpan<T> Adjoints => default;

    /// <summary>The scores of the last run's samples, a row each.</summary>
    public ReadOnlySpan<T> States => classifier.Output.Span[..(rows.Count * model.Classes)];

    public void Load(SampleSet data, ReadOnlySpan<int> chosen) => rows.Load(data, chosen);

    public void Prepare(double? factor, CancellationToken cancellation) => (learn, this.cancellation) = (factor is not null, cancellation);

    public void Forget()
    {
        // Nothing outlives a run.
    }

    public void Run(int member, int members)
    {
        (int from, int count) = Slice.Of(rows.Count, member, members);
        totals[member] = default;
        if (count == 0 || cancellation.IsCancellationRequested) return;
        statuses.AsSpan(from, count).Fill(SolveStatus.Converged);
        encoder.Forward(member, from, count, learn, statuses, cancellation);
        classifier.Forward(member, from, count, learn, statuses, cancellation);
        decoder.Forward(member, from, count, learn, statuses, cancellation);
        int correct = Differentiate(from, count), unsolved = Failures(from, count);
        if (learn) Learn(member, from, count);
        totals[member] = new(0, 0, correct, unsolved, Failures(from, count) - unsolved);
    }

    public SampleTotals Totals() => rows.Totals(totals);

    // Losses of the rows, and the errors of scores and of the input made again. What is not finite is no success, whatever layer it came
    // from: a layer of ReLU has no status of its own.
    private int Differentiate(int from, int count)
    {
        int correct = 0, classes = model.Classes, width = model.Features;
        T twice = T.CreateTruncating(2.0 / width), share = T.One / T.CreateTruncating(width);
        for (int k = from; k < from + count; k++)
        {
            Span<T> ofScores = classifier.Errors.Span.Slice(k * classes, classes), ofInput = decoder.Errors.Span.Slice(k * width, width);
            classifier.Output.Span.Slice(k * classes, classes).CopyTo(ofScores);
            rows.Losses[k] = scores.Surplus(ofScores, rows.Labels[k], learn, out bool right);
            ReadOnlySpan<T> input = rows.Features.Span.Slice(k * width, width), made = decoder.Output.Span.Slice(k * width, width);
            rows.Losses[k] += share * Reconstruction.Error(input, made, twice, ofInput);
            ReadOnlySpan<T> told = classifier.Output.Span.Slice(k * classes, classes);
            if (statuses[k] == SolveStatus.Converged
                && !(T.IsFinite(rows.Losses[k]) && TensorPrimitives.IsFiniteAll(told) && TensorPrimitives.IsFiniteAll(made)))
                statuses[k] = SolveStatus.NonFinite;
            if (statuses[k] == SolveStatus.Converged)
            {
                if (right) correct++;
                continue;
            }

            rows.Losses[k] = T.NaN;
            ofScores.Clear();
            ofInput.Clear();
        }

        return correct;
    }

    private void Learn(int member, int from, int count)
    {
        decoder.Backward(member, from, count, statuses, cancellation);
        classifier.Backward(member, from, count, statuses, cancellation);
        encoder.Backward(member, from, count, statuses, cancellation);
        for (int k = from; k < from + count; k++)
        {
            if (statuses[k] == SolveStatus.Converged) continue;
            encoder.Withdraw(k);
            classifier.Withdraw(k);
            decoder.Withdraw(k);
        }
    }

    private int Failures(int from, int count)
    {
        int failures = 0;
        foreach (SolveStatus status in statuses.AsSpan(from, count)) failures += status == SolveStatus.Converged ? 0 : 1;
        return failures;
    }

    private sealed class GuardList(IGuard[] guards) : IGuard
    {
        public int Every => 1;

        public double Apply()
        {
            foreach (IGuard guard in guards) guard.Apply();
            return 1;
        }

        public void Save(Checkpoint checkpoint, string prefix)
        {
            foreach (IGuard guard in guards) guard.Save(checkpoint, prefix);
        }

        public Action Load(Checkpoint checkpoint, string prefix)
        {
            Action[] read = Array.ConvertAll(guards, guard => guard.Load(checkpoint, prefix));
            return () => Array.ForEach(read, take => take());
        }
    }
}

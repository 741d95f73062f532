using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>What both ways to the samples of a rate network share: the rows, and from them the gradients of W, Wx, b and R.</summary>
internal abstract class NetworkStage<T, TActivation> : ISampleStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    /// <summary>Makes the gradients' memory.</summary>
    /// <param name="model">The model; a bias that is trained starts at 0 where the network has none.</param>
    /// <param name="settings">What is trained, and how.</param>
    /// <param name="rows">What the samples leave.</param>
    /// <param name="recurrent">The update of W that they lead to; null where W is not trained.</param>
    protected NetworkStage(Model<T, TActivation> model, TrainingSettings settings, SampleRows<T> rows, IParameterGradient<T>? recurrent)
    {
        (Model, Rows) = (model, rows);
        int n = Neurons;
        IReadOnlyList<Parameter<T>> chosen = settings.Parts.Of(model.Parameters, nameof(settings.Parts));
        if (settings.Trains(NetworkParameters.Bias) && model.Network.Bias.IsEmpty) model.Network.SetBias(new T[n]);
        Trained = [.. chosen.Select(Step)];
        if (settings.KeepStable is { } margin) Guard = new StabilityGuard<T, TActivation>(model, margin) { Rows = rows };

        // W goes by the rule, the others by their implicit gradients.
        ParameterStep<T> Step(Parameter<T> one) => one.Name switch
        {
            var name when name == NetworkParameters.Recurrent.ToString() =>
                new(one, recurrent!, settings.Optimizer, settings.EffectiveRate),
            var name when name == NetworkParameters.Input.ToString() =>
                new(one, Outer(n, model.Features, rows.Adjoints, rows.Features), settings.GradientOptimizer, settings.InputRate),
            var name when name == NetworkParameters.Bias.ToString() =>
                new(one, Outer(1, n, rows.Ones, rows.Adjoints), settings.GradientOptimizer, settings.InputRate),
            _ => new(one, Outer(one.Rows, n, rows.OutputErrors, rows.Rates), settings.GradientOptimizer, settings.ReadoutRate),
        };

        OuterSlices<T> Outer(int height, int width, AlignedBuffer<T> left, AlignedBuffer<T> right) =>
            new(height, width, left, right, settings.BatchSize, settings.Threads);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterStep<T>> Trained { get; }

    /// <inheritdoc/>
    public IGuard? Guard { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<T> Adjoints => Rows.Adjoints.Length == 0 ? default : Rows.Adjoints.Span[..(Rows.Count * Neurons)];

    /// <inheritdoc/>
    public ReadOnlySpan<T> States => Rows.Rates.Span[..(Rows.Count * Neurons)];

    /// <summary>The model.</summary>
    protected Model<T, TActivation> Model { get; }

    /// <summary>What the samples bring and leave.</summary>
    protected SampleRows<T> Rows { get; }

    /// <summary>N.</summary>
    protected int Neurons => Model.Network.Neurons;

    /// <inheritdoc/>
    public void Load(SampleSet data, ReadOnlySpan<int> chosen) => Rows.Load(data, chosen);

    /// <inheritdoc/>
    public abstract void Prepare(double? factor, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract void Run(int member, int members);

    /// <inheritdoc/>
    public abstract void Forget();

    /// <inheritdoc/>
    public abstract SampleTotals Totals();
}

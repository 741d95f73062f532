using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Learning.Training;

/// <summary>All trained blocks of a model, changed together or not at all.</summary>
internal sealed class ModelUpdate<T, TActivation> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Model<T, TActivation> model;
    private readonly ParameterBlock<T>[] blocks;

    internal ModelUpdate(Model<T, TActivation> model, TrainingSettings settings, SampleRows<T> rows, IBlockGradient<T> recurrent)
    {
        this.model = model;
        (int n, int m, int batch, int members) = (model.Network.Neurons, model.Features, settings.BatchSize, settings.Threads);
        List<ParameterBlock<T>> chosen = [];
        if (settings.Trains(TrainedParts.Recurrent))
            chosen.Add(new(TrainedParts.Recurrent, recurrent, settings.Optimizer, settings.EffectiveRate, settings.WeightDecay, settings));
        if (settings.Trains(TrainedParts.Input))
            chosen.Add(Implicit(TrainedParts.Input, new(n, m, rows.Adjoints, rows.Features, batch, members), settings.InputRate, settings.WeightDecay));
        if (settings.Trains(TrainedParts.Bias))
        {
            if (model.Network.Bias.IsEmpty) model.Network.SetBias(new T[n]);
            chosen.Add(Implicit(TrainedParts.Bias, new(1, n, rows.Ones, rows.Adjoints, batch, members), settings.InputRate, weightDecay: 0));
        }

        if (settings.Trains(TrainedParts.Readout))
            chosen.Add(Implicit(TrainedParts.Readout, new(model.Classes, n, rows.OutputErrors, rows.Rates, batch, members), settings.ReadoutRate, settings.WeightDecay));
        blocks = [.. chosen];

        ParameterBlock<T> Implicit(TrainedParts part, OuterSlices<T> gradient, double rate, double weightDecay) =>
            new(part, gradient, settings.GradientOptimizer, rate, weightDecay, settings);
    }

    /// <summary>The blocks in the order W, Wx, b, R.</summary>
    internal ReadOnlySpan<ParameterBlock<T>> Blocks => blocks;

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        foreach (ParameterBlock<T> block in blocks) block.Gradient.Run(member, members);
    }

    /// <summary>One step of every block.</summary>
    /// <param name="team">Who makes the gradients.</param>
    /// <param name="samples">B.</param>
    /// <param name="factor">The schedule's factor on every rate.</param>
    /// <returns>False, and the model unchanged, if any parameter would become NaN or infinite.</returns>
    internal bool Apply(Team team, int samples, double factor)
    {
        foreach (ParameterBlock<T> block in blocks) block.Load(factor, samples);
        team.Run(this);
        bool finite = true;
        long version = model.Network.Recurrent.BeginRead();
        foreach (ParameterBlock<T> block in blocks) finite &= block.Advance(Parameters(block.Part));
        model.Network.Recurrent.EndRead(version);
        foreach (ParameterBlock<T> block in blocks)
        {
            // What led out of the finite numbers may be NaN in the optimizer's memory for good.
            if (finite) Set(block.Part, block.Next);
            else block.Optimizer.Reset();
        }

        return finite;
    }

    /// <summary>Keeps every block.</summary>
    internal void Save(Checkpoint checkpoint, string prefix)
    {
        foreach (ParameterBlock<T> block in blocks) block.Save(checkpoint, prefix, Parameters(block.Part));
    }

    /// <summary>Takes every block up; the model changes when all of them could be read.</summary>
    internal void Load(Checkpoint checkpoint, string prefix)
    {
        foreach (ParameterBlock<T> block in blocks) block.Load(checkpoint, prefix);
        foreach (ParameterBlock<T> block in blocks) Set(block.Part, block.Next);
    }

    /// <summary>The part's parameters as they are.</summary>
    internal ReadOnlySpan<T> Parameters(TrainedParts part) => part switch
    {
        TrainedParts.Recurrent => model.Network.Weights,
        TrainedParts.Input => model.Network.Input!.Values,
        TrainedParts.Bias => model.Network.Bias,
        _ => model.Readout,
    };

    private void Set(TrainedParts part, ReadOnlySpan<T> values)
    {
        switch (part)
        {
            case TrainedParts.Recurrent: model.Network.Recurrent.Set(values); break;
            case TrainedParts.Input: model.Network.Input!.Set(values); break;
            case TrainedParts.Bias: model.Network.SetBias(values); break;
            default: model.SetReadout(values); break;
        }
    }
}

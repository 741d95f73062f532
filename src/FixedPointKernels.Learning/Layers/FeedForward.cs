using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Layers;

/// <summary>Layers one after the other.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class FeedForward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes the layers, the first at the input; at least one.</summary>
    /// <exception cref="ArgumentException">There is none, one is null, or one takes rows of another width than the one before
    /// gives.</exception>
    public FeedForward(params IReadOnlyList<Layer<T>> layers)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0) throw new ArgumentException("A feed-forward network needs at least one layer.", nameof(layers));
        for (int i = 0; i < layers.Count; i++)
        {
            if (layers[i] is null) throw new ArgumentException($"Layer {i} is null.", nameof(layers));
            if (i > 0 && layers[i].Inputs != layers[i - 1].Outputs)
            {
                throw new ArgumentException(
                    $"{layers[i].Name} takes {layers[i].Inputs} inputs, but {layers[i - 1].Name} gives {layers[i - 1].Outputs}.",
                    nameof(layers));
            }
        }

        Layers = [.. layers];
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<Layer<T>> Layers { get; }

    /// <summary>The width of a row that comes in.</summary>
    public int Inputs => Layers[0].Inputs;

    /// <summary>The width of a row that goes out.</summary>
    public int Outputs => Layers[^1].Outputs;

    /// <summary>The parameters of all layers.</summary>
    public IEnumerable<Parameter<T>> Parameters => Layers.SelectMany(layer => layer.Parameters);

    internal FeedForwardStage<T> Stage(LayerPlace<T> place) => new(this, place);
}

/// <summary>The layers of a stack in a trainer.</summary>
internal sealed class FeedForwardStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LayerStage<T>[] stages;

    internal FeedForwardStage(FeedForward<T> stack, LayerPlace<T> place)
    {
        stages = new LayerStage<T>[stack.Layers.Count];
        for (int i = 0; i < stages.Length; i++)
        {
            LayerPlace<T> here = i == 0 ? place
                : place with { Input = stages[i - 1].Output, InputErrors = stages[i - 1].Errors, Adds = false };
            stages[i] = stack.Layers[i].Stage(here);
        }

        Steps = [.. stack.Layers.Zip(stages).SelectMany(one => one.First.Parameters.Zip(one.Second.Gradients))];
        Guards = [.. stages.Select(stage => stage.Guard).OfType<IGuard>()];
    }

    /// <summary>The layers' stages, in their order.</summary>
    internal IReadOnlyList<LayerStage<T>> Stages => stages;

    /// <summary>Rows that go out of the last layer.</summary>
    internal AlignedBuffer<T> Output => stages[^1].Output;

    /// <summary>∂L/∂output of the last layer.</summary>
    internal AlignedBuffer<T> Errors => stages[^1].Errors;

    /// <summary>Every parameter with its gradient, null for one that is never trained.</summary>
    internal IReadOnlyList<(Parameter<T> Parameter, IParameterGradient<T>? Gradient)> Steps { get; }

    /// <summary>What keeps layers in order.</summary>
    internal IReadOnlyList<IGuard> Guards { get; }

    internal void Forward(int member, int from, int count, bool learn, Span<SolveStatus> statuses, CancellationToken cancellation)
    {
        foreach (LayerStage<T> stage in stages) stage.Forward(member, from, count, learn, statuses, cancellation);
    }

    internal void Backward(int member, int from, int count, Span<SolveStatus> statuses, CancellationToken cancellation)
    {
        for (int i = stages.Length - 1; i >= 0; i--) stages[i].Backward(member, from, count, statuses, cancellation);
    }

    internal void Withdraw(int row)
    {
        foreach (LayerStage<T> stage in stages) stage.Withdraw(row);
    }
}

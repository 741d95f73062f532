using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Layers;

/// <summary>A part of a feed-forward network: rows of so many inputs to rows of so many outputs, with parameters of its own.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>The weights belong to the layer, what a batch passes through to the trainer's <c>LayerStage</c>; trainers may share a
/// layer for reading.</remarks>
public abstract class Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private protected Layer(string name, int inputs, int outputs)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Name, Inputs, Outputs) = (name, inputs, outputs);
    }

    /// <summary>What its parameters' names begin with; no other layer of a model has it.</summary>
    public string Name { get; }

    /// <summary>The width of a row that comes in.</summary>
    public int Inputs { get; }

    /// <summary>The width of a row that goes out.</summary>
    public int Outputs { get; }

    /// <summary>Its parameters, trained or not, always in this order.</summary>
    public abstract IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>Makes the memory of one trainer for it.</summary>
    internal abstract LayerStage<T> Stage(LayerPlace<T> place);
}

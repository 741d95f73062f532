using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Models;

/// <summary>Weights of a map as parameters: what of ∂L/∂W = mean λ rᵀ belongs to each of them.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>Of all entries, of those that are there, or of the factors of W = U V: ∂L/∂U = mean λ (V r)ᵀ, ∂L/∂V = mean (Uᵀ λ) rᵀ.</remarks>
public sealed class MapWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<AlignedBuffer<T>, AlignedBuffer<T>, int, int, IReadOnlyList<IParameterGradient<T>>> gradients;

    private MapWeights(
        IReadOnlyList<Parameter<T>> parameters, Func<AlignedBuffer<T>, AlignedBuffer<T>, int, int,
        IReadOnlyList<IParameterGradient<T>>> gradients) =>
        (Parameters, this.gradients) = (parameters, gradients);

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>Every weight; zeros that are to stay zero are a mask of the parameter (<see cref="Parameter{T}.Restrict"/>).</summary>
    /// <param name="weights">W; shared, and packed anew by every step.</param>
    /// <param name="name">What reports and checkpoints call it.</param>
    public static MapWeights<T> Of(PackedWeights<T> weights, string name = "Recurrent")
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new(
            [new PackedParameter<T>(name, weights)],
            (left, right, batch, members) => [new OuterSlices<T>(weights.Outputs, weights.Inputs, left, right, batch, members)]);
    }

    /// <summary>The entries that are there.</summary>
    /// <param name="weights">W; shared, its values are replaced by every step.</param>
    /// <param name="name">What reports and checkpoints call it.</param>
    public static MapWeights<T> Of(SparseWeights<T> weights, string name = "Recurrent")
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new(
            [new SparseParameter<T>(name, weights)], (left, right, batch, members) => [new SparseGradient<T>(weights, left, right, batch)]);
    }

    /// <summary>Both factors.</summary>
    /// <param name="weights">W; shared, and packed anew by every step.</param>
    /// <param name="left">What reports and checkpoints call U.</param>
    /// <param name="right">What they call V.</param>
    public static MapWeights<T> Of(LowRankWeights<T> weights, string left = "U", string right = "V")
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new(
            [new PackedParameter<T>(left, weights.Left), new PackedParameter<T>(right, weights.Right)],
            (rows, states, batch, members) =>
            [
                new FactorGradient<T>(weights, isLeft: true, rows, states, batch, members),
                new FactorGradient<T>(weights, isLeft: false, rows, states, batch, members),
            ]);
    }

    /// <summary>Their gradients from what samples leave: λ, B × N, and r, B × N.</summary>
    internal IReadOnlyList<IParameterGradient<T>> Gradients(AlignedBuffer<T> left, AlignedBuffer<T> right, int batch, int members) =>
        gradients(left, right, batch, members);
}

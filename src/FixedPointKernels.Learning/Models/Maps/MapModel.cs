using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// A system of any kind, trained at its fixed points: s = F(s; d), d = (a sample's features, the parameters), squared error of chosen
/// states.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TMap">F: an <see cref="EquationMap{T, TEquation}"/> of a few states, or any map.</typeparam>
/// <remarks>
/// All a map says of its parameters is (∂F/∂d)ᵀ: the gradient by a sample's drive is λ = (∂F/∂d)ᵀ (I − DFᵀ)⁻¹ ∂L/∂s, and that by the
/// parameters the mean of its last
/// columns. For parameters that are few beside the states; where they are matrices, a model of one's own forms their gradients from
/// factors. In a batch every parameter goes by
/// <see cref="TrainingSettings.Optimizer"/> at <see cref="TrainingSettings.Rate"/>. Source: L. B. Almeida 1987, F. J. Pineda 1987.
/// </remarks>
public sealed class MapModel<T, TMap> : IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    /// <summary>Takes the map and its parameters.</summary>
    /// <param name="map">F.</param>
    /// <param name="features">Features of a sample, the first elements of a drive; at least 1.</param>
    /// <param name="parameters">The parameters, whose entries are the other elements in this order.</param>
    /// <param name="outputs">The state of every target of a <see cref="Data.TargetSet"/>, at least one; copied.</param>
    /// <exception cref="ArgumentException">Features and parameters do not make up a drive, two parameters have one name, or a state lies
    /// outside.</exception>
    public MapModel(TMap map, int features, IReadOnlyList<Parameter<T>> parameters, ReadOnlySpan<int> outputs)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        int count = parameters.Sum(parameter => parameter.Count);
        if (features + count != map.DriveSize)
            throw new ArgumentException(
                $"{features} features and {count} entries of parameters do not make up a drive of {map.DriveSize}.", nameof(parameters));
        if (parameters.Select(parameter => parameter.Name).Distinct().Count() != parameters.Count)
            throw new ArgumentException(
                $"Two parameters have one name: {string.Join(", ", parameters.Select(parameter => parameter.Name))}.", nameof(parameters));
        (Map, Features, Parameters) = (map, features, [.. parameters]);
        DriveParameters = Parameters;
        Objective = new TargetObjective<T>(map.Size, outputs);
    }

    /// <summary>See <see cref="MapModel.OfWeights"/>.</summary>
    internal MapModel(TMap map, MapWeights<T> weights, ReadOnlySpan<int> outputs)
    {
        (Map, Features, Parameters, DriveParameters, Weights) = (map, map.DriveSize, weights.Parameters, [], weights);
        Objective = new TargetObjective<T>(map.Size, outputs);
    }

    /// <summary>F.</summary>
    public TMap Map { get; }

    /// <summary>Features of a sample.</summary>
    public int Features { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>Those that are elements of the drive.</summary>
    internal IReadOnlyList<Parameter<T>> DriveParameters { get; }

    /// <summary>Weights of the map that are trained; null where none are.</summary>
    internal MapWeights<T>? Weights { get; }

    /// <summary>What is asked of the states.</summary>
    internal Objective<T> Objective { get; }

    /// <inheritdoc/>
    public ISampleStage<T> Stage(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RuleFree.Refuse(settings);
        Objective.Learned(settings);
        return new MapStage<T, TMap>(this, settings);
    }
}

/// <summary>Makes models of networks whose weights are trained.</summary>
public static class MapModel
{
    /// <summary>A network of any weights and neurons, r = f(W r + x), trained in its weights; a sample's features are its drive
    /// x.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TWeights">The kind of W.</typeparam>
    /// <typeparam name="TNeurons">What the neurons do.</typeparam>
    /// <param name="map">F. Only the rate form, whose gradient is mean λ rᵀ with the state as r.</param>
    /// <param name="weights">The map's own weights as parameters.</param>
    /// <param name="outputs">The state of every target of a <see cref="Data.TargetSet"/>, at least one; copied.</param>
    /// <exception cref="ArgumentException">A state lies outside.</exception>
    public static MapModel<T, RateMap<T, TWeights, TNeurons>> OfWeights<T, TWeights, TNeurons>(
        RateMap<T, TWeights, TNeurons> map, MapWeights<T> weights, ReadOnlySpan<int> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWeights : struct, IWeights<TWeights, T>
        where TNeurons : struct, INeurons
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        return new(map, weights, outputs);
    }
}

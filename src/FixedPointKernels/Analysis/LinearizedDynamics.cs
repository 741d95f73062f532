using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Analysis;

/// <summary>I + K (DF − I) of any map at a point, K = diag(κ) its relaxation rates, by its products: the dynamics
/// τ ds/dt = κ ∘ (F(s) − s) return there where its abscissa is below 1.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TMap">The map.</typeparam>
/// <remarks>Where all elements go at one rate it is DF, as <see cref="LinearizedMap{T, TMap}"/> is; the radius, of which iteration
/// s ← F(s) depends, is always DF's.</remarks>
public readonly ref struct LinearizedDynamics<T, TMap> : IMatrixProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly TMap map;
    private readonly LinearizedMap<T, TMap> derivative;

    /// <summary>Takes the map and the point.</summary>
    /// <param name="map">The map.</param>
    /// <param name="linearization">Of the point, map.LinearizationSize.</param>
    /// <param name="scratch">As the map says for one row.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public LinearizedDynamics(TMap map, ReadOnlySpan<T> linearization, Scratch<T> scratch)
    {
        derivative = new(map, linearization, scratch);
        this.map = map;
    }

    /// <inheritdoc/>
    public int Order => derivative.Order;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> v, Span<T> result)
    {
        derivative.Multiply(v, result);
        ReadOnlySpan<T> rates = TMap.RelaxationRates(map);
        if (rates.IsEmpty) return;
        TensorPrimitives.Subtract(result, v, result);
        TensorPrimitives.MultiplyAdd(rates, result, v, result);
    }
}

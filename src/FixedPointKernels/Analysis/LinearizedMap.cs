using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Analysis;

/// <summary>DF of any map at a point, by its products: what decides whether the dynamics τ ds/dt = F(s) − s return there.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TMap">The map.</typeparam>
/// <remarks>DF alone: where elements have relaxation rates, the dynamics are those of <see cref="LinearizedDynamics{T, TMap}"/>.</remarks>
public readonly ref struct LinearizedMap<T, TMap> : IMatrixProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly TMap map;
    private readonly ReadOnlySpan<T> linearization;
    private readonly Scratch<T> scratch;

    /// <summary>Takes the map and the point.</summary>
    /// <param name="map">The map.</param>
    /// <param name="linearization">Of the point, map.LinearizationSize.</param>
    /// <param name="scratch">As the map says for one row.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public LinearizedMap(TMap map, ReadOnlySpan<T> linearization, Scratch<T> scratch)
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotLength(linearization.Length, map.LinearizationSize, nameof(linearization));
        this.map = map;
        this.linearization = linearization;
        this.scratch = scratch;
    }

    /// <inheritdoc/>
    public int Order => map.Size;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> v, Span<T> result) => map.Product(1, linearization, v, result, scratch);
}

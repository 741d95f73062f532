using System;
using System.Numerics;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Solving;

/// <summary>The dynamics of a map under one drive as a right-hand side: ds/dt = κ ∘ (F(s; d) − s) / τ, κ the map's relaxation
/// rates.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TMap">The map.</typeparam>
/// <remarks>For a <see cref="TrajectoryIntegrator{T}"/>; made anew for every drive at no cost. 0 bytes allocated.</remarks>
public readonly ref struct MapDynamics<T, TMap> : IRightHandSide<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly TMap map;
    private readonly ReadOnlySpan<T> drive;
    private readonly T rate;
    private readonly Scratch<T> scratch;

    /// <summary>Takes the map, its drive and its memory.</summary>
    /// <param name="map">F and κ.</param>
    /// <param name="drive">d, the map's DriveSize; read in every evaluation.</param>
    /// <param name="scratch">As the map's Scratch(1) says.</param>
    /// <param name="tau">τ, the time constant of an element with κ = 1; positive and finite.</param>
    /// <exception cref="ArgumentException">A drive of another length, a τ that is not positive and finite.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public MapDynamics(TMap map, ReadOnlySpan<T> drive, Scratch<T> scratch, double tau = 1)
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotLength(drive.Length, map.DriveSize, nameof(drive));
        if (!(tau > 0 && double.IsFinite(tau))) throw new ArgumentOutOfRangeException(nameof(tau), tau, $"τ = {tau} must be positive.");
        this.map = map;
        this.drive = drive;
        this.scratch = scratch;
        rate = T.CreateTruncating(1 / tau);
    }

    /// <inheritdoc/>
    public int Size => map.Size;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<T> state, Span<T> slope)
    {
        T residual = default;
        map.Evaluate(1, state, drive, slope, default, new Span<T>(ref residual), scratch);
        StateUpdates.Slope(rate, TMap.RelaxationRates(map), state, slope);
    }
}

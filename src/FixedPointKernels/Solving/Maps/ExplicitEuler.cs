using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Solving;

/// <summary>The explicit Euler map s ← s + k ∘ (F(s; d) − s), k = dt/τ, so many times: the dynamics of a map as recurrent networks are
/// published and trained.</summary>
/// <remarks>
/// Exactly so many steps, on rows of samples; row k of the states depends on row k of the inputs only, bit for bit. Nothing is judged:
/// a solver's residual says where they have come to. A state that stops being finite stays so, in its row alone. 0 bytes allocated.
/// </remarks>
public static class ExplicitEuler
{
    /// <summary>Scratch of a call with that many rows.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static ScratchSize Scratch<T, TMap>(in TMap map, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        Element.ThrowIfUnsupported<T>();
        return ScratchSize.Of(rows, map.Size) + map.Scratch(rows);
    }

    /// <summary>s ← s + h κ ∘ (F(s; d) − s), κ the map's own relaxation rates: k = h κ.</summary>
    /// <param name="map">F and κ.</param>
    /// <param name="steps">How many times; not negative.</param>
    /// <param name="stepSize">h = dt/τ; every h κᵢ in (0, 1].</param>
    /// <param name="states">rows × Size: the starts in, the states after the last step out.</param>
    /// <param name="drives">rows × DriveSize; must not overlap the states.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit; a k outside (0, 1], by its index.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Advance<T, TMap>(
        in TMap map, int steps, T stepSize, Span<T> states, ReadOnlySpan<T> drives, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        Element.ThrowIfUnsupported<T>();
        ReadOnlySpan<T> rates = TMap.RelaxationRates(map);
        if (rates.IsEmpty) CheckFraction(stepSize, 0, nameof(stepSize));
        for (int i = 0; i < rates.Length; i++) CheckFraction(stepSize * rates[i], i, nameof(stepSize));
        int rows = CheckShapes(map, steps, states, drives);
        scratch = scratch.Take(rows, map.Size, out Span<T> images);
        TMap.Relax(map, rows, steps, stepSize, states, drives, images, scratch);
    }

    /// <summary>s ← s + k ∘ (F(s; d) − s), k given element by element.</summary>
    /// <param name="map">F; its own relaxation rates are not looked at.</param>
    /// <param name="steps">How many times; not negative.</param>
    /// <param name="fractions">k, Size numbers in (0, 1].</param>
    /// <param name="states">rows × Size: the starts in, the states after the last step out.</param>
    /// <param name="drives">rows × DriveSize; must not overlap the states.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit; a k outside (0, 1], by its index.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Advance<T, TMap>(
        in TMap map, int steps, ReadOnlySpan<T> fractions, Span<T> states, ReadOnlySpan<T> drives, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotLength(fractions.Length, map.Size, nameof(fractions));
        for (int i = 0; i < fractions.Length; i++) CheckFraction(fractions[i], i, nameof(fractions));
        int rows = CheckShapes(map, steps, states, drives);
        scratch = scratch.Take(rows, map.Size, out Span<T> images);
        MapDefaults.RelaxBy(map, rows, steps, T.One, fractions, states, drives, images, scratch);
    }

    private static int CheckShapes<T, TMap>(in TMap map, int steps, Span<T> states, ReadOnlySpan<T> drives)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        int rows = map.Size == 0 ? 0 : states.Length / map.Size;
        Throw.IfNotShape(states.Length, rows, map.Size, nameof(states));
        Throw.IfNotShape(drives.Length, rows, map.DriveSize, nameof(drives));
        Throw.IfOverlaps(drives, states, nameof(drives), nameof(states));
        return rows;
    }

    private static void CheckFraction<T>(T k, int index, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(k > T.Zero && k <= T.One))
            throw new ArgumentOutOfRangeException(name, k, $"k = dt/τ of element {index} is {k}; it must be in (0, 1].");
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>What a map that says no better is taken to be.</summary>
internal static class MapDefaults
{
    // Residuals that nobody reads: rows go by as many at a time.
    private const int RowsAtOnce = 64;

    /// <summary>Evaluations and steps in turn.</summary>
    internal static void Relax<TMap, T>(
        in TMap map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        RelaxBy(map, rows, steps, alpha, TMap.RelaxationRates(map), states, drives, images, scratch);

    /// <summary>The same with rates that need not be the map's own.</summary>
    internal static void RelaxBy<TMap, T>(
        in TMap map, int rows, int steps, T alpha, ReadOnlySpan<T> rates, Span<T> states, ReadOnlySpan<T> drives, Span<T> images,
        Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> residuals = stackalloc T[RowsAtOnce];
        (int size, int driveSize) = (map.Size, map.DriveSize);
        for (int from = 0; from < rows; from += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, rows - from);
            Span<T> some = states.Slice(from * size, count * size), theirs = images.Slice(from * size, count * size);
            for (int step = 0; step < steps; step++)
            {
                map.Evaluate(count, some, drives.Slice(from * driveSize, count * driveSize), theirs, default, residuals[..count], scratch);
                StateUpdates.RelaxBy(alpha, rates, theirs, some);
            }
        }
    }

    /// <summary>4 ε max|vᵢ|.</summary>
    internal static T FourRoundings<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        values.IsEmpty ? T.Zero : T.CreateTruncating(4) * Precision<T>.Epsilon * T.Abs(TensorPrimitives.MaxMagnitude(values));

    /// <summary>Residuals further from 0 by an error that they may have; scales are the states' own.</summary>
    internal static void MoveOutward<T>(ReadOnlySpan<T> state, Span<T> residuals, T error, Span<T> scales)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = T.CopySign(T.Abs(residuals[i]) + error, residuals[i]);
            scales[i] = T.Abs(state[i]);
        }
    }
}

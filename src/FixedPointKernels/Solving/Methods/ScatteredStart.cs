using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Solving;

/// <summary>Starts for another try: start + w u, u uniform in (−1, 1) by a fixed sequence, w twice the root mean square of how far the best
/// point lies from the start.</summary>
/// <remarks>
/// The same numbers in every call, so a sample still ends in the same bits wherever it lies in its batch. Source of the sequence: G. L.
/// Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", 2014 (SplitMix64).
/// </remarks>
internal static class ScatteredStart
{
    /// <summary>state ← start + w u of that try; best is what w is measured by.</summary>
    internal static void Write<T>(int attempt, ReadOnlySpan<T> start, ReadOnlySpan<T> best, Span<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StateUpdates.Subtract(best, start, state);
        T square = Dot.Product<T>(state, state) / T.CreateTruncating(state.Length);
        double width = square > T.Zero && T.IsFinite(square) ? 2 * Math.Sqrt(double.CreateTruncating(square)) : 1;
        ulong counter = (ulong)attempt << 32;
        for (int i = 0; i < state.Length; i++) state[i] = start[i] + T.CreateTruncating(width * Uniform(ref counter));
    }

    private static double Uniform(ref ulong counter)
    {
        ulong z = counter += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((double)((z ^ (z >> 31)) >> 11) * Math.ScaleB(1, -52)) - 1;
    }
}

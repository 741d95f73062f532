using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>How much memory a <see cref="MapSolver{T, TMap}"/> needs, so that a batch for which
/// there is not enough can be refused.</summary>
internal static class SolverFootprint
{
    /// <summary>Throws unless there is memory for a solver for so many samples.</summary>
    internal static void ThrowIfTooLarge<T, TMap>(TMap map, int maxBatch, SolverOptions options, int defaultSlots, bool factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T> =>
        Footprint.ThrowIfTooLarge(
            nameof(maxBatch), maxBatch, "the solver's memory",
            samples => Of<T, TMap>(map, samples, options, Math.Min(samples, options.Slots ?? defaultSlots), factors));

    /// <summary>Whether factors of one sample can be had, and the matrices of the test for a singular point
    /// (<see cref="JacobianTest{T}"/>): 3 N² elements and N² doubles.</summary>
    internal static bool CanFactor<T>(int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double matrix = (double)size * size;
        return new Footprint(matrix * ((3 * Footprint.ElementBytes<T>()) + sizeof(double)), matrix).Fits();
    }

    // Slots have three states, a drive and two linearizations each, and Anderson's two windows of changes and two last rows; samples a
    // status, a residual and two integers; factors one N × N block, or one per sample.
    private static Footprint Of<T, TMap>(TMap map, double samples, SolverOptions options, double slots, bool writes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        double size = map.Size;
        bool accelerates = options.Method.Accelerates();
        bool factors = writes && (options.Method.Factors() || options.PolishSteps > 0);
        double window = accelerates ? options.Window ?? 5 : 0;
        double rows = slots * (((3 + (accelerates ? (2 * window) + 2 : 0)) * size) + map.DriveSize + (2.0 * map.LinearizationSize));
        double blocks = factors ? (options.KeepFactors ? samples : 1) * size * size : 0;
        double widest = slots * Math.Max(Math.Max(1, window) * size, Math.Max(map.DriveSize, map.LinearizationSize));
        return new(((rows + blocks) * Footprint.ElementBytes<T>()) + (samples * (9 + Footprint.ElementBytes<T>())),
            Math.Max(Math.Max(blocks, widest), samples));
    }
}

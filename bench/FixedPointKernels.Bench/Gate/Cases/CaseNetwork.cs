using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Networks from fixed seeds, the same on every machine.</summary>
internal static class CaseNetwork
{
    internal static RateNetwork<T, Tanh> Random<T>(int neurons, double gain)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(CaseOperands.Gaussian<T>(1, neurons * neurons, gain / Math.Sqrt(neurons)).Span, neurons);

    internal static CallCounts Counts<T>(SolveSummary<T> solved)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(solved.Evaluations, solved.Factorizations);
}

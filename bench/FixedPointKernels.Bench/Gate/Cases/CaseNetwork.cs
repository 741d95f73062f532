using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Networks and inputs from fixed seeds, the same on every machine.</summary>
internal static class CaseNetwork
{
    internal static RateNetwork<T, Tanh> Random<T>(int neurons, double gain)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Gaussian<T>(1, neurons * neurons, gain / Math.Sqrt(neurons)), neurons);

    internal static T[] Gaussian<T>(ulong seed, int count, double standardDeviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = new double[count];
        new SeededRandom(seed).FillGaussian<double>(values, standardDeviation);
        return Array.ConvertAll(values, T.CreateTruncating);
    }

    internal static CallCounts Counts<T>(SolveSummary<T> solved)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(solved.Evaluations, solved.Factorizations);
}

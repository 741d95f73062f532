using System.Numerics;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Operands from fixed seeds, the same on every machine, each on a cache line's boundary.</summary>
/// <remarks>
/// Arrays start where the heap happens to stand: 300 doubles took 25 % longer in all processes of one of two identical builds, whose paths
/// differ in length.
/// </remarks>
internal static class CaseOperands
{
    /// <summary>Values of N(0, s²).</summary>
    internal static AlignedBuffer<T> Gaussian<T>(ulong seed, int count, double standardDeviation = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = new double[count];
        new SeededRandom(seed).FillGaussian<double>(values, standardDeviation);
        AlignedBuffer<T> operand = new(count);
        for (int i = 0; i < count; i++) operand.Span[i] = T.CreateTruncating(values[i]);
        return operand;
    }
}

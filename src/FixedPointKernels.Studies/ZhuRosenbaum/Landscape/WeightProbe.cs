using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

/// <summary>J at points W* + s Wⱼ + t Wₖ: r = (I − W)⁻¹ x of all samples by one LU. Columns are samples. One per thread; 0 bytes per
/// point.</summary>
internal sealed class WeightProbe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int neurons;
    private readonly int samples;
    private readonly T[] center;
    private readonly T[][] directions;
    private readonly T[] inputs;
    private readonly T[] targets;
    private readonly T[] factors;
    private readonly T[] rates;
    private readonly int[] pivots;
    private readonly AlignedBuffer<T> scratch;

    /// <param name="problem">Inputs and targets.</param>
    /// <param name="weights">W*, N × N.</param>
    /// <param name="directions">Wₖ, N × N each.</param>
    internal WeightProbe(LinearProblem problem, ReadOnlySpan<double> weights, double[][] directions)
    {
        (neurons, samples) = (problem.Neurons, problem.Samples);
        center = new T[weights.Length];
        for (int i = 0; i < center.Length; i++) center[i] = T.CreateTruncating((i % (neurons + 1) == 0 ? 1 : 0) - weights[i]);
        this.directions = Array.ConvertAll(directions, direction => Array.ConvertAll(direction, T.CreateTruncating));
        inputs = Columns(problem.Inputs);
        targets = Columns(problem.Targets);
        factors = new T[center.Length];
        rates = new T[inputs.Length];
        pivots = new int[neurons];
        scratch = ScratchSize.Max(Lu.FactorScratch<T>(neurons), Lu.SolveManyScratch<T>(neurons, samples)).Allocate<T>();
    }

    /// <summary>J; +∞ where I − W has a zero pivot or the loss leaves the finite numbers.</summary>
    /// <param name="j">A direction.</param>
    /// <param name="s">How far along it.</param>
    /// <param name="k">Another.</param>
    /// <param name="t">How far along that.</param>
    internal double Loss(int j, double s, int k, double t)
    {
        TensorPrimitives.MultiplyAdd<T>(directions[j], T.CreateTruncating(-s), center, factors);
        if (t != 0) TensorPrimitives.MultiplyAdd<T>(directions[k], T.CreateTruncating(-t), factors, factors);
        if (Lu.Factor(neurons, factors, neurons, pivots, scratch.Scratch) >= 0) return double.PositiveInfinity;
        inputs.CopyTo(rates, 0);
        Lu.SolveMany<T>(Transpose.No, neurons, factors, neurons, pivots, samples, rates, samples, scratch.Scratch);
        TensorPrimitives.Subtract<T>(rates, targets, rates);
        double loss = double.CreateTruncating(TensorPrimitives.SumOfSquares<T>(rates)) / samples;
        return double.IsFinite(loss) ? loss : double.PositiveInfinity;
    }

    private T[] Columns(ReadOnlySpan<double> rows)
    {
        T[] columns = new T[rows.Length];
        for (int i = 0; i < columns.Length; i++) columns[i] = T.CreateTruncating(rows[(i % samples * neurons) + (i / samples)]);
        return columns;
    }
}

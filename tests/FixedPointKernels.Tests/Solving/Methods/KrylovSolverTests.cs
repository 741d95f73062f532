using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>GMRES of one sample on products with DF.</summary>
public sealed class KrylovSolverTests
{
    private const int N = 300;

    /// <summary>DF = diag(0, …, 0.99), so 1 − λ from 0.01 to 1: more than two cycles of 30 for 10⁻¹². Each goes on from the sum of all
    /// before, and what is returned is the rest as it is.</summary>
    [Fact]
    public void Every_cycle_goes_on_from_what_the_ones_before_left()
    {
        double[] lambda = [.. Enumerable.Range(0, N).Select(i => 0.99 * i / (N - 1))], w = new double[N * N],
            b = [.. Enumerable.Range(0, N).Select(i => Math.Sin(i + 1))], x = new double[N], ones = [.. Enumerable.Repeat(1.0, N)];
        for (int i = 0; i < N; i++) w[i * (N + 1)] = lambda[i];
        RateMap<double, Sparse<double>, Uniform<Tanh>> map = new(SparseWeights<double>.Of(w, N, N), default);
        KrylovSolver<double> solver = new(N);
        AlignedBuffer<double> scratch = map.Scratch(1).Allocate<double>();
        double norm = Math.Sqrt(b.Sum(one => one * one));
        double left = solver.Solve(map, ones, b, x, 1e-12 * norm, 1000, out int products, scratch.Scratch);
        Assert.InRange(products, 61, 999);
        Assert.InRange(left, 0, 1e-12 * norm);
        double rest = Math.Sqrt(Enumerable.Range(0, N).Sum(i => Math.Pow(b[i] - ((1 - lambda[i]) * x[i]), 2)));
        Assert.InRange(rest, 0, 2e-12 * norm);
    }
}

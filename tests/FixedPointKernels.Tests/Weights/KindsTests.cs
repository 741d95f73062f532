using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Weights;

/// <summary>A network with masked, sparse or low-rank weights, or weights of the user's own, is the dense network of the same matrix: in
/// every solver and adjoint.</summary>
public sealed class KindsTests
{
    private const int N = 30;
    private const int Batch = 5;
    private const double Near = 1e-8;

    private static readonly RandomNet Net = new(3, N, 0.9, Batch);

    private static readonly double[] Drive = Rows.Flat<double>(Net.X), Error = Rows.Flat<double>(Net.E);

    public static TheoryData<SolverMethod> Methods => [.. Enum.GetValues<SolverMethod>()];

    [Theory, MemberData(nameof(Methods))]
    public void Masked_and_sparse(SolverMethod method)
    {
        double[] masked = [.. Rows.Flat<double>(Net.W).Select((w, at) => at % 3 == 0 ? 2 * w : 0)];
        (double[] rates, double[] gradient) = Solve<Dense<double>>(new PackedWeights<double>(masked, N, N), SolverMethod.Auto);
        (double[] sparse, double[] slopes) = Solve<Sparse<double>>(SparseWeights<double>.Of(masked, N, N), method);
        Rows.AssertClose(rates, sparse, Near, "r");
        Rows.AssertClose(gradient, slopes, Near, "∂L/∂x");
        if (method is SolverMethod.Newton or SolverMethod.Chord or SolverMethod.Settle) return;
        (double[] own, double[] ownSlopes) = Solve<Own>(new Own(masked), method);
        Rows.AssertClose(rates, own, Near, "r");
        Rows.AssertClose(gradient, ownSlopes, Near, "∂L/∂x");
    }

    [Theory, MemberData(nameof(Methods))]
    public void Of_low_rank(SolverMethod method)
    {
        double[] left = Rows.Flat<double>(Net.W)[..(2 * N)], right = [.. Rows.Flat<double>(Net.W)[^(2 * N)..].Select(w => 3 * w)],
            w = new double[N * N];
        for (int at = 0; at < w.Length; at++)
            w[at] = (left[2 * (at / N)] * right[at % N]) + (left[(2 * (at / N)) + 1] * right[N + (at % N)]);
        (double[] rates, double[] gradient) = Solve<Dense<double>>(new PackedWeights<double>(w, N, N), SolverMethod.Auto);
        (double[] other, double[] slopes) = Solve<LowRank<double>>(new LowRankWeights<double>(left, right, N, N, 2), method);
        Rows.AssertClose(rates, other, Near, "r");
        Rows.AssertClose(gradient, slopes, Near, "∂L/∂x");
    }

    // Potentials v with rates f(v): the same network.
    [Fact]
    public void In_the_potential_form_too()
    {
        double[] masked = [.. Rows.Flat<double>(Net.W).Select((w, at) => at % 3 == 0 ? 2 * w : 0)];
        PotentialMap<double, Sparse<double>, Uniform<Tanh>> map = new(SparseWeights<double>.Of(masked, N, N), default);
        double[] potentials = new double[Batch * N];
        Assert.True(
            new MapSolver<double, PotentialMap<double, Sparse<double>, Uniform<Tanh>>>(map, Batch).Solve(Drive, potentials).AllConverged);
        (double[] rates, _) = Solve<Dense<double>>(new PackedWeights<double>(masked, N, N), SolverMethod.Auto);
        Rows.AssertClose(rates, [.. potentials.Select(Math.Tanh)], Near, "r");
    }

    // Points, and gradients by every adjoint that the map has; a batch of one has the bits of the batch, and a call allocates nothing.
    private static (double[] Rates, double[] Gradient) Solve<TWeights>(TWeights weights, SolverMethod method)
        where TWeights : struct, IWeights<TWeights, double>
    {
        RateMap<double, TWeights, Uniform<Tanh>> map = new(weights, default);
        SolverOptions options = method == SolverMethod.Euler
            ? new() { Method = method, StepSize = 0.5, StepLimit = 400 }
            : new() { Method = method };
        MapSolver<double, RateMap<double, TWeights, Uniform<Tanh>>> solver = new(map, Batch, options), alone = new(map, 1, options);
        double[] rates = new double[Batch * N], gains = new double[Batch * N], one = new double[N], u = new double[Batch * N],
            gradient = new double[Batch * N];
        ZeroBytes.Assert($"{typeof(TWeights).Name}, {method}", () => Assert.True(solver.Solve(Drive, rates, gains).Converged == Batch));
        rates.AsSpan().Clear();
        solver.Forget();
        solver.Solve(Drive, rates, gains);
        for (int k = 0; k < Batch && method != SolverMethod.Chord; k++)
        {
            one.AsSpan().Clear();
            alone.Solve(Drive.AsSpan(k * N, N), one);
            Assert.Equal(one, rates[(k * N)..((k + 1) * N)]);
        }

        bool writes = TWeights.WritesRows(weights);
        foreach (AdjointMethod adjoint in writes
            ? [AdjointMethod.Direct, AdjointMethod.Shared, AdjointMethod.Gmres]
            : (AdjointMethod[])[AdjointMethod.Gmres])
        {
            AdjointSolver<double, RateMap<double, TWeights, Uniform<Tanh>>> adjoints = new(map, Batch, new() { Method = adjoint });
            ZeroBytes.Assert($"{adjoint}", () => Assert.True(adjoints.Solve(gains, Error, u, gradient).Converged == Batch));
        }

        return (rates, gradient);
    }

    private readonly struct Own(double[] w) : IWeights<Own, double>
    {
        public int Outputs => N;

        public int Inputs => N;

        public ScratchSize Scratch(int rows) => ScratchSize.None;

        public void Multiply(int rows, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
        {
            products.Clear();
            for (int at = 0; at < rows * N * N; at++) products[at / N] += w[at % (N * N)] * vectors[(at / (N * N) * N) + (at % N)];
        }

        public void MultiplyTransposed(int rows, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
        {
            products.Clear();
            for (int at = 0; at < rows * N * N; at++) products[(at / (N * N) * N) + (at % N)] += w[at % (N * N)] * vectors[at / N];
        }
    }
}

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
using Map = FixedPointKernels.Networks.RateMap<
    double, FixedPointKernels.Weights.Dense<double>,
    FixedPointKernels.Activations.Ranges<FixedPointKernels.Activations.Tanh,
        FixedPointKernels.Activations.Ranges<FixedPointKernels.Activations.Relu,
            FixedPointKernels.Activations.Uniform<FixedPointKernels.Activations.Softplus>>>>;

namespace FixedPointKernels.Tests.Networks;

/// <summary>Three neurons, tanh, relu and softplus: each does its own in every solver, and gradients are
/// the slopes of points solved anew.</summary>
public sealed class RangesTests
{
    private static readonly double[] W = [0.3, -0.5, 0.2, 0.4, 0.1, -0.3, -0.6, 0.5, 0.2];

    private static readonly double[] X = [0.5, 0.8, -0.2, -1, 2, 0.3];

    public static TheoryData<SolverMethod> Methods => [.. Enum.GetValues<SolverMethod>()];

    [Theory, MemberData(nameof(Methods))]
    public void Every_neuron_does_its_own(SolverMethod method)
    {
        Map map = new(new PackedWeights<double>(W, 3, 3), new(1, default, new(1, default, default)));
        SolverOptions options = method == SolverMethod.Euler
            ? new() { Method = method, StepSize = 0.5, StepLimit = 400 }
            : new() { Method = method };
        MapSolver<double, Map> solver = new(map, 2, options), alone = new(map, 1, options);
        double[] r = new double[6], g = new double[6], u = new double[6], gradient = new double[6], one = new double[3];
        ZeroBytes.Assert("solve", () => Assert.True(solver.Solve(X, r, g).Converged == 2));
        r.AsSpan().Clear();
        solver.Solve(X, r, g);
        for (int k = 0; k < 2; k++)
        {
            double[] z =
                [.. Enumerable.Range(0, 3).Select(i => X[(3 * k) + i] + Enumerable.Range(0, 3).Sum(j => W[(3 * i) + j] * r[(3 * k) + j]))];
            Rows.AssertClose([Math.Tanh(z[0]), Math.Max(z[1], 0), Math.Log(1 + Math.Exp(z[2]))], r[(3 * k)..(3 * (k + 1))], 1e-9, "r");
            one.AsSpan().Clear();
            alone.Solve(X.AsSpan(3 * k, 3), one);
            if (method != SolverMethod.Chord) Assert.Equal(one, r[(3 * k)..(3 * (k + 1))]);
        }

        foreach (AdjointMethod adjoint in (AdjointMethod[])[AdjointMethod.Direct, AdjointMethod.Shared, AdjointMethod.Gmres])
        {
            AdjointSolver<double, Map> adjoints = new(map, 2, new() { Method = adjoint });
            ZeroBytes.Assert("adjoint", () => Assert.True(adjoints.Solve(g, [1, 2, 3, 3, 2, 1], u, gradient).Converged == 2));
            for (int at = 0; at < 6; at++) Assert.Equal(Slope(map, at), gradient[at], 1e-8);
        }
    }

    // A range that ends beyond the network has all of it; an empty one has nothing.
    [Fact]
    public void Ranges_may_be_empty()
    {
        double[] all = new double[3], none = new double[3], residual = new double[1], expected = new double[3];
        PackedWeights<double> weights = new(W, 3, 3);
        new RateMap<double, Dense<double>, Ranges<Tanh, Uniform<Relu>>>(weights, new(9, default, default))
            .Evaluate(1, [1, 2, 3], [0, 0, 0], all, default, residual, default);
        new RateMap<double, Dense<double>, Ranges<Relu, Uniform<Tanh>>>(weights, new(0, default, default))
            .Evaluate(1, [1, 2, 3], [0, 0, 0], none, default, residual, default);
        new RateMap<double, Dense<double>, Uniform<Tanh>>(weights, default).Evaluate(
            1, [1, 2, 3], [0, 0, 0], expected, default, residual, default);
        Assert.Equal(expected, all);
        Assert.Equal(expected, none);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ranges<Tanh, Uniform<Relu>>(-1, default, default));
        Assert.Contains("2×3", Assert.Throws<ArgumentException>(() => new RateMap<double, Dense<double>, Uniform<Relu>>(
            new PackedWeights<double>(new double[6], 2, 3), default)).Message, StringComparison.Ordinal);
    }

    // At r = 0 the residual is the largest image of all ranges, whichever it is in; NaN in one of them is NaN.
    [Theory]
    [InlineData(1, 3, 0, 3)]
    [InlineData(3, 0.5, 0, 0.99505475368673046)]
    [InlineData(0, -1, 5, 5.0067153484891179)]
    [InlineData(double.NaN, 1, 1, double.NaN)]
    [InlineData(1, 1, double.NaN, double.NaN)]
    public void A_residual_is_that_of_the_worst_neuron(double first, double second, double third, double expected)
    {
        Map map = new(new PackedWeights<double>(W, 3, 3), new(1, default, new(1, default, default)));
        double[] images = new double[6], residuals = new double[2];
        AlignedBuffer<double> scratch = map.Scratch(2).Allocate<double>();
        map.Evaluate(2, new double[6], [0, 0, 0, first, second, third], images, default, residuals, scratch.Scratch);
        Assert.Equal(Math.Log(2), residuals[0], 1e-15);
        Assert.Equal(expected, residuals[1], 1e-14);
    }

    // Two ranges of one activation are that network: also in what is said about rounding, to the last bit. The second range has the larger
    // gains and drives, so it decides.
    [Fact]
    public void What_rounding_does_to_ranges_is_what_it_does_to_their_neurons()
    {
        PackedWeights<double> weights = new(W, 3, 3);
        RateMap<double, Dense<double>, Uniform<Tanh>> whole = new(weights, default);
        RateMap<double, Dense<double>, Ranges<Tanh, Uniform<Tanh>>> parts = new(weights, new(1, default, default));
        (double Error, double[] Residuals, double[] Scales) expected = Rounding(whole), found = Rounding(parts);
        Assert.Equal(expected.Error, found.Error);
        Assert.Equal(expected.Residuals, found.Residuals);
        Assert.Equal(expected.Scales, found.Scales);
        Assert.All(expected.Scales, scale => Assert.True(scale > 0.1));
    }

    private static (double Error, double[] Residuals, double[] Scales) Rounding<TMap>(TMap map)
        where TMap : struct, IFixedPointMap<TMap, double>
    {
        double[] r = [0.3, -0.2, 0.9], x = [0.5, 8, -3], gains = [0.1, 0.9, 0.7];
        double[] residuals = [1e-15, -2e-15, 3e-15], scales = new double[3];
        AlignedBuffer<double> scratch = map.Scratch(1).Allocate<double>();
        double error = TMap.ResidualError(map, r, x, gains, scratch.Scratch);
        TMap.Enclose(map, r, x, gains, residuals, 0, scales, scratch.Scratch);
        return (error, residuals, scales);
    }

    // ∂/∂x of r₀ + 2 r₁ + 3 r₂ in the first sample, 3 r₀ + 2 r₁ + r₂ in the second.
    private static double Slope(Map map, int at)
    {
        MapSolver<double, Map> solver = new(map, 2, new() { Method = SolverMethod.Newton, Tolerance = 1e-14 });
        double slope = 0;
        foreach (int sign in (int[])[1, -1])
        {
            double[] moved = [.. X], r = new double[6];
            moved[at] += sign * 1e-5;
            solver.Solve(moved, r);
            slope += sign * (r[0] + (2 * r[1]) + (3 * r[2]) + (3 * r[3]) + (2 * r[4]) + r[5]) / 2e-5;
        }

        return slope;
    }
}

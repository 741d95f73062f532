using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Mixed precision: float factors in a double solve end at the tolerance asked for, measured in double by the twin,
/// or give way to double factors.</summary>
[Trait("Leg", "Any")]
public sealed class SingleFactorsTests
{
    // The smallest order at which float factors are taken.
    private const int N = 128;
    private const int Batch = 3;

    // Rounding of the residual's own evaluation: a sum of N products and two additions.
    private static readonly double Rounding = (N + 2) * Math.ScaleB(1, -53);

    [Fact]
    public void They_win_in_double_from_128_on()
    {
        Assert.True(SingleFactors.Win<double>(N));
        Assert.False(SingleFactors.Win<double>(N - 1));
        Assert.False(SingleFactors.Win<float>(N));
        Assert.Equal(ScratchSize.None, SingleFactors.Scratch<double>(N - 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e-200)]
    [InlineData(1e200)]
    public void An_adjoint_is_refined_to_doubles_accuracy_whatever_its_scale(double scale)
    {
        RandomNet net = new(31, N, 0.9, Batch);
        double[][] e = Twin.DenseMatrix.Scale(scale, net.E);
        FixedPointSolver<double, Linear> solver = new(net.Network<double, Linear>(), Batch, null, new() { Tolerance = 1e-13 });
        double[] u = new double[Batch * N];
        SolveSummary<double> adjoint = solver.Adjoint(Ones(Batch * N), Rows.Flat<double>(e), u);
        Assert.Equal(Batch, adjoint.Converged);

        // One factorization a sample, and more than the two evaluations that double factors need: these are float ones.
        Assert.Equal(Batch, adjoint.Factorizations);
        for (int k = 0; k < Batch; k++)
        {
            Assert.InRange(adjoint.Steps[k], 3, 4);
            double[] own = u[(k * N)..((k + 1) * N)];
            double bound = (1e-13 * Twin.DenseMatrix.Largest(e[k])) + (2 * Rounding * Size(net.W, own));
            Assert.InRange(Twin.Adjoint.Residual(net.W, Ones(N), e[k], own), 0, bound);
        }
    }

    [Fact]
    public void An_ill_conditioned_adjoint_goes_on_with_double_factors()
    {
        // cond(I − W) > 10⁸: an error of 2⁻²⁴ in the matrix is a relative change of several in the solution, one of 2⁻⁵³ is 10⁻⁸.
        double[][] w = NearlySingular(1e-8), e = new RandomNet(33, N, 1, Batch).E;
        RateNetwork<double, Linear> network = new(Rows.Flat<double>(w), N);
        FixedPointSolver<double, Linear> solver = new(network, Batch, null, new() { Tolerance = 1e-4 });
        double[] u = new double[Batch * N];
        SolveSummary<double> adjoint = solver.Adjoint(Ones(Batch * N), Rows.Flat<double>(e), u);
        Assert.Equal(Batch, adjoint.Converged);
        Assert.Equal(2 * Batch, adjoint.Factorizations);
        for (int k = 0; k < Batch; k++)
        {
            double[] own = u[(k * N)..((k + 1) * N)];
            double bound = (1e-4 * Twin.DenseMatrix.Largest(e[k])) + (2 * Rounding * Size(w, own));
            Assert.InRange(Twin.Adjoint.Residual(w, Ones(N), e[k], own), 0, bound);
        }
    }

    [Fact]
    public void Newton_takes_no_step_more_than_with_double_factors()
    {
        // A linear network is solved in one step, whatever the factors, where they are refined to the tolerance.
        RandomNet net = new(35, N, 0.9, Batch);
        double[] r = new double[Batch * N];
        FixedPointSolver<double, Linear> solver = new(net.Network<double, Linear>(), Batch, new() { Method = SolverMethod.Newton });
        SolveSummary<double> solved = solver.Solve(Rows.Flat<double>(net.X), r);
        Assert.Equal(Batch, solved.Converged);
        Assert.Equal(Batch, solved.Factorizations);
        Assert.Equal(2 * Batch, solved.Evaluations);
        for (int k = 0; k < Batch; k++) CheckFixedPoint(net.W, net.X[k], Twin.Activation.Linear, r[(k * N)..((k + 1) * N)], 1e-10);
    }

    [Fact]
    public void Newton_reaches_its_tolerance_in_double()
    {
        RandomNet net = new(36, N, 1.2, Batch);
        double[] r = new double[Batch * N];
        FixedPointSolver<double, Tanh> solver = new(
            net.Network<double, Tanh>(), Batch, new() { Method = SolverMethod.Newton, Tolerance = 1e-13 });
        SolveSummary<double> solved = solver.Solve(Rows.Flat<double>(net.X), r);
        Assert.Equal(Batch, solved.Converged);
        for (int k = 0; k < Batch; k++) CheckFixedPoint(net.W, net.X[k], Twin.Activation.Tanh, r[(k * N)..((k + 1) * N)], 1e-13);
    }

    [Fact]
    public void Newton_goes_on_with_double_factors_where_float_ones_do_not_solve()
    {
        double[][] w = NearlySingular(1e-8), x = new RandomNet(37, N, 1, Batch).X;
        double[] r = new double[Batch * N];
        RateNetwork<double, Linear> network = new(Rows.Flat<double>(w), N);
        FixedPointSolver<double, Linear> solver = new(network, Batch, new() { Method = SolverMethod.Newton, Tolerance = 1e-3 });
        SolveSummary<double> solved = solver.Solve(Rows.Flat<double>(x), r);
        Assert.Equal(Batch, solved.Converged);
        Assert.Equal(2 * Batch, solved.Factorizations);
        for (int k = 0; k < Batch; k++) CheckFixedPoint(w, x[k], Twin.Activation.Linear, r[(k * N)..((k + 1) * N)], 1e-3);
    }

    [Fact]
    public void An_entry_too_large_for_float_is_left_to_double()
    {
        // r₀ = 2¹³⁰ r₁, r₁ = 2⁻¹⁰, and u₁ = 2¹³⁰ u₀, u₀ = 1: exact in double.
        double large = Math.ScaleB(1, 130);
        double[] w = new double[N * N], x = new double[N], e = new double[N], r = new double[N], u = new double[N];
        w[1] = large;
        x[1] = Math.ScaleB(1, -10);
        e[0] = 1;
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>(w, N), 1, new() { Method = SolverMethod.Newton });
        SolveSummary<double> solved = solver.Solve(x, r);
        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        Assert.Equal(2, solved.Factorizations);
        Assert.Equal(Math.ScaleB(1, 120), r[0]);
        SolveSummary<double> adjoint = solver.Adjoint(Ones(N), e, u);
        Assert.Equal(SolveStatus.Converged, adjoint.Status(0));
        Assert.Equal(2, adjoint.Factorizations);
        Assert.Equal(large, u[1]);
    }

    [Fact]
    public void Zero_bytes()
    {
        double[][] w = NearlySingular(1e-8), x = new RandomNet(38, N, 1, Batch).X;
        double[] drive = Rows.Flat<double>(x), r = new double[Batch * N], u = new double[Batch * N], g = Ones(Batch * N);
        FixedPointSolver<double, Linear> solver = new(
            new RateNetwork<double, Linear>(Rows.Flat<double>(w), N), Batch, new() { Method = SolverMethod.Newton });
        ZeroBytes.Assert("Newton", () => solver.Solve(drive, r));
        ZeroBytes.Assert("adjoint", () => solver.Adjoint(g, drive, u));
    }

    private static void CheckFixedPoint(double[][] w, double[] x, Twin.Activation f, double[] r, double tolerance) =>
        Assert.InRange(Twin.RateMap.Residual(w, x, f, r), 0, tolerance + (2 * Rounding * Size(w, r)));

    // ‖W‖∞ ‖r‖∞ + ‖r‖∞, in either direction.
    private static double Size(double[][] w, double[] r)
    {
        double rows = 0, columns = 0;
        for (int i = 0; i < N; i++)
        {
            double row = 0, column = 0;
            for (int j = 0; j < N; j++) (row, column) = (row + Math.Abs(w[i][j]), column + Math.Abs(w[j][i]));
            (rows, columns) = (Math.Max(rows, row), Math.Max(columns, column));
        }

        return (1 + Math.Max(rows, columns)) * Twin.DenseMatrix.Largest(r);
    }

    // A change of rank one to a random W after which (I − W) v = gap·u for unit vectors u and v.
    private static double[][] NearlySingular(double gap)
    {
        RandomNet net = new(39, N, 0.9, 2);
        double[][] w = net.W;
        double[] v = Unit(net.X[0]), u = Unit(net.X[1]), wv = Twin.DenseMatrix.Multiply(w, v);
        for (int i = 0; i < N; i++)
        {
            double change = v[i] - wv[i] - (gap * u[i]);
            for (int j = 0; j < N; j++) w[i][j] += change * v[j];
        }

        return w;
    }

    private static double[] Unit(double[] x)
    {
        double squares = 0;
        foreach (double value in x) squares += value * value;
        return Array.ConvertAll(x, value => value / Math.Sqrt(squares));
    }

    private static double[] Ones(int count)
    {
        double[] ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }
}

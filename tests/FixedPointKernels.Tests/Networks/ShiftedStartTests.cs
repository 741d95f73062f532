using System;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Networks;

/// <summary>A call after the first starts with one product a step; what it returns is measured with W all the same.</summary>
public sealed class ShiftedStartTests
{
    private const int N = 20;

    private static readonly SolverOptions Chord = new() { Method = SolverMethod.Chord };

    private static readonly AdjointOptions Shared = new() { Method = AdjointMethod.Shared };

    [Fact, Trait("Leg", "Any")]
    public void A_linear_network_is_solved_by_the_first_step_for_as_long_as_its_weights_stay()
    {
        // f(y + x) − ḡ∘y = x: one step is there, the next does not move, and W measures. 70 samples: more than the rows side by side.
        const int batch = 70;
        (FixedPointSolver<double, Linear> solver, double[] drive) = Make<double, Linear>(batch, 0.6);
        double[] rates = new double[drive.Length], gains = new double[drive.Length];
        Assert.True(solver.Solve(drive, rates, gains).AllConverged);
        foreach (int factorizations in new[] { 1, 0 })
        {
            SolveSummary<double> solved = solver.Solve(drive, rates, gains);
            Assert.True(solved.AllConverged);
            Assert.Equal(factorizations, solved.Factorizations);
            Assert.Equal(3 * batch, solved.Evaluations);
            Assert.All(solved.Steps.ToArray(), steps => Assert.Equal(3, steps));
        }

        Assert.True(solver.Network.Update(Scaled(solver.Network.Weights, -0.5)));
        SolveSummary<double> updated = solver.Solve(drive, rates, gains);
        Assert.True(updated.AllConverged);
        Assert.Equal((1, 3 * batch), (updated.Factorizations, updated.Evaluations));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_small_batch_waits_until_the_weights_stay()
    {
        const int batch = (N / 2) - 1;
        (FixedPointSolver<double, Linear> solver, double[] drive) = Make<double, Linear>(batch, 0.6);
        double[] rates = new double[drive.Length], gains = new double[drive.Length];
        solver.Solve(drive, rates, gains);
        solver.Network.Update(Scaled(solver.Network.Weights, -1e-3));
        long[] factorizations = [.. Enumerable.Range(0, 3).Select(_ => solver.Solve(drive, rates, gains).Factorizations)];
        Assert.Equal([0, 1, 0], factorizations);
    }

    [Theory]
    [InlineData(0.9, 1, 1)]
    [InlineData(0.9, 0.05, 3)]
    [InlineData(2.5, 1, 1)]
    public void The_residual_is_that_of_W_whatever_the_gains_were(double radius, double firstScale, double secondScale)
    {
        Check<float>(radius, firstScale, secondScale);
        Check<double>(radius, firstScale, secondScale);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_drive_that_is_not_finite_is_its_own_affair()
    {
        const int batch = 30;
        (FixedPointSolver<double, Tanh> solver, double[] drive) = Make<double, Tanh>(batch, 0.9);
        double[] rates = new double[drive.Length], gains = new double[drive.Length];
        solver.Solve(drive, rates, gains);
        drive[(3 * N) + 1] = double.NaN;
        for (int call = 0; call < 2; call++)
        {
            SolveSummary<double> solved = solver.Solve(drive, rates, gains);
            for (int k = 0; k < batch; k++) Assert.Equal(k == 3 ? SolveStatus.NonFinite : SolveStatus.Converged, solved.Status(k));
            Assert.All(rates[(3 * N)..(4 * N)], r => Assert.True(double.IsNaN(r)));
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(false)]
    [InlineData(true)]
    public void The_adjoint_meets_its_equation_with_and_without_the_solvers_gains(bool chord)
    {
        CheckAdjoint<float>(chord);
        CheckAdjoint<double>(chord);
    }

    [Fact, Trait("Leg", "Any")]
    public void The_adjoint_takes_the_solvers_matrix()
    {
        // As above, and Q is there: nothing is factored for the adjoint, not even in its first call.
        const int batch = 70;
        (FixedPointSolver<double, Linear> solver, double[] drive) = Make<double, Linear>(batch, 0.6);
        double[] rates = new double[drive.Length], gains = new double[drive.Length];
        for (int call = 0; call < 2; call++) solver.Solve(drive, rates, gains);
        SolveSummary<double> adjoint = solver.Adjoint(gains, drive, new double[drive.Length]);
        Assert.True(adjoint.AllConverged);
        Assert.Equal((0, 3 * batch), (adjoint.Factorizations, adjoint.Evaluations));
    }

    [Fact, Trait("Leg", "Any")]
    public void The_pass_has_the_same_bits_at_every_width()
    {
        CheckPass<float>();
        CheckPass<double>();
    }

    [Fact]
    public void After_forgetting_a_solver_gives_the_bits_of_a_new_one()
    {
        (FixedPointSolver<double, Tanh> solver, double[] drive) = Make<double, Tanh>(N, 0.9);
        double[] error = Scaled<double>(drive, 0.7);
        double[] fresh = Both(solver, drive, error);
        double[] second = Both(solver, drive, error);
        Both(solver, Scaled<double>(drive, 3), error);
        solver.Forget();
        Assert.Equal(fresh, Both(solver, drive, error));
        Assert.NotEqual(fresh, second);
    }

    private static double[] Both(FixedPointSolver<double, Tanh> solver, double[] drive, double[] error)
    {
        double[] rates = new double[drive.Length], gains = new double[drive.Length], lambda = new double[drive.Length];
        Assert.True(solver.Solve(drive, rates, gains).AllConverged);
        Assert.True(solver.Adjoint(gains, error, lambda).AllConverged);
        return [.. rates, .. lambda];
    }

    private static (FixedPointSolver<T, TActivation> Solver, T[] Drive) Make<T, TActivation>(int batch, double radius)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        RandomNet net = new(31, N, radius, batch);
        return (new(net.Network<T, TActivation>(), batch, Chord, Shared), Rows.Flat<T>(net.X));
    }

    private static T[] Scaled<T>(ReadOnlySpan<T> values, double factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] scaled = values.ToArray();
        for (int i = 0; i < scaled.Length; i++) scaled[i] *= T.CreateTruncating(factor);
        return scaled;
    }

    private static void Check<T>(double radius, double firstScale, double secondScale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int batch = 70;
        (FixedPointSolver<T, Tanh> solver, T[] drive) = Make<T, Tanh>(batch, radius);
        T[] rates = new T[drive.Length], gains = new T[drive.Length];
        Assert.True(solver.Solve(Scaled<T>(drive, firstScale), rates, gains).AllConverged);
        solver.Network.Update(Scaled(solver.Network.Weights, 0.05));
        T[] second = Scaled<T>(drive, secondScale);
        double[][] w = Rows.From(solver.Network.Weights, N, N);
        for (int call = 0; call < 2; call++)
        {
            SolveSummary<T> solved = solver.Solve(second, rates, gains);
            Assert.True(solved.AllConverged);
            for (int k = 0; k < batch; k++)
            {
                // A sum of N terms of size ρ/√N and rates below 1 in T against one in double: N·3·ρ·ε at the very most, and ε of tanh.
                double tolerance =
                    double.CreateTruncating(solver.Tolerance) + (N * 3 * radius * double.CreateTruncating(T.BitIncrement(T.One) - T.One));
                double[] r = Rows.From<T>(rates.AsSpan(k * N, N)), x = Rows.From<T>(second.AsSpan(k * N, N));
                Assert.InRange(Twin.RateMap.Residual(w, x, Twin.Activation.Tanh, r), 0, tolerance);
            }
        }
    }

    private static void CheckAdjoint<T>(bool chord)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int batch = 70;
        RandomNet net = new(31, N, 0.9, batch);
        FixedPointSolver<T, Tanh> solver = new(net.Network<T, Tanh>(), batch, chord ? Chord : null, Shared);
        T[] drive = Rows.Flat<T>(net.X), error = Rows.Flat<T>(net.E), rates = new T[drive.Length], gains = new T[drive.Length],
            lambda = new T[drive.Length];
        double[][] w = Twin.DenseMatrix.Transpose(Rows.From(solver.Network.Weights, N, N));
        for (int call = 0; call < 3; call++)
        {
            solver.Solve(drive, rates, gains);
            SolveSummary<T> adjoint = solver.Adjoint(gains, error, lambda);
            Assert.True(adjoint.AllConverged);
            for (int k = 0; k < batch; k++)
            {
                // u = e + Wᵀ λ with λ = g∘u: the residual relative to max|e|, and rounding as in the
                // forward check; |u| ≤ 10 |e| for ρ = 0.9.
                double[] e = Rows.From<T>(error.AsSpan(k * N, N)), l = Rows.From<T>(lambda.AsSpan(k * N, N)),
                    g = Rows.From<T>(gains.AsSpan(k * N, N));
                double[] u = Twin.DenseMatrix.AddScaled(Twin.DenseMatrix.Multiply(w, l), 1, e);
                for (int i = 0; i < N; i++) u[i] -= l[i] / g[i];
                double rounding = N * 3 * 10 * double.CreateTruncating(T.BitIncrement(T.One) - T.One);
                Assert.InRange(
                    Twin.DenseMatrix.Largest(u) / Twin.DenseMatrix.Largest(e), 0, double.CreateTruncating(solver.Tolerance) + rounding);
            }
        }
    }

    private static void CheckPass<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int n in new[] { 1, 3, 8, 15, 16, 17, 33, 65 })
        {
            RandomNet net = new(n, n, 1, 3), other = new(n + 50, 2 * n, 1, 3);
            T[] y = Rows.Flat<T>(net.E), before = Rows.Flat<T>(net.X), drives = Rows.Flat<T>(other.X),
                gains = Rows.Flat<T>(other.E[0][..n]);
            string? rates = null, adjoints = null;
            foreach (SimdWidth width in EveryWidth.All.Where(Dispatch.IsAvailable))
            {
                string now = Bits<ShiftForm.Rates<Tanh>, T>(width, n, drives[..(3 * n)], [], gains, y, before);
                string then = Bits<ShiftForm.Adjoint, T>(width, n, drives[..(3 * n)], drives[(3 * n)..], gains, y, before);
                rates ??= now;
                adjoints ??= then;
                Assert.True(rates == now && adjoints == then, $"n {n}, {width}");
            }
        }
    }

    // The samples in another order than the rows; the maximum is checked against the twin here, since it does not depend on the width.
    private static string Bits<TForm, T>(SimdWidth width, int n, T[] drives, T[] own, T[] gains, T[] y, T[] before)
        where TForm : struct, ShiftForm.IShiftForm
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] states = new T[y.Length], factors = new T[y.Length], changes = new T[3];
        ShiftPass<TForm, T> pass = new(default, n, [2, 0, 1], drives, own, gains, y, before, states, factors, changes);
        AtWidth.Run<ShiftPass<TForm, T>, T>(width, ref pass);
        for (int k = 0; k < 3; k++)
        {
            T largest = T.Zero;
            for (int i = k * n; i < (k + 1) * n; i++) largest = T.Max(largest, T.Abs(y[i] - before[i]));
            Assert.Equal(largest, changes[k]);
        }

        return string.Concat(new[] { states, factors, changes }.Select(all => Convert.ToHexString(MemoryMarshal.AsBytes(all.AsSpan()))));
    }
}

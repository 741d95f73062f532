using System;
using System.Linq;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>A map that writes no Jacobian: no method makes N × N memory for it, and those that cannot do without say so.</summary>
/// <remarks>FPK_LARGE_MAP=50000 takes that many neurons in place of 2,000.</remarks>
public sealed class LargeMapTests
{
    private static readonly int Neurons = int.TryParse(Environment.GetEnvironmentVariable("FPK_LARGE_MAP"), out int neurons)
        ? neurons
        : 2000;

    private static readonly double[] Drive = [.. Enumerable.Range(0, Neurons).Select(i => Math.Sin(i))];

    // A window of 5 and a Krylov space of 30 are 50 vectors; everything else is some 20.
    [Theory]
    [InlineData(SolverMethod.Anderson, 0.9)]
    [InlineData(SolverMethod.Krylov, 0.9)]
    [InlineData(SolverMethod.Krylov, 1.3)]
    [InlineData(SolverMethod.Auto, 0.9)]
    [InlineData(SolverMethod.Auto, 1.3)]
    public void It_is_solved_in_memory_of_so_many_vectors(SolverMethod method, double gain)
    {
        SparseMap map = new(Neurons, 20, gain);
        double[] states = new double[Neurons], points = new double[Neurons], residual = new double[1], image = new double[Neurons];
        long before = GC.GetAllocatedBytesForCurrentThread();
        MapSolver<double, SparseMap> solver = new(map, 1, new() { Method = method });
        SolveSummary<double> solved = solver.Solve(Drive, states, points);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 8.0 / Neurons, 1, 80);
        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        map.Evaluate(1, states, Drive, image, default, residual, default);
        Assert.InRange(residual[0], 0, 1e-10);
        ZeroBytes.Assert($"{method}", () => solver.Solve(Drive, states));
    }

    // ∂L/∂x of L = Σ rᵢ sin 2i along one direction, against points solved anew.
    [Fact]
    public void Its_adjoint_is_the_slope_of_solved_points()
    {
        SparseMap map = new(Neurons, 20, 0.9);
        MapSolver<double, SparseMap> solver = new(map, 1, new() { Method = SolverMethod.Krylov, Tolerance = 1e-13 });
        double[] states = new double[Neurons], points = new double[Neurons], u = new double[Neurons], gradient = new double[Neurons];
        double[] e = [.. Enumerable.Range(0, Neurons).Select(i => Math.Sin(2 * i))],
            along = [.. Enumerable.Range(0, Neurons).Select(i => Math.Cos(3 * i))];
        solver.Solve(Drive, states, points);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AdjointSolver<double, SparseMap> adjoint = new(map, 1, new() { Method = AdjointMethod.Gmres });
        Assert.Equal(SolveStatus.Converged, adjoint.Solve(points, e, u, gradient).Status(0));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 8.0 / Neurons, 1, 60);
        double slope = 0;
        foreach (double step in (double[])[1e-5, -1e-5])
        {
            double[] moved = [.. Drive.Zip(along, (x, a) => x + (step * a))], other = new double[Neurons];
            Assert.Equal(SolveStatus.Converged, solver.Solve(moved, other).Status(0));
            slope += other.Zip(e, (r, one) => r * one).Sum() / (2 * step);
        }

        double exact = gradient.Zip(along, (g, a) => g * a).Sum();
        Assert.Equal(slope, exact, 1e-6 * (1 + Math.Abs(exact)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(45)]
    public void A_budget_bounds_the_products_too(int evaluations)
    {
        MapSolver<double, SparseMap> solver = new(
            new(200, 5, 2.5), 2, new() { Method = SolverMethod.Krylov, Budget = new() { Evaluations = evaluations } });
        SolveSummary<double> solved = solver.Solve([.. Drive[..200], .. Drive[200..400]], new double[400]);
        Assert.InRange(solved.Evaluations, 1, 2 * evaluations);
        for (int k = 0; k < 2; k++) Assert.InRange(solved.Steps[k], 1, evaluations);
    }

    // 150 samples through scratch for 64: the gradients by the drive are those of each sample alone.
    [Fact]
    public void Gradients_by_the_drive_are_those_of_a_batch_of_one()
    {
        const int Batch = 150, N = 8;
        SparseMap map = new(N, 3, 0.8);
        double[] points = [.. Enumerable.Range(0, Batch * N).Select(i => 1 / (1 + (0.01 * i)))],
            e = [.. Enumerable.Range(0, Batch * N).Select(i => Math.Sin(i))];
        double[] u = new double[Batch * N], gradient = new double[Batch * N], one = new double[N], alone = new double[N];
        AdjointSolver<double, SparseMap> all = new(map, Batch, new() { Method = AdjointMethod.Gmres }),
            single = new(map, 1, new() { Method = AdjointMethod.Gmres });
        Assert.True(all.Solve(points, e, u, gradient).AllConverged);
        for (int k = 0; k < Batch; k++)
        {
            single.Solve(points.AsSpan(k * N, N), e.AsSpan(k * N, N), one, alone);
            Assert.Equal(alone, gradient[(k * N)..((k + 1) * N)]);
        }
    }

    // W = diag(1, ½), x = (0.1, 1), as a map that writes no Jacobian: no fixed point, and the drive is lost to rounding far out.
    [Theory]
    [InlineData(SolverMethod.Krylov)]
    [InlineData(SolverMethod.Anderson)]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Auto)]
    public void What_has_no_fixed_point_is_not_converged_by_products_either(SolverMethod method)
    {
        double[] states = new double[2];
        SolveSummary<double> solved = new MapSolver<double, Diagonal>(default, 1, new() { Method = method }).Solve([0.1, 1], states);
        Assert.NotEqual(SolveStatus.Converged, solved.Status(0));
        Assert.NotEqual(SolveStatus.Unsolved, solved.Status(0));
    }

    private readonly struct Diagonal : IFixedPointMap<Diagonal, double>
    {
        public int Size => 2;

        public int DriveSize => 2;

        public int LinearizationSize => 0;

        public ScratchSize Scratch(int rows) => ScratchSize.None;

        public void Evaluate(
            int rows, ReadOnlySpan<double> states, ReadOnlySpan<double> drives, Span<double> images, Span<double> linearizations,
            Span<double> residuals, Scratch<double> scratch)
        {
            for (int k = 0; k < rows; k++)
            {
                (double first, double second) = (states[2 * k] + drives[2 * k], (0.5 * states[(2 * k) + 1]) + drives[(2 * k) + 1]);
                (images[2 * k], images[(2 * k) + 1]) = (first, second);
                double residual = Math.Max(Math.Abs(first - states[2 * k]), Math.Abs(second - states[(2 * k) + 1]));
                residuals[k] = double.IsFinite(residual) ? residual : double.NaN;
            }
        }

        public void Product(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
        {
            for (int i = 0; i < products.Length; i++) products[i] = (i % 2 == 0 ? 1 : 0.5) * vectors[i];
        }

        public void TransposedProduct(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            Product(rows, linearizations, vectors, products, scratch);

        public void DriveProduct(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            vectors.CopyTo(products);
    }

    [Fact]
    public void What_needs_a_Jacobian_is_refused_by_name()
    {
        foreach (SolverOptions options in (SolverOptions[])[new() { Method = SolverMethod.Newton }, new() { Method = SolverMethod.Chord },
            new() { Method = SolverMethod.Settle }, new() { PolishSteps = 1 }])
        {
            string message = Assert.Throws<ArgumentException>(() => new MapSolver<double, SparseMap>(new(10, 2, 1), 1, options)).Message;
            Assert.Contains(
                $"{(options.PolishSteps > 0 ? "PolishSteps" : options.Method)} factors the Jacobian, which SparseMap does not write",
                message, StringComparison.Ordinal);
        }

        foreach (AdjointMethod method in (AdjointMethod[])[AdjointMethod.Direct, AdjointMethod.Shared])
            Assert.Contains($"{method} factors", Assert.Throws<ArgumentException>(
                () => new AdjointSolver<double, SparseMap>(new(10, 2, 1), 1, new() { Method = method })).Message, StringComparison.Ordinal);
    }
}

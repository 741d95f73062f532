using System;
using System.Linq;
using FixedPointKernels.Analysis;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Map = FixedPointKernels.Networks.RateMap<
    double, FixedPointKernels.Weights.Sparse<double>, FixedPointKernels.Activations.Uniform<FixedPointKernels.Activations.Tanh>>;

namespace FixedPointKernels.Tests.Weights;

/// <summary>A sparse network of thousands: points, gradients and stability in memory of so many vectors beside its weights,
/// and what is left out is named.</summary>
/// <remarks>FPK_LARGE_MAP=50000 takes that many neurons in place of 3,000.</remarks>
public sealed class LargeNetworkTests
{
    private const int PerRow = 20;

    // Of the estimator: its examination after 710 products is the first that finds both numbers at N = 50,000.
    private const int MostProducts = 710;

    private static readonly int Neurons = int.TryParse(Environment.GetEnvironmentVariable("FPK_LARGE_MAP"), out int neurons)
        ? neurons
        : 3000;

    private static readonly double[] Drive = [.. Enumerable.Range(0, Neurons).Select(i => Math.Sin(i))];

    [Theory]
    [InlineData(SolverMethod.Anderson, 0.9)]
    [InlineData(SolverMethod.Krylov, 1.3)]
    [InlineData(SolverMethod.Auto, 1.3)]
    public void Points_and_gradients(SolverMethod method, double gain)
    {
        Map map = new(Draw(gain), default);
        double[] rates = new double[Neurons], gains = new double[Neurons], u = new double[Neurons], gradient = new double[Neurons];
        double[] error = [.. Enumerable.Range(0, Neurons).Select(i => Math.Sin(2 * i))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        MapSolver<double, Map> solver = new(map, 1, new() { Method = method });
        AdjointSolver<double, Map> adjoint = new(map);
        Assert.Equal(SolveStatus.Converged, solver.Solve(Drive, rates, gains).Status(0));
        Assert.Equal(SolveStatus.Converged, adjoint.Solve(gains, error, u, gradient).Status(0));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 8.0 / Neurons, 1, 150);
        ZeroBytes.Assert($"{method}", () => solver.Solve(Drive, rates));

        // e = (I − DFᵀ) u, one transposed product.
        double[] product = new double[Neurons];
        map.TransposedProduct(1, gains, u, product, map.Scratch(1).Allocate<double>().Scratch);
        for (int i = 0; i < Neurons; i++) Assert.Equal(error[i], u[i] - product[i], 1e-8);
    }

    // Independent entries of variance gain²gᵢ²/N: the eigenvalues fill a disc of radius gain √mean g² (the circular law; T. Tao, V. Vu,
    // "Random matrices: universality of ESDs and the circular law", 2010), and the outermost lie a part of some 1/√N beside its edge:
    // 1.4 % at 3,000, of those whose all eigenvalues were computed.
    [Fact]
    public void Their_stability()
    {
        Map map = new(Draw(0.9), default);
        double[] gains = new double[Neurons];
        new MapSolver<double, Map>(map, 1, new() { Method = SolverMethod.Anderson }).Solve(Drive, new double[Neurons], gains);
        double disc = 0.9 * Math.Sqrt(gains.Average(gain => gain * gain));
        long before = GC.GetAllocatedBytesForCurrentThread();
        StabilityEstimate estimate = new StabilityEstimator<double>(Neurons, MostProducts)
            .Of(new LinearizedMap<double, Map>(map, gains, map.Scratch(1).Allocate<double>().Scratch), 1e-2);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(estimate.Converged, $"{estimate}");
        Assert.True(estimate.IsStableAsOde);
        Assert.True(estimate.IsStableAsMap);
        Assert.InRange(estimate.Value.SpectralRadius / disc, 0.97, 1.03);
        Assert.InRange(estimate.Value.SpectralAbscissa / disc, 0.97, 1.03);
        Assert.InRange(bytes, 0, 8L * ((MostProducts + 10) * Neurons) + (8L * 10 * MostProducts * MostProducts));
    }

    [Fact]
    public void What_auto_does_without_is_named()
    {
        MapSolver<double, Map> large = new(new(Draw(0.9), default)),
            anderson = new(new(Draw(0.9), default), 1, new() { Method = SolverMethod.Anderson });
        Assert.StartsWith("Newton and the paths", large.LeftOut, StringComparison.Ordinal);
        Assert.Contains($"{Neurons}×{Neurons}", large.LeftOut, StringComparison.Ordinal);
        Assert.EndsWith("Krylov takes their place", large.LeftOut, StringComparison.Ordinal);
        Assert.Null(anderson.LeftOut);
        Assert.Null(new MapSolver<double, Map>(new(SparseWeights<double>.Of([0, 1, 1, 0], 2, 2), default)).LeftOut);

        // A map that would write one, of 10⁶ × 10⁶: auto goes without, and Newton is refused with its bytes.
        Assert.Contains("does not fit into memory", new MapSolver<double, Huge>(default).LeftOut, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => new MapSolver<double, Huge>(default, 1, new() { Method = SolverMethod.Newton }));
    }

    private static SparseWeights<double> Draw(double gain)
    {
        Random random = new(1);
        (int[] starts, int[] columns, double[] values) = (new int[Neurons + 1], new int[Neurons * PerRow], new double[Neurons * PerRow]);
        for (int i = 0; i < Neurons; i++)
        {
            starts[i + 1] = (i + 1) * PerRow;

            // One in each stretch of the row: ascending, and no two alike.
            for (int k = 0; k < PerRow; k++) columns[(i * PerRow) + k] = (k * (Neurons / PerRow)) + random.Next(Neurons / PerRow);
        }

        for (int at = 0; at < values.Length; at++) values[at] = gain / Math.Sqrt(PerRow) * (random.Next(2) == 0 ? 1 : -1);
        return new(Neurons, Neurons, starts, columns, values);
    }

    // s = ½ s + d, a million times.
    private readonly struct Huge : IDenseMap<Huge, double>
    {
        public int Size => 1_000_000;

        public int DriveSize => Size;

        public int LinearizationSize => 0;

        public ScratchSize Scratch(int rows) => ScratchSize.None;

        public void Evaluate(
            int rows, ReadOnlySpan<double> states, ReadOnlySpan<double> drives, Span<double> images,
            Span<double> linearizations, Span<double> residuals,
            Scratch<double> scratch) => throw new NotSupportedException();

        public void Product(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            throw new NotSupportedException();

        public void TransposedProduct(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            throw new NotSupportedException();

        public void DriveProduct(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            throw new NotSupportedException();

        public void Jacobian(ReadOnlySpan<double> linearization, Span<double> jacobian) => throw new NotSupportedException();
    }
}

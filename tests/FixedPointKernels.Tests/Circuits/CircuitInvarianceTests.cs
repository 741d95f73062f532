using System;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using CoreKind = FixedPointKernels.Circuits.CircuitKind;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>What changes no fixed point of a circuit: the order of its units, its time constants, and how an identity is
/// given.</summary>
public sealed class CircuitInvarianceTests
{
    // Units have no order: with all of them permuted so are the results, up to the order of sums.
    [Theory]
    [InlineData(TwinKind.Main, null)]
    [InlineData(TwinKind.Main, 1.0)]
    [InlineData(TwinKind.RectIn, 1.0)]
    [InlineData(TwinKind.RectOut, 1.0)]
    public void Permuted_units_permute_results(TwinKind kind, double? recurrence)
    {
        int compared = 0;
        for (int seed = 0; seed < 250; seed++)
        {
            Random random = new(seed);
            int n = random.Next(1, 17);
            (Circuit twin, double[] z) = CoreCircuit.Draw(random, n, kind, recurrence);
            int[] order = [.. Enumerable.Range(0, n)];
            random.Shuffle(order);
            double[] Permuted(double[] values) => [.. order.Select(i => values[i])];
            double[][] Both(double[][] matrix) => [.. order.Select(i => Permuted(matrix[i]))];
            Circuit other = twin with
            {
                W = Both(twin.W),
                Wr = Both(twin.Wr),
                B = Permuted(twin.B),
                B0 = Permuted(twin.B0),
                Sigma = Permuted(twin.Sigma),
                TauY = Permuted(twin.TauY),
                TauA = Permuted(twin.TauA),
            };
            double[] one = new double[2 * n], changed = new double[2 * n];
            CircuitOptions options = new() { PolishSteps = 2 };
            SolveStatus first = new CircuitSolver<double>(CoreCircuit.Of<double>(twin), options: options).Solve(z, one).Statuses[0];
            SolveStatus second =
                new CircuitSolver<double>(CoreCircuit.Of<double>(other), options: options).Solve(Permuted(z), changed).Statuses[0];
            Assert.Equal(first, second);
            if (first != SolveStatus.Converged) continue;
            compared++;
            AssertClose(Permuted(one[..n]), changed[..n], 1e-10);
            AssertClose(Permuted(one[n..]), changed[n..], 1e-10);
        }

        Assert.True(compared >= 240, $"{compared} compared");
    }

    // τ sets how fast, never where.
    [Fact]
    public void Time_constants_move_no_point()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            (Circuit twin, double[] z) = CoreCircuit.Draw(new(seed), 5, TwinKind.Main, 0.8);
            Circuit slow = twin with { TauY = [.. twin.TauY.Select(tau => 7 * tau)], TauA = [.. twin.TauA.Reverse()] };
            double[] one = new double[10], other = new double[10];
            SolveStatus first = new CircuitSolver<double>(CoreCircuit.Of<double>(twin)).Solve(z, one).Statuses[0];
            Assert.Equal(first, new CircuitSolver<double>(CoreCircuit.Of<double>(slow)).Solve(z, other).Statuses[0]);
            if (first == SolveStatus.Converged) AssertClose(one, other, 1e-8);
        }
    }

    [Fact]
    public void A_unit_matrix_is_the_identity()
    {
        double[] eye = [1, 0, 0, 1], ones = [1, 1];
        Assert.Null(new Circuit<double>(CoreKind.Main, eye, eye, ones, ones, ones, ones, ones).Recurrent);
        Assert.NotNull(new Circuit<double>(CoreKind.Main, eye, [1, 0, double.Epsilon, 1], ones, ones, ones, ones, ones).Recurrent);
    }

    private static void AssertClose(double[] expected, double[] found, double tolerance)
    {
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], tolerance * largest);
    }
}

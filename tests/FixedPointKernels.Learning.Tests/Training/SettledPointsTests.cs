using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Solving;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>Stability is judged where the network goes from rest, not at whichever root a solver finds.</summary>
public sealed class SettledPointsTests
{
    [Fact]
    public void They_are_the_ends_of_the_twins_trajectory()
    {
        // ρ(W) ≈ 3 in 9 neurons, weakly driven: several fixed points a sample. 2,000 Euler steps of 0.05 are 100 τ, after which e⁻¹⁰⁰⁽¹⁻λ⁾
        // is left.
        (RateNetwork<double, Tanh> network, double[] drive) = Several();
        double[] gains = new double[drive.Length], rates = new double[drive.Length];
        SolveStatus[] statuses = new SettledPoints<double, Tanh>(network, Samples).Find(drive, gains).ToArray();
        new FixedPointSolver<double, Tanh>(network, Samples).Solve(drive, rates);
        double[][] weights = SmallTask.Rows(network.Weights, Neurons);
        (int settled, int elsewhere) = (0, 0);
        for (int k = 0; k < Samples; k++)
        {
            double[] x = drive[(k * Neurons)..((k + 1) * Neurons)];
            double[] end = Twin.EulerRelaxation.Rate(weights, x, Twin.Activation.Tanh, 0.05, 2000);
            double[] next = Twin.EulerRelaxation.Rate(weights, x, Twin.Activation.Tanh, 1, 1, end);
            if (end.Zip(next, (a, b) => Math.Abs(a - b)).Max() > 1e-9) continue;
            settled++;
            Assert.Equal(SolveStatus.Converged, statuses[k]);

            // Both within 1e-9 (1 − λ)⁻¹ of the point.
            for (int i = 0; i < Neurons; i++) Assert.Equal(1 - (end[i] * end[i]), gains[(k * Neurons) + i], 1e-6);
            if (end.Zip(rates[(k * Neurons)..((k + 1) * Neurons)], (a, b) => Math.Abs(a - b)).Max() > 0.01) elsewhere++;
        }

        Assert.True(settled >= 10, $"only {settled} samples settle: little is tested");
        Assert.True(elsewhere > 0, "the solver finds the settled points itself: nothing is told apart");
    }

    [Fact]
    public void What_does_not_settle_has_the_solvers_point_and_its_status()
    {
        // A rotation of gain 2 by 60°: G W = 1 ± i√3 at 0, where a cycle runs around; with no drive the start is the point itself, with
        // some it is found by the solver.
        double[] weights = [1, -Math.Sqrt(3), Math.Sqrt(3), 1];
        RateNetwork<double, Tanh> network = new(weights, 2);
        double[] drive = [0.01, 0, 0.01, 0.01], gains = new double[4], rates = new double[4], expected = new double[4];
        Assert.All(
            new SettledPoints<double, Tanh>(network, 2).Find(drive, gains).ToArray(),
            status => Assert.Equal(SolveStatus.Converged, status));
        new FixedPointSolver<double, Tanh>(network, 2).Solve(drive, rates, expected);
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], gains[i], 1e-8);
    }

    /// <summary>The same rotation, stopped by strong drives in the samples between: what the solver finds afterwards goes to the rows of
    /// the samples that went on turning.</summary>
    [Fact]
    public void Samples_that_settle_and_that_do_not_keep_their_rows()
    {
        double[] drive = [5, 5, 0.01, 0, -5, 5, 0.01, 0.01], gains = new double[8], expected = new double[8];
        RateNetwork<double, Tanh> network = new([1, -Math.Sqrt(3), Math.Sqrt(3), 1], 2);
        Assert.All(
            new SettledPoints<double, Tanh>(network, 4).Find(drive, gains).ToArray(),
            status => Assert.Equal(SolveStatus.Converged, status));
        new FixedPointSolver<double, Tanh>(network, 4).Solve(drive, new double[8], expected);
        Assert.All(expected[..2].Concat(expected[4..6]), gain => Assert.InRange(gain, 0, 0.1));
        Assert.All(expected[2..4].Concat(expected[6..]), gain => Assert.InRange(gain, 0.9, 1));
        for (int i = 0; i < 8; i++) Assert.Equal(expected[i], gains[i], 1e-8);
    }

    [Fact]
    public void The_guard_leaves_a_network_alone_whose_settled_points_are_stable()
    {
        // The same samples, of which the solver finds unstable points: at those W would be shrunk.
        (RateNetwork<double, Tanh> network, double[] drive) = Several();
        double[] gains = new double[drive.Length];
        new FixedPointSolver<double, Tanh>(network, Samples).Solve(drive, new double[drive.Length], gains);
        int[] misled = [.. Enumerable.Range(0, Samples).Where(k => Abscissa(network, gains, k) > 1)];
        new SettledPoints<double, Tanh>(network, Samples).Find(drive, gains);
        misled = [.. misled.Where(k => Abscissa(network, gains, k) < 0.95)];
        Assert.NotEmpty(misled);
        foreach (int k in misled)
        {
            RateNetwork<double, Tanh> one = new(network.Weights, Neurons);
            one.SetInputWeights(Enumerable.Range(0, Neurons).Select(i => drive[(k * Neurons) + i]).ToArray(), 1);
            Model<double, Tanh> model = new(one, new double[Neurons], 1);
            Assert.Equal(1, new StabilityGuard<double, Tanh>(model, margin: 0.01).Apply([1]));
            StableSamples stable = StableSamples.Of(model, new Dataset("one pixel", 1, 1, [1], [0], 1), 1, 1);
            Assert.Equal((1, 1), (stable.Samples, stable.Stable));
        }
    }

    private const int Neurons = 9;
    private const int Samples = 40;

    private static (RateNetwork<double, Tanh> Network, double[] Drive) Several()
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>(Neurons, gain: 3);
        double[] drive = new double[Samples * Neurons];
        new Learning.Randomness.SeededRandom(3).FillGaussian<double>(drive, 0.1);
        return (model.Network, drive);
    }

    private static double Abscissa(RateNetwork<double, Tanh> network, double[] gains, int k) =>
        FixedPointKernels.Analysis.Stability.OfFixedPoint<double>(
            Neurons, network.Weights, gains.AsSpan(k * Neurons, Neurons)).SpectralAbscissa;
}

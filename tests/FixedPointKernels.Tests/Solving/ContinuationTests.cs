using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Solving;

/// <summary>The last stage of the default solver: where a tanh network never settles, a path from the start still leads to a fixed point.</summary>
public sealed class ContinuationTests
{
    private const int Samples = 40;
    private const int Neurons = 120;

    // ρ(W) ≈ 3.5 is chaotic: slow relaxation and Newton find few of the points that, by Brouwer's theorem, every sample has.
    private static readonly RandomNet Net = new(11, Neurons, 3.5, Samples, 0.3);

    [Fact]
    public void A_path_brings_chaotic_samples_home()
    {
        double[] x = Rows.Flat<double>(Net.X), rates = new double[x.Length];
        RateNetwork<double, Tanh> network = Net.Network<double, Tanh>();
        new FixedPointSolver<double, Tanh>(network, Samples, new SolverOptions { Method = SolverMethod.Euler, StepSize = 0.1, StepLimit = 4000 }).Solve(x, rates);
        int relaxed = new FixedPointSolver<double, Tanh>(network, Samples, new SolverOptions { Method = SolverMethod.Newton }).Solve(x, rates, warmStart: true).Converged;

        SolveSummary<double> solved = new FixedPointSolver<double, Tanh>(network, Samples).Solve(x, rates);

        // A path that jumps to another branch is lost: one in fifty, and it is tried again; a tenth left over is far outside that.
        Assert.True(relaxed < Samples / 2, $"relaxation finds {relaxed} of {Samples}: the network is too easy to test the path");
        Assert.True(solved.Converged >= Samples * 9 / 10, $"{solved.Converged} of {Samples} solved, {relaxed} by relaxation");
        for (int k = 0; k < Samples; k++)
        {
            // The tolerance, and the rounding of 120 products whose sum is of size 4 or so: 120·4·2⁻⁵² ≈ 1e-13.
            double residual = Twin.RateMap.Residual(Net.W, Net.X[k], Twin.Activation.Tanh, rates[(k * Neurons)..((k + 1) * Neurons)]);
            if (solved.Status(k) == SolveStatus.Converged) Assert.True(residual <= 1e-10 + 1e-13, $"sample {k} has residual {residual}");
        }
    }

    [Fact]
    public void A_path_keeps_to_its_own_sample_and_allocates_nothing()
    {
        double[] x = Rows.Flat<double>(Net.X), rates = new double[x.Length], alone = new double[Neurons];
        RateNetwork<double, Tanh> network = Net.Network<double, Tanh>();
        FixedPointSolver<double, Tanh> batch = new(network, Samples, new SolverOptions { Slots = 7 }), single = new(network);
        ZeroBytes.Assert("paths", () => batch.Solve(x, rates));
        for (int k = 0; k < 8; k++)
        {
            single.Solve(x.AsSpan(k * Neurons, Neurons), alone);
            Assert.Equal(rates[(k * Neurons)..((k + 1) * Neurons)], alone);
        }
    }
}

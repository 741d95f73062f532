using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Solving;

/// <summary>The last stage of the default solver: where a tanh network never settles, a path from the
/// start still leads to a fixed point.</summary>
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
        new FixedPointSolver<double, Tanh>(
            network, Samples, new SolverOptions { Method = SolverMethod.Euler, StepSize = 0.1, StepLimit = 4000 }).Solve(x, rates);
        int relaxed = new FixedPointSolver<double, Tanh>(network, Samples, new SolverOptions { Method = SolverMethod.Newton })
            .Solve(x, rates, warmStart: true).Converged;

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

    /// <summary>r = tanh(3 r − 1.5) from ½: a path that turns back twice. In units of 2¹⁰ and of 2⁻¹⁰ it is the same path, turn by turn and
    /// bit by bit, and ends at t = 1: a point of the chord that crosses there.</summary>
    [Fact, Trait("Leg", "Any")]
    public void The_path_does_not_depend_on_the_unit()
    {
        (int turns, double end) = Follow(1);
        Assert.InRange(turns, 10, 600);
        Assert.Equal((turns, 1024 * end), Follow(1024));
        Assert.Equal((turns, end / 1024), Follow(1.0 / 1024));

        // The chord's last piece is at most some tenths long: its point is nearer than the last point of the path, which went past t = 1.
        Assert.InRange(Math.Abs(Math.Tanh((3 * end) - 1.5) - end), 0, 1e-2);
    }

    private static (int Turns, double End) Follow(double unit)
    {
        ScalarMap map = new((s, _) =>
            unit * Math.Tanh((3 * s / unit) - 1.5), s => 3 * (1 - (Math.Tanh((3 * s / unit) - 1.5) * Math.Tanh((3 * s / unit) - 1.5))));
        Slots<double> slots = new(1, 1, 1, 1);
        ContinuationSteps<double> path = new(1, 1, new FactorStore<double>(1, 1));
        SolveReport<double> report = new(1);
        var scratch = ContinuationSteps<double>.Scratch(1).Allocate<double>().Scratch;
        double[] anchor = [unit / 2];
        report.Clear(1);
        slots.Clear();
        slots.Open(0, 1e-10);
        anchor.CopyTo(slots.State(0));
        path.Start(0);
        int turns = 0;
        for (; path.Of(0) == ContinuationSteps<double>.Progress.Following; turns++)
        {
            map.Evaluate(1, slots.States, slots.Drives, slots.Images, slots.Linearizations, slots.Residual, scratch);
            path.AdvanceRow(map, slots, 0, anchor, report, scratch);
        }

        Assert.Equal(ContinuationSteps<double>.Progress.Arrived, path.Of(0));
        return (turns, slots.State(0)[0]);
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

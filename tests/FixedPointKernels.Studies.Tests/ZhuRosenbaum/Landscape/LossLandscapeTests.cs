using System;
using System.Linq;
using System.Threading;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.Landscape;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Landscape;

/// <summary>The landscape: its minimum, the form of J in A-space, and that the map does not depend on who draws it.</summary>
public sealed class LossLandscapeTests
{
    // With 202 points t goes in steps of 0.01, so the grid holds 0.
    private static readonly LandscapeSettings Small = new() { Neurons = 16, Samples = 8, Points = 202, Lines = 2, Seed = 4 };

    private static readonly LandscapeMap Map = LossLandscape.Run<double>(Small, new Sweep { Threads = 1 });

    // (I − W*) R̂ = X holds exactly for m < N, and A* X = R̂: J is a sum of 128 squares of roundings of condition ~1e2.
    [Fact]
    public void The_pseudo_inverse_gives_a_minimum_of_zero()
    {
        Assert.InRange(Map.LossAtWeights, 0, 1e-24);
        Assert.InRange(Map.LossAtInverse, 0, 1e-24);
    }

    [Fact]
    public void Nothing_on_either_plane_lies_below_the_middle()
    {
        int middle = (101 * 202) + 101;
        Assert.Equal(0, Map.Grid[101], 1e-15);
        Assert.Equal(middle, Array.IndexOf(Map.WeightPlane, Map.WeightPlane.Min()));
        Assert.Equal(middle, Array.IndexOf(Map.InversePlane, Map.InversePlane.Min()));
        Assert.Equal(-1.01, Map.Grid[0]);
        Assert.Equal(1, Map.Grid[^1], 1e-15);
    }

    // A quadratic has second differences that are the same everywhere; J(W) is no such thing: its largest is far above its median.
    [Fact]
    public void In_A_space_the_loss_is_a_parabola_along_every_line_and_in_W_space_it_has_ridges()
    {
        for (int k = 0; k < Small.Lines; k++)
        {
            double[] bowl = SecondDifferences(Map.InverseLines[k]), ridges = SecondDifferences(Map.WeightLines[k]);
            Assert.InRange(bowl.Min(), bowl.Max() * (1 - 1e-6), bowl.Max());
            Assert.True(ridges.Max() > 100 * Math.Abs(ridges.Order().ElementAt(ridges.Length / 2)), "no ridge on the line");
        }
    }

    // The first line is the horizontal axis of the plane, and every fifth of its points lies on the plane's grid. Both are rounded: t by
    // 1e-16, which a loss of 1e8 times the typical one, the highest met here, turns into some 1e-8 of itself.
    [Fact]
    public void Lines_and_plane_agree_where_they_meet()
    {
        for (int i = 0; i < 202; i++)
        {
            int onPlane = (101 * 202) + i, onLine = 5 * i;
            Assert.Equal(Map.InverseLines[0][onLine], Map.InversePlane[onPlane], 1e-9 * (1 + Map.InverseLines[0][onLine]));
            Assert.Equal(Map.WeightLines[0][onLine], Map.WeightPlane[onPlane], 1e-6 * (1 + Map.WeightLines[0][onLine]));

            // The vertical axis is the second line.
            Assert.Equal(Map.WeightLines[1][onLine], Map.WeightPlane[(202 * i) + 101], 1e-6 * (1 + Map.WeightLines[1][onLine]));
        }
    }

    // The network that trains and the probe that maps are two ways to one J; a condition of 1e2 and sums of 18 terms leave 1e-12.
    [Fact]
    public void A_point_of_the_map_is_the_loss_of_the_network_there()
    {
        const int n = 6;
        LinearProblem problem = LinearProblem.Random(n, 3, seed: 8);
        double[] weights = LeastSquares.Weights(problem), one = LinearProblem.Gaussian(
            n * n, 0.3, 8, 90), two = LinearProblem.Gaussian(n * n, 0.3, 8, 91);
        double[] there = [.. Enumerable.Range(0, n * n).Select(i => weights[i] + (0.2 * one[i]) - (0.3 * two[i]))];
        LinearNetwork<double> network = new(LinearProblem.Of(n, problem.Inputs, problem.Targets, there));
        Assert.True(network.Solve());
        Assert.Equal(network.Loss, new WeightProbe<double>(problem, weights, [one, two]).Loss(0, 0.2, 1, -0.3), 1e-12 * (1 + network.Loss));
    }

    [Fact]
    public void The_map_does_not_depend_on_the_number_of_threads()
    {
        LandscapeMap again = LossLandscape.Run<double>(Small, new Sweep { Threads = 3 });
        Assert.Equal(Map.WeightPlane, again.WeightPlane);
        Assert.Equal(Map.WeightLines, again.WeightLines);
        Assert.Equal(Map.InversePlane, again.InversePlane);
    }

    [Fact]
    public void Cancellation_leaves_the_points_that_were_computed_and_NaN_elsewhere()
    {
        using CancellationTokenSource source = new();
        int points = 0;
        LandscapeMap part = LossLandscape.Run<double>(
            Small, new Sweep { Threads = 1, Cancellation = source.Token, Advanced = () => { if (++points == 300) source.Cancel(); } });
        Assert.Equal(Map.WeightPlane[..300], part.WeightPlane[..300]);
        Assert.All(part.WeightPlane[300..], value => Assert.Equal(double.NaN, value));
    }

    [Fact]
    public void The_region_of_stability_has_the_papers_radius() => Assert.Equal(0.346, new LandscapeSettings().StabilityRadius, 0.0005);

    private static double[] SecondDifferences(double[] values) =>
        [.. Enumerable.Range(1, values.Length - 2).Select(i => values[i + 1] - (2 * values[i]) + values[i - 1])];
}

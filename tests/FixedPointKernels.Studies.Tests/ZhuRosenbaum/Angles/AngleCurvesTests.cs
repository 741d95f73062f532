using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.Angles;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Angles;

/// <summary>Angles between updates: the published ranges at the start, and what small rates must give.</summary>
public sealed class AngleCurvesTests
{
    private static readonly IReadOnlyList<AngleCurve> Published =
        AngleCurves.Run<double>(PublishedLinear.Problem(), [0.03, 0.1, 0.3, 1], 30, new Sweep { Threads = 2 });

    [Fact]
    public void Reparameterized_starts_near_85_degrees_from_Euclidean() =>
        Assert.All(Published.Take(4), curve => Assert.InRange(curve.Degrees[0], 83, 87));

    [Fact]
    public void Linearized_starts_within_2_4_degrees_of_reparameterized_and_comes_closer()
    {
        Assert.All(Published.Skip(4), curve => Assert.InRange(curve.Degrees[0], 0.01, 2.4));
        Assert.All(Published.Skip(4), curve => Assert.True(curve.Degrees[^1] < curve.Degrees[0], $"{curve.Trained}"));
    }

    [Fact]
    public void The_losses_are_those_of_the_rule_that_trains()
    {
        foreach (AngleCurve curve in Published)
        {
            LinearCurve plain = LinearCurves.Run<double>(PublishedLinear.Problem(), [curve.Trained], 30, new Sweep { Threads = 1 })[0];
            Assert.Equal(plain.Losses, curve.Losses);
        }
    }

    // The linearized step is the reparameterized one to first order in η: the angle between them falls in proportion to η.
    [Fact]
    public void A_tenth_of_the_rate_gives_a_tenth_of_the_angle_to_the_linearized_step()
    {
        LinearProblem problem = LinearProblem.Random(20, 10, seed: 1);
        double[] start =
        [
            .. AngleCurves.Run<double>(problem, [0.01, 0.001], 0, new Sweep { Threads = 1 }).Skip(2).Select(curve => curve.Degrees[0]),
        ];
        Assert.InRange(start[0] / start[1], 9.5, 10.5);
    }

    // One neuron: every update is a number, and all point downhill.
    [Fact]
    public void One_neuron_has_no_angles() =>
        Assert.All(AngleCurves.Run<double>(LinearProblem.OneNeuron(50, 0, 0), [0.1], 20, new Sweep { Threads = 1 }), curve =>
            Assert.All(curve.Degrees, angle => Assert.Equal(0, angle)));
}

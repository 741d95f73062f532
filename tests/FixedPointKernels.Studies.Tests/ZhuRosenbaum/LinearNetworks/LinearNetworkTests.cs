using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.LinearNetworks;

/// <summary>The linear network's state: memory, and what it leaves when it cannot go on.</summary>
[Collection(Alone.Name)]
public sealed class LinearNetworkTests
{
    [Fact]
    public void A_step_of_every_rule_allocates_nothing()
    {
        LinearNetwork<double> network = new(LinearProblem.Random(20, 10, seed: 0));
        double[] change = new double[400];
        foreach (LinearRule rule in LinearRules.All)
        {
            ZeroBytes.InAllThreads(rule.Name(), () =>
            {
                network.Solve();
                network.Change(rule, 0.01, change);
                network.Add(change);
                return 0;
            });
        }
    }

    // In a linear network ∂J/∂W is the Euclidean step over −η: central differences of J with h = 1e-6 are good to h² and to 1e-16/h.
    [Fact]
    public void The_Euclidean_step_is_the_gradient()
    {
        const double h = 1e-6;
        LinearProblem problem = LinearProblem.Random(6, 3, seed: 2);
        LinearNetwork<double> network = new(problem);
        double[] change = new double[36], start = problem.Start.ToArray();
        Assert.True(network.Solve());
        Assert.Equal(SolveStatus.Converged, network.Change(LinearRule.Euclidean, 1, change));
        for (int i = 0; i < change.Length; i++)
        {
            double slope = (Loss(problem, start, i, h) - Loss(problem, start, i, -h)) / (2 * h);
            Assert.Equal(-slope, change[i], 1e-8);
        }
    }

    [Fact]
    public void A_singular_network_keeps_its_last_loss_and_says_so()
    {
        LinearNetwork<double> network = new(LinearProblem.Of(1, [1], [3], [0]));
        Assert.True(network.Solve());
        Assert.Equal(4, network.Loss);
        Assert.True(network.Add([1.0]));
        Assert.False(network.Solve());
        Assert.Equal(4, network.Loss);
    }

    private static double Loss(LinearProblem problem, double[] start, int entry, double shift)
    {
        double[] shifted = [.. start];
        shifted[entry] += shift;
        LinearNetwork<double> network = new(LinearProblem.Of(problem.Neurons, problem.Inputs, problem.Targets, shifted));
        Assert.True(network.Solve());
        return network.Loss;
    }
}

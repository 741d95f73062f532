using System;
using System.Linq;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using FixedPointKernels.Studies.ZhuRosenbaum.OneNeuron;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.OneNeuron;

/// <summary>One linear neuron, where everything has a closed form: J(a) = a²Sxx − 2aSxy + Syy with a = 1/(1 − w).</summary>
public sealed class OneNeuronTests
{
    private const int Steps = 200;
    private static readonly LinearProblem Problem = LinearProblem.OneNeuron(500, seed: 0, start: -2);
    private static readonly double Sxx = Mean((x, _) => x * x), Sxy = Mean((x, y) => x * y), Syy = Mean((_, y) => y * y);

    // The moments are sums of 500 terms and J(a) loses the digits of Syy to cancellation near its minimum of about 4e-4: 1e-9 is kept with
    // ease.
    [Theory]
    [InlineData(LinearRule.Euclidean, 0.02)]
    [InlineData(LinearRule.Euclidean, 2)]
    [InlineData(LinearRule.Reparameterized, 0.2)]
    [InlineData(LinearRule.Reparameterized, 2)]
    [InlineData(LinearRule.Linearized, 2)]
    public void Training_follows_the_closed_form(LinearRule rule, double rate)
    {
        LinearCurve curve = LinearCurves.Run<double>(Problem, [new(rule, rate)], Steps, new Sweep { Threads = 1 })[0];
        Assert.Equal(SolveStatus.StepLimit, curve.End);
        double w = -2;
        for (int step = 0; step <= Steps; step++)
        {
            double a = 1 / (1 - w), slope = 2 * ((a * Sxx) - Sxy);
            int at = Array.IndexOf(curve.Steps, step);
            if (at >= 0) Assert.Equal(J(a), curve.Losses[at], 1e-9 * J(a));
            w += rule switch
            {
                LinearRule.Euclidean => -rate * a * a * slope,
                LinearRule.Reparameterized => (1 / a) - (1 / (a - (rate * slope))),
                _ => -rate * slope / (a * a),
            };
        }
    }

    [Fact]
    public void J_of_w_is_singular_at_1_and_flat_far_left()
    {
        OneNeuronCurves neuron = OneNeuronCurves.Run(new OneNeuronSettings { Steps = 3, Rates = [2] }, new Sweep { Threads = 1 });
        double[] w = neuron.Weights, loss = neuron.LossOfWeight;
        Assert.Equal(-3, w[0]);
        Assert.Equal(loss.Length, w.Length);
        for (int i = 0; i < w.Length; i++)
            Assert.Equal(w[i] == 1 ? double.PositiveInfinity : J(1 / (1 - w[i])), loss[i], 1e-9 * Math.Min(loss[i], 1e9));

        // Far left r → 0, so J → Syy with a slope like 1/w²; towards w = 1 it grows without bound.
        Assert.InRange(Math.Abs(loss[1] - loss[0]) / (w[1] - w[0]), 0, 2e-3);
        Assert.True(loss.Max() > 10 * loss[0], "no singularity in sight");
    }

    [Fact]
    public void J_of_a_is_a_parabola_with_its_minimum_at_the_least_squares_slope()
    {
        OneNeuronCurves neuron = OneNeuronCurves.Run(new OneNeuronSettings { Steps = 3, Rates = [2] }, new Sweep { Threads = 1 });
        for (int i = 0; i < neuron.Inverses.Length; i++) Assert.Equal(J(neuron.Inverses[i]), neuron.LossOfInverse[i], 1e-12);
        Assert.Equal(Sxy / Sxx, neuron.BestInverse, 1e-12);
        Assert.Equal(J(Sxy / Sxx), neuron.LowestLoss, 1e-12);
    }

    [Fact]
    public void Both_starts_run_every_rule_at_every_rate()
    {
        OneNeuronCurves neuron = OneNeuronCurves.Run(new OneNeuronSettings { Steps = 5 }, new Sweep { Threads = 2 });
        Assert.Equal([-2, 0], neuron.Starts.Select(start => start.Weight));
        Assert.All(neuron.Starts, start =>
        {
            Assert.Equal(9, start.Curves.Count);
            Assert.All(start.Curves, curve => Assert.Equal(J(1 / (1 - start.Weight)), curve.Losses[0], 1e-9));
        });
    }

    private static double J(double a) => (a * a * Sxx) - (2 * a * Sxy) + Syy;

    private static double Mean(Func<double, double, double> term)
    {
        double sum = 0;
        for (int k = 0; k < Problem.Samples; k++) sum += term(Problem.Inputs[k], Problem.Targets[k]);
        return sum / Problem.Samples;
    }
}

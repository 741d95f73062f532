using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.LinearNetworks;

/// <summary>Learning curves of the linear network: the published ones, and what does not depend on how they are computed.</summary>
public sealed class LinearCurvesTests
{
    private static readonly double[] PaperRates = [0.03, 0.1, 0.3, 1, 3];

    // J is a sum of 20,000 squares of differences of O(1) numbers that an LU of condition ~1e2 gives: 1e-14 and its growth over 50 steps.
    [Fact]
    public void Every_rule_at_every_rate_has_the_published_losses_over_the_first_50_steps()
    {
        Assert.Equal(PaperRates, PublishedLinear.Rates());
        LinearPlan[] plans = Plans(PaperRates);
        IReadOnlyList<LinearCurve> curves = LinearCurves.Run<double>(PublishedLinear.Problem(), plans, 50, new Sweep { Threads = 2 });
        for (int i = 0; i < plans.Length; i++)
        {
            double[] published = PublishedLinear.Losses(plans[i].Rule, i % PaperRates.Length);
            Assert.Equal(51, curves[i].Losses.Length);
            Assert.Equal(SolveStatus.StepLimit, curves[i].End);
            for (int step = 0; step <= 50; step++) Near(published[step], curves[i].Losses[step], 1e-9, $"{plans[i]}, step {step}");
        }
    }

    [Theory]
    [InlineData(LinearRule.Reparameterized, 3)]
    [InlineData(LinearRule.Linearized, 1)]
    public void After_1000_steps_they_still_agree(LinearRule rule, int rate)
    {
        LinearCurve curve = LinearCurves.Run<double>(
            PublishedLinear.Problem(), [new(rule, PaperRates[rate])], 1000, new Sweep { Threads = 1 })[0];
        Assert.Equal(1000, curve.Steps[^1]);
        Near(PublishedLinear.Losses(rule, rate)[1000], curve.Losses[^1], 1e-6, "step 1000");
    }

    [Fact]
    public void In_float_the_first_steps_agree_to_float()
    {
        LinearCurve curve = LinearCurves.Run<float>(
            PublishedLinear.Problem(), [new(LinearRule.Linearized, 1)], 5, new Sweep { Threads = 1 })[0];
        double[] published = PublishedLinear.Losses(LinearRule.Linearized, 3);
        for (int step = 0; step <= 5; step++) Near(published[step], curve.Losses[step], 1e-4, $"step {step}");
    }

    [Fact]
    public void Curves_do_not_depend_on_the_number_of_threads()
    {
        LinearProblem problem = LinearProblem.Random(20, 10, seed: 3);
        IReadOnlyList<LinearCurve> alone = LinearCurves.Run<double>(problem, Plans(PaperRates), 70, new Sweep { Threads = 1 });
        IReadOnlyList<LinearCurve> team = LinearCurves.Run<double>(problem, Plans(PaperRates), 70, new Sweep { Threads = 4 });
        for (int i = 0; i < alone.Count; i++)
        {
            Assert.Equal(alone[i].Plan, team[i].Plan);
            Assert.Equal(alone[i].Losses, team[i].Losses);
            Assert.Equal([.. Enumerable.Range(0, 51), 60, 70], team[i].Steps);
        }
    }

    [Fact]
    public void A_seed_fixes_the_problem_and_another_makes_another()
    {
        double first = FirstLoss(LinearProblem.Random(12, 6, seed: 1));
        Assert.Equal(first, FirstLoss(LinearProblem.Random(12, 6, seed: 1)));
        Assert.NotEqual(first, FirstLoss(LinearProblem.Random(12, 6, seed: 2)));
    }

    [Fact]
    public void Cancellation_leaves_what_was_computed()
    {
        using CancellationTokenSource source = new();
        int steps = 0;
        Sweep sweep = new() { Threads = 1, Cancellation = source.Token, Advanced = () => { if (++steps == 7) source.Cancel(); } };
        IReadOnlyList<LinearCurve> curves = LinearCurves.Run<double>(LinearProblem.Random(8, 4, 0), Plans([0.1]), 1000, sweep);
        Assert.All(curves, curve => Assert.Equal(SolveStatus.Cancelled, curve.End));
        Assert.Equal(8, curves[0].Losses.Length);
        Assert.Equal(7, curves[0].Steps[^1]);
        Assert.Empty(curves[1].Losses);
    }

    // W₀ = 1 makes I − W exactly zero: a zero pivot before the first step.
    [Fact]
    public void A_singular_start_ends_the_run_with_that_reason()
    {
        LinearCurve curve = LinearCurves.Run<double>(
            LinearProblem.OneNeuron(3, 0, start: 1), [new(LinearRule.Euclidean, 1)], 5, new Sweep { Threads = 1 })[0];
        Assert.Equal(SolveStatus.Singular, curve.End);
        Assert.Empty(curve.Losses);
    }

    // One neuron, x = 1, y = −3, w = 0: e = 8, and a first step of −8η throws w to −8e200, where the linearized step, of the order of w²,
    // overflows.
    [Fact]
    public void A_step_out_of_the_finite_numbers_ends_the_run_with_that_reason()
    {
        LinearProblem problem = LinearProblem.Of(1, [1], [-3], [0]);
        LinearCurve curve = LinearCurves.Run<double>(problem, [new(LinearRule.Linearized, 1e200)], 5, new Sweep { Threads = 1 })[0];
        Assert.Equal(SolveStatus.NonFinite, curve.End);
        Assert.All(curve.Losses, loss => Assert.True(double.IsFinite(loss)));
        Assert.InRange(curve.Updates, 1, 2);
    }

    [Fact]
    public void What_is_not_a_problem_is_refused()
    {
        Assert.Contains(
            "targets has 3", Assert.Throws<ArgumentException>(() => LinearProblem.Of(2, [1, 2], [1, 2, 3], [0, 0, 0, 0])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "start[0] is NaN", Assert.Throws<ArgumentException>(() => LinearProblem.Of(1, [1], [1], [double.NaN])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => LinearProblem.Of(3, [1, 2], [1, 2], new double[9]));
    }

    private static double FirstLoss(LinearProblem problem) =>
        LinearCurves.Run<double>(problem, [new(LinearRule.Euclidean, 1)], 0, new Sweep { Threads = 1 })[0].Losses[0];

    private static LinearPlan[] Plans(double[] rates) =>
        [.. LinearRules.All.ToArray().SelectMany(rule => rates.Select(rate => new LinearPlan(rule, rate)))];

    private static void Near(double expected, double found, double relative, string where) =>
        Assert.True(Math.Abs(found - expected) <= relative * expected, $"{where}: {found}, published {expected}");
}

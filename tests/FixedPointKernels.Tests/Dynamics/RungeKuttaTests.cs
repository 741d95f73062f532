using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Dynamics;

/// <summary>The pair's coefficients against the theory of order, its trajectories against closed forms.</summary>
public sealed class RungeKuttaTests
{
    private static readonly double[] Nodes =
        [.. Enumerable.Range(0, DormandPrince.Stages).Select(i => Sum(DormandPrince.Row(i).ToArray()))];

    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    /// <summary>b · Φ = 1/γ for all rooted trees up to order 5 (17 conditions), and for those up to order 4 with the second weights b − e.
    /// Coefficients are good to an ulp of 20.</summary>
    [Fact]
    public void The_coefficients_meet_the_conditions_of_order_5_and_4()
    {
        double[] b = [.. DormandPrince.Row(6).ToArray(), 0];
        double[] second = [.. b.Zip(DormandPrince.Error.ToArray(), (five, difference) => five - difference)];
        double[] c = Nodes, one = [.. c.Select(_ => 1.0)];
        double[] ac = A(c), c2 = Times(c, c), c3 = Times(c2, c), aac = A(ac), ac2 = A(c2);
        (double[] Tree, double Gamma, int Order)[] trees =
        [
            (one, 1, 1), (c, 2, 2), (c2, 3, 3), (ac, 6, 3), (c3, 4, 4), (Times(c, ac), 8, 4), (ac2, 12, 4), (aac, 24, 4),
            (Times(c2, c2), 5, 5), (Times(c2, ac), 10, 5), (Times(ac, ac), 20, 5), (Times(c, ac2), 15, 5),
            (A(c3), 20, 5), (Times(c, aac), 30, 5),
            (A(Times(c, ac)), 40, 5), (A(ac2), 60, 5), (A(aac), 120, 5),
        ];
        foreach ((double[] tree, double gamma, int order) in trees)
        {
            Assert.Equal(1 / gamma, Sum(Times(b, tree)), 1e-14);
            if (order <= 4) Assert.Equal(1 / gamma, Sum(Times(second, tree)), 1e-14);
        }

        Assert.Equal(1, Nodes[6], 1e-14);
        Assert.True(
            Math.Abs(Sum(Times(second, Times(c2, c2))) - 0.2) > 1e-4, "the second weights are of order 5 too: the error would be 0");
    }

    /// <summary>A rotation by 1 a unit of time, ds/dt = (s₂, −s₁), for 20 of them: errors of at most 1e-8 a step add up, in
    /// some 20/0.1 steps, to below 2e-6.</summary>
    [Fact]
    public void A_rotation_is_followed_within_its_steps_errors()
    {
        double[] state = [1, 0];
        double time = Follow(new RungeKutta<double>(1, 2, 1e-8), state, 20, s => [s[1], -s[0]]);
        Assert.Equal(20, time, 1e-12);
        Assert.Equal(Math.Cos(20), state[0], 2e-6);
        Assert.Equal(-Math.Sin(20), state[1], 2e-6);
    }

    /// <summary>ds/dt = 1 − s from 0: the distance e⁻ᵗ keeps falling below the accuracy of 1e-6 of the state, to rounding, and in steps
    /// bounded by stability (|h| below 3.31).</summary>
    [Fact]
    public void A_trajectory_comes_to_rest()
    {
        double[] state = [0];
        int slopes = 0;
        Follow(new RungeKutta<double>(1, 1, 1e-6), state, 60, s =>
        {
            slopes++;
            return [1 - s[0]];
        });
        Assert.Equal(1, state[0], 2e-15);
        Assert.InRange(slopes, 60, 350);
    }

    /// <summary>ds/dt = s² from 1 leaves at t = 1: the steps shrink until it is stuck, and no NaN gets out.</summary>
    [Fact]
    public void A_state_that_runs_to_infinity_in_finite_time_is_stuck()
    {
        double[] state = [1];
        double time = Follow(new RungeKutta<double>(1, 1, 1e-6), state, 10, s => [s[0] * s[0]]);
        Assert.Equal(1, time, 1e-3);
    }

    /// <summary>
    /// ds/dt = −10 s at a tolerance of 1e-3, step for step: e is |h Σ eⱼ kⱼ| over 1e-3 of the larger slope of both ends, the next step
    /// h · 0.9 · e^−0.17 · e₋₁^0.04, from 0.2 h to 5 h, and after a refused one, as the first of 0.2 is, at most h.
    /// </summary>
    [Fact]
    public void The_next_step_is_chosen_by_this_error_and_the_last()
    {
        const double Tolerance = 1e-3, Rate = 10;
        List<double> times = [];
        Follow(new RungeKutta<double>(1, 1, Tolerance), [1], 10, s => [-Rate * s[0]], times.Add);
        (double s, double h, double last, double time, int refused) = (1, 0.2, 1, 0, 0);
        bool again = false;
        for (int accepted = 0; accepted < 20;)
        {
            double[] k = new double[DormandPrince.Stages];
            for (int i = 0; i < k.Length; i++) k[i] = -Rate * (s + (h * Dot(DormandPrince.Row(i), k)));
            double e = Math.Abs(h * Dot(DormandPrince.Error, k)) / (Tolerance * Math.Max(Math.Abs(k[0]), Math.Abs(k[6])));
            if (e > 1)
            {
                (h, again) = (h * Math.Max(0.2, 0.9 * Math.Pow(e, -0.2)), true);
                refused++;
                continue;
            }

            (s, time) = (k[6] / -Rate, time + h);
            Assert.Equal(time, times[accepted++], 1e-9);
            double factor = Math.Clamp(0.9 * Math.Pow(e, -0.17) * Math.Pow(last, 0.04), 0.2, 5);
            (h, last, again) = (h * (again ? Math.Min(1, factor) : factor), Math.Max(e, 1e-4), false);
        }

        Assert.True(refused > 0, "no step was refused");
    }

    /// <summary>ds/dt = −s from 1, and the slope of the fourth point is not finite: a tenth of the step is taken from its beginning, first
    /// to 1 − 0.02/5, and no slope of the long one has a part in it.</summary>
    [Fact]
    public void A_refused_step_begins_again()
    {
        RungeKutta<double> flow = new(1, 1, 1e-6);
        double[] state = [1];
        flow.Start(0, state);
        for (int point = 0; point < 3; point++)
        {
            flow.Slope(0)[0] = -state[0];
            flow.Take(0, state);
            flow.Prepare(0, 10, state);
        }

        Assert.Equal(RungeKutta<double>.Outcome.Within, flow.Refuse(0));
        flow.Prepare(0, 10, state);
        Assert.Equal(1 - (0.02 / 5), state[0], 1e-15);
        Assert.Equal(0, flow.Time(0));
    }

    [Fact]
    public void A_used_home_begins_anew()
    {
        RungeKutta<double> flow = new(2, 1, 1e-6);
        Follow(flow, [3], 5, s => [-s[0]]);
        Assert.NotEqual(0, flow.Time(0));
        flow.Start(0, [7]);
        Assert.Equal((0, 7, 7), (flow.Time(0), flow.Base(0)[0], flow.Before(0)[0]));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sums_of_slopes_have_the_same_bits_at_every_width(SimdWidth width)
    {
        Random random = new(5);
        for (int n = 0; n <= 40; n++)
        {
            double[] start = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)],
                slopes = [.. Enumerable.Range(0, 3 * n).Select(_ => random.NextDouble() - 0.5)];
            double[] weights = [0.3, -1.7, 0.11], result = new double[n];
            var kernel = new SlopeSum<double>(start, weights, slopes, result);
            AtWidth.Run<SlopeSum<double>, double>(width, ref kernel);
            for (int i = 0; i < n; i++)
            {
                double sum = start[i];
                for (int j = 0; j < 3; j++) sum = Math.FusedMultiplyAdd(weights[j], slopes[(j * n) + i], sum);
                Assert.Equal(sum, result[i]);
            }
        }
    }

    // The state at the end, or when it was stuck.
    private static double Follow(
        RungeKutta<double> flow, double[] state, double end, Func<double[], double[]> slope, Action<double>? reached = null)
    {
        flow.Start(0, state);
        while (true)
        {
            slope(state).CopyTo(flow.Slope(0));
            RungeKutta<double>.Outcome outcome = flow.Take(0, state);
            if (outcome == RungeKutta<double>.Outcome.AtPoint && flow.Time(0) > 0) reached?.Invoke(flow.Time(0));
            if (outcome == RungeKutta<double>.Outcome.Stuck
                || (outcome == RungeKutta<double>.Outcome.AtPoint && flow.Time(0) >= end * (1 - 1e-12)))
            {
                flow.Base(0).CopyTo(state);
                return flow.Time(0);
            }

            flow.Prepare(0, end, state);
        }
    }

    private static double[] A(double[] x) =>
        [.. Enumerable.Range(0, DormandPrince.Stages).Select(i => DormandPrince.Row(i).ToArray().Select((a, j) => a * x[j]).Sum())];

    private static double[] Times(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a * b)];

    private static double Sum(double[] x) => x.Sum();

    private static double Dot(ReadOnlySpan<double> a, double[] x)
    {
        double sum = 0;
        for (int j = 0; j < a.Length; j++) sum += a[j] * x[j];
        return sum;
    }
}

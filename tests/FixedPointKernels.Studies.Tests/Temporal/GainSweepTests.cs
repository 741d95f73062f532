using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Tasks;
using FixedPointKernels.Studies.Temporal.Gains;
using FixedPointKernels.Studies.Temporal.Training;
using FixedPointKernels.Studies.Tests.Support;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Temporal;

/// <summary>Rates that are chosen on other seeds, controls that are matched, and sweeps that are broken off.</summary>
public sealed class GainSweepTests
{
    private static readonly TemporalSettings Settings = new()
    {
        Task = new MatchToSample(timeStep: 50), Units = 6, BatchSize = 5, Updates = 6, TestTrials = 20,
    };

    private static readonly TemporalRun[] Runs =
    [
        .. from rate in (double[])[0.001, 0.1] select new TemporalRun("eprop", 1, rate, 1_000_000),
        .. from seed in (ulong[])[0, 1] select new TemporalRun("eprop", 1, 0, seed),
    ];

    [Fact]
    public void Reported_runs_take_the_rate_that_was_best_on_the_others()
    {
        IReadOnlyList<TemporalCurve> curves = new GainSweep<double>(Settings).Run(Runs, new() { Threads = 2 });
        double best = curves.Take(2).MaxBy(curve => curve.Test.Accuracy)!.Run.Rate;
        Assert.All(curves.Skip(2), curve => Assert.Equal(best, curve.Rate));
        TemporalCurve alone = new TemporalSweep<double>(Settings).Run([new("eprop", 1, best, 0)], new() { Threads = 1 }).Single();
        Assert.Equal(alone.Steps, curves[2].Steps);
        Assert.Equal(alone.Exponents, curves[2].Exponents);
    }

    [Fact]
    public void A_sweep_that_is_broken_off_goes_on_to_the_same_numbers()
    {
        GainSweep<float> sweep = new(Settings);
        IReadOnlyList<TemporalCurve> whole = sweep.Run(Runs, new() { Threads = 1 });
        KeptStates states = new();
        List<TemporalCurve> finished = [];
        for (int sitting = 0; sitting < 30 && finished.Count < Runs.Length; sitting++)
        {
            using CancellationTokenSource stop = new();
            int steps = 0;
            sweep.Run(
                Runs, new()
                {
                    Threads = 1 + (sitting % 2), States = states, Cancellation = stop.Token,
                    Advanced = () =>
                    {
                        if (Interlocked.Increment(ref steps) == 9) stop.Cancel();
                    },
                },
                finished, finished.Add);
        }

        Assert.Equal(Runs.Length, finished.Count);
        foreach (TemporalCurve curve in finished)
        {
            TemporalCurve same = whole.Single(one => one.Run == curve.Run);
            Assert.Equal(same.Steps, curve.Steps);
            Assert.Equal(same.Test, curve.Test);
        }
    }

    // The exponent of a gain rises here: bisection finds that of a flossed network, which the control then has.
    [Fact]
    public void A_control_begins_from_the_gain_with_the_flossed_networks_exponent()
    {
        FlossingPlan plan = new("exact", 2, 20) { Steps = Settings.Task.Steps, WarmUp = 4, Rate = 0.003 };
        TemporalRun flossed = new("eprop", 0.25, 0.01, 3) { Flossing = plan };
        IReadOnlyList<TemporalCurve> curves = new TemporalSweep<double>(Settings with { ProbedExponents = 2, Units = 20 }).Run(
            [flossed, flossed with { IsControl = true }], new() { Threads = 1 });
        Assert.Equal(curves[0].Largest(TemporalCurve.Drawn), curves[1].Largest(TemporalCurve.Drawn));
        Assert.True(curves[0].Largest(TemporalCurve.Begun) > curves[0].Largest(TemporalCurve.Drawn));
        Assert.Equal(curves[0].Largest(TemporalCurve.Begun), curves[1].Largest(TemporalCurve.Begun), 1e-4);
        Assert.InRange(curves[1].Gain, 0.26, 3);
        Assert.Equal(20, curves[1].Flossing.Count);
    }

    [Fact]
    public void Where_no_gain_has_the_exponent_it_is_the_nearest()
    {
        Assert.Equal(1, MatchedGain.Of(0.5, 0.25, gain => gain / 2), 1e-5);
        Assert.Equal(2, MatchedGain.Of(5, 1, gain => -(gain - 2) * (gain - 2)), 1e-12);
        Assert.Equal(LeakPlacement.Rate, (new TemporalRun("rflo", 1, 0, 0) { Leak = LeakPlacement.Rate }).Leak);
    }

    [Fact]
    public void A_rule_whose_credit_grows_without_an_end_is_stopped()
    {
        TemporalSettings steep = Settings with
        {
            Task = new MatchToSample(timeStep: 10),
            Network = new() { Modulation = 30 },
            Updates = 200,
        };
        TemporalCurve curve = new TemporalSweep<float>(steep).Run([new("modprop-weights", 2, 0.1, 1)], new() { Threads = 1 }).Single();
        Assert.True(curve.HasFailed);
        Assert.True(CreditGrowth.Radius(steep, curve.Run) > 1);
    }
}

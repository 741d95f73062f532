using System;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tasks;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Tasks;

/// <summary>Targets of copy and delayed exclusive or, computed anew from the inputs that are shown.</summary>
public sealed class DelayedXorTests
{
    [Theory]
    [InlineData(0, 1, 20)]
    [InlineData(0, 7, 40)]
    [InlineData(0, 19, 20)]
    [InlineData(1, 10, 300)]
    [InlineData(2, 3, 40)]
    [InlineData(3, 4, 33)]
    public void Every_target_that_counts_follows_from_the_inputs(int depth, int delay, int steps)
    {
        DelayedXor task = new(depth, delay, steps);
        TrialSet set = task.NewSet(50);
        task.Draw(new(3), set);
        set.ThrowIfUnfit();
        int ones = 0;
        for (int k = 0; k < set.Count; k++)
        {
            for (int step = 0; step < steps; step++)
            {
                Assert.True(set.Inputs(k)[step] is 0 or 1);
                ones += (int)set.Inputs(k)[step];
                bool counts = step >= (delay << depth);
                Assert.Equal((counts ? 1.0 : 0, counts), (set.Mask(k)[step], set.Scored(k)[step]));
                if (!counts) continue;
                double sum = 0;
                for (int tap = 1; tap <= 1 << depth; tap++) sum += set.Inputs(k)[step - (tap * delay)];
                Assert.Equal(sum % 2, set.Targets(k)[step]);
            }
        }

        // Fair bits: within 4.5 √(n/4) of the half.
        int all = set.Count * steps;
        Assert.InRange(ones, (all / 2.0) - (4.5 * Math.Sqrt(all / 4.0)), (all / 2.0) + (4.5 * Math.Sqrt(all / 4.0)));
    }

    // What the inputs say of it, taps within the trial, is right in half of the trials: 4.5 √(n/4) around it.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_published_start_counts_one_step_that_nobody_can_know(int depth)
    {
        const int Delay = 3, Steps = 20, Trials = 4000;
        DelayedXor task = new(depth, Delay, Steps, publishedStart: true);
        TrialSet set = task.NewSet(Trials);
        task.Draw(new(4), set);
        int first = (Delay << depth) - 1, same = 0;
        for (int k = 0; k < Trials; k++)
        {
            Assert.Equal((false, true), (first > 0 && set.Scored(k)[first - 1], set.Scored(k)[first]));
            double sum = 0;
            for (int tap = 1; tap < 1 << depth; tap++) sum += set.Inputs(k)[first - (tap * Delay)];
            same += sum % 2 == set.Targets(k)[first] ? 1 : 0;
        }

        Assert.InRange(same, (Trials / 2) - (4.5 * Math.Sqrt(Trials / 4.0)), (Trials / 2) + (4.5 * Math.Sqrt(Trials / 4.0)));
        Assert.Equal(1 - (0.5 / (Steps - (Delay << depth) + 1)), task.Ceiling);
        Assert.Equal((0.5, 1.0), (task.Chance, new DelayedXor(depth, Delay, Steps).Ceiling));
    }

    [Fact]
    public void The_published_ceiling_is_that_of_the_published_shape() =>
        Assert.Equal(0.998, new DelayedXor(publishedStart: true).Ceiling, 5e-4);

    [Theory]
    [InlineData(1, 10, 20, "xor: the delay of 10 steps reaches back 20 steps, which leaves no step to score in a trial of 20.")]
    [InlineData(0, 5, 3, "copy: the delay of 5 steps reaches back 5 steps, which leaves no step to score in a trial of 3.")]
    [InlineData(20, int.MaxValue, 100, "which leaves no step to score in a trial of 100.")]
    [InlineData(1, 0, 20, "xor: the delay is 0 steps, but it must be at least 1.")]
    [InlineData(-1, 3, 20, "xor: the depth is -1, but it lies in 0..20.")]
    [InlineData(21, 3, 20, "xor: the depth is 21, but it lies in 0..20.")]
    public void A_delay_that_leaves_nothing_to_score_is_refused(int depth, int delay, int steps, string message)
    {
        foreach (bool published in (bool[])[false, true])
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new DelayedXor(depth, delay, steps, published)).Message);
    }
}

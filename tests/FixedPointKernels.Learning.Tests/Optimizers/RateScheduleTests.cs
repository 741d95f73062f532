using System;
using System.Linq;
using FixedPointKernels.Learning.Optimizers;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Optimizers;

/// <summary>Schedules have their closed forms: values at the ends and in the middle, falling in between, and nothing out of range is
/// taken.</summary>
public sealed class RateScheduleTests
{
    [Fact]
    public void A_constant_is_one_after_its_warm_up()
    {
        Assert.Equal(1, RateSchedule.Constant.Factor(0));
        Assert.Equal(1, RateSchedule.Constant.Factor(1_000_000));
        RateSchedule warm = new() { WarmUp = 4 };
        double[] expected = [0.25, 0.5, 0.75, 1, 1, 1];
        for (int step = 0; step < expected.Length; step++) Assert.Equal(expected[step], warm.Factor(step));
    }

    [Theory]
    [InlineData(RateDecay.Cosine, 0.0)]
    [InlineData(RateDecay.Cosine, 0.2)]
    [InlineData(RateDecay.Exponential, 0.01)]
    public void A_decay_goes_from_one_to_its_final_factor_and_stays(RateDecay decay, double final)
    {
        // u = (t − 10)/100: 1 at step 10, half-way at step 60, final at step 110, the last of 111.
        RateSchedule schedule = new() { Decay = decay, WarmUp = 10, Steps = 111, Final = final };
        Assert.Equal(0.1, schedule.Factor(0));
        Assert.Equal(1, schedule.Factor(9));
        Assert.Equal(1, schedule.Factor(10), 1e-15);
        double middle = decay == RateDecay.Cosine ? (1 + final) / 2 : Math.Sqrt(final);
        Assert.Equal(middle, schedule.Factor(60), 1e-14);
        Assert.Equal(final, schedule.Factor(110), 1e-14);
        Assert.Equal(final, schedule.Factor(5000), 1e-14);
        for (int step = 10; step < 110; step++) Assert.True(schedule.Factor(step + 1) < schedule.Factor(step));
    }

    [Fact]
    public void Equal_steps_of_an_exponential_have_equal_quotients()
    {
        RateSchedule schedule = new() { Decay = RateDecay.Exponential, Steps = 51, Final = 0.3 };
        double quotient = Math.Pow(0.3, 1.0 / 50);
        for (int step = 0; step < 50; step++) Assert.Equal(quotient, schedule.Factor(step + 1) / schedule.Factor(step), 1e-13);
    }

    [Fact]
    public void Stairs_fall_after_every_so_many_steps_behind_the_warm_up()
    {
        RateSchedule schedule = new() { Decay = RateDecay.Stairs, Steps = 3, WarmUp = 4, Final = 0.5 };
        schedule.Validate();
        Assert.Equal(
            [0.25, 0.5, 0.75, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25], Enumerable.Range(0, 11).Select(step => schedule.Factor(step)));
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        Refuses(new() { Decay = (RateDecay)9 });
        Refuses(new() { Decay = RateDecay.Stairs });
        Refuses(new() { Decay = RateDecay.Stairs, Steps = 5, Final = 0 });
        Refuses(new() { WarmUp = -1 });
        Refuses(new() { Steps = -1 });
        Refuses(new() { Decay = RateDecay.Cosine, Steps = 5, WarmUp = 5 });
        Refuses(new() { Decay = RateDecay.Cosine, Steps = 5, Final = -0.1 });
        Refuses(new() { Decay = RateDecay.Cosine, Steps = 5, Final = double.NaN });
        Refuses(new() { Decay = RateDecay.Exponential, Steps = 5, Final = 0 });
        Refuses(new() { Decay = RateDecay.Exponential, Steps = 5, Final = 1.1 });
        new RateSchedule { Decay = RateDecay.Cosine, Steps = 1 }.Validate();
        Assert.Throws<ArgumentOutOfRangeException>(() => RateSchedule.Constant.Factor(-1));
    }

    private static void Refuses(RateSchedule schedule) => Assert.ThrowsAny<ArgumentException>(schedule.Validate);
}

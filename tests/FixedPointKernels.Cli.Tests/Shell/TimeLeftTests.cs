using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Experiments;
using FixedPointKernels.Cli.Shell;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Shell;

/// <summary>Time left by a clock that the test moves.</summary>
public sealed class TimeLeftTests
{
    private const int Steps = 3000;

    // Steps take 10 ms, those of the first second 800: elapsed × left / done, the plain rule, says 2,400 s after the first, of 30 that it
    // takes. What is shown is steps that all take the same: within a part in a thousand of the truth.
    [Fact]
    public void First_steps_that_compile_do_not_count()
    {
        Clock clock = new();
        TimeLeft pace = new(clock);
        int shown = 0;
        for (int done = 1; done <= Steps; done++)
        {
            clock.Forward(Step(clock.Now));
            if (pace.Of(done, Steps - done) is not { } left) continue;
            shown++;
            Assert.InRange(left.TotalMilliseconds, 9.99 * (Steps - done), 10.01 * (Steps - done));
            Assert.Equal(left, pace.Latest);
            Assert.True(clock.Now >= TimeSpan.FromSeconds(3), "two seconds of the pace were not waited for");
        }

        Assert.InRange(shown, Steps - 300, Steps);
    }

    // A step of a minute is told from two that follow the first.
    [Fact]
    public void Long_steps_are_waited_for()
    {
        Clock clock = new();
        TimeLeft pace = new(clock);
        TimeSpan?[] told = [.. Enumerable.Range(1, 4).Select(done =>
        {
            clock.Forward(TimeSpan.FromMinutes(1));
            return pace.Of(done, 10 - done);
        })];
        Assert.Equal([null, null, TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(6)], told);
    }

    // The same steps where the work stops after six minutes and a half.
    [Fact]
    public void Work_that_stops_after_a_time_is_not_told_to_take_longer()
    {
        Clock clock = new();
        TimeLeft pace = new(clock, TimeSpan.FromMinutes(6.5));
        TimeSpan?[] told = [.. Enumerable.Range(1, 8).Select(done =>
        {
            clock.Forward(TimeSpan.FromMinutes(1));
            return pace.Of(done, 10 - done);
        })];
        double[] minutes = [.. told.Skip(2).Select(left => left!.Value.TotalMinutes)];
        Assert.Equal([3.5, 2.5, 1.5, 0.5, 0, 0], minutes);
    }

    [Fact]
    public void A_sweep_tells_it_every_five_seconds()
    {
        Clock clock = new();
        using StringWriter output = new();
        Surroundings here = new(output, TextWriter.Null) { Clock = clock };
        SweepView.Show(here, "linear", Steps, null, advanced =>
        {
            for (int k = 0; k < Steps; k++)
            {
                clock.Forward(Step(clock.Now));
                advanced();
            }

            return 0;
        });
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(lines.Length, 5, 6);
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            double share = double.Parse(
                words[1], CultureInfo.InvariantCulture) / 100, left = double.Parse(words[3], CultureInfo.InvariantCulture);

            // The share is a whole number of percents, 0.3 s of the 30, the time one of seconds.
            Assert.InRange(left, (30 * (1 - share)) - 0.7, (30 * (1 - share)) + 0.7);
        }
    }

    private static TimeSpan Step(TimeSpan now) => TimeSpan.FromMilliseconds(now < TimeSpan.FromSeconds(1) ? 800 : 10);

    private sealed class Clock : TimeProvider
    {
        internal TimeSpan Now { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        internal void Forward(TimeSpan by) => Now += by;
    }
}

using System;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tasks;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Tasks;

/// <summary>What all tasks of the table have in common: shapes, seeds, no allocation, refusals in words.</summary>
public sealed class TaskTableTests
{
    public static TheoryData<string> Names => [.. TaskTable.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_draw_fills_a_set_that_can_be_trained_on_and_a_seed_fixes_it(string name)
    {
        TrialTask task = TaskTable.Of(name.ToUpperInvariant()).Make();
        TrialSet one = task.NewSet(5), other = task.NewSet(5);
        task.Draw(new(8), one);
        one.ThrowIfUnfit();
        for (int k = 0; k < 5; k++) other.Inputs(k).Fill(double.NaN);
        task.Draw(new(8), other);
        Assert.Equal(one.Fingerprint(), other.Fingerprint());
        task.Draw(new(9), other);
        Assert.NotEqual(one.Fingerprint(), other.Fingerprint());
        Assert.Equal((name, task.Steps * task.Inputs, task.Outputs), (task.Name, one.Features, one.Outputs));
        Assert.True(Enumerable.Range(0, 5).All(k => one.Scored(k).Contains(true)));
        Assert.InRange(task.Chance, 0.05, 0.5);
        Assert.InRange(task.Ceiling, 0.85, 1);
        Assert.Contains($"{task.Steps} steps", task.Description);
        Assert.NotEqual("", task.Limits);
    }

    // Pinned, so that every machine, width and runtime shows the same trials.
    [Theory]
    [InlineData("2af", "2d7c064dd63575f8")]
    [InlineData("dms", "80670a930e0f4cfd")]
    [InlineData("cxt", "877523b8bf1c2af6")]
    [InlineData("copy", "ce2740e0de2c015f")]
    [InlineData("xor", "7fe347aaafa7b598")]
    [InlineData("rows", "af84ad507d2e7dcf")]
    public void A_seed_gives_the_same_bits_everywhere(string name, string start)
    {
        TrialTask task = TaskTable.Of(name).Make();
        TrialSet set = task.NewSet(16);
        task.Draw(new(2026, 5), set);
        string print = set.Fingerprint();
        Assert.Equal(start, print[(print.LastIndexOf(' ') + 1)..][..16]);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_draw_allocates_nothing(string name)
    {
        TrialTask task = TaskTable.Of(name).Make();
        TrialSet set = task.NewSet(32);
        SeededRandom random = new(1);
        ZeroBytes.Assert(name, () => task.Draw(random, set));
    }

    [Fact]
    public void Rows_of_images_ask_at_the_last_step()
    {
        Dataset digits = Digits.Load();
        ImageRows task = new(digits);
        TrialSet all = task.All();
        Assert.Equal((1797, 8, 8, 10), (all.Count, all.Steps, all.Columns, all.Outputs));
        double[] pixels = new double[64];
        for (int k = 0; k < all.Count; k += 97)
        {
            digits.Gather([k], pixels);
            Assert.Equal(pixels, all.Inputs(k).ToArray());
            Assert.Equal(pixels[16..24], all[k].Row(2).ToArray());
            Assert.Equal(digits.Labels[k], all.Classes(k)[7]);
            Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1], all.Mask(k).ToArray());
            Assert.Equal([false, false, false, false, false, false, false, true], all.Scored(k).ToArray());
        }

        // 183 images of the most frequent digit.
        Assert.Equal(183 / 1797.0, task.Chance);
        Assert.Equal((4, 16), (new ImageRows(digits, 4).Steps, new ImageRows(digits, 4).Inputs));
        Assert.Contains(
            "64 pixels an image, which are no 7 rows", Assert.Throws<ArgumentException>(() => new ImageRows(digits, 7)).Message);
        Dataset none = new("nothing", 4, 2, Array.Empty<byte>(), [], 1);
        Assert.Contains("nothing has no image", Assert.Throws<ArgumentException>(() => new ImageRows(none)).Message);
    }

    // Images with replacement: 1,797 of them, 20,000 draws; each digit as often as in the set, within 4.5 standard deviations.
    [Fact]
    public void Rows_are_drawn_from_all_images()
    {
        Dataset digits = Digits.Load();
        ImageRows task = new(digits);
        TrialSet set = task.NewSet(20_000);
        task.Draw(new(6), set);
        for (int digit = 0; digit < 10; digit++)
        {
            double share = digits.Labels.Count(digit) / 1797.0, room = 4.5 * Math.Sqrt(share * (1 - share) / 20_000);
            int drawn = Enumerable.Range(0, 20_000).Count(k => set.Classes(k)[7] == digit);
            Assert.InRange(drawn / 20_000.0, share - room, share + room);
        }
    }

    [Theory]
    [InlineData("2af", "dt", 1500, "the stimulus of 700 ms has no step, which leaves nothing to see; dt must be below 1400 ms")]
    [InlineData("2af", "dt", 300, "the decision of 100 ms has no step, which leaves nothing to score; dt must be below 200 ms")]
    [InlineData("dms", "dt", 200, "the sample of 100 ms has no step")]
    [InlineData("cxt", "dt", 0, "dt is 0 ms, but it must be positive and finite")]
    [InlineData("cxt", "dt", double.NaN, "dt is NaN ms")]
    [InlineData("dms", "delay", -1, "dms: the delay is -1 ms, but it must be finite and not negative")]
    [InlineData("dms", "delay", double.PositiveInfinity, "but it must be finite and not negative")]
    [InlineData("cxt", "delay", 1e12, "a trial may have 1000000 in all")]
    [InlineData("2af", "noise", -1, "2af: the noise is -1, but it must be finite and not negative")]
    [InlineData("dms", "noise", double.NaN, "the noise is NaN")]
    [InlineData("2af", "coherence", 101, "2af: a coherence is 101 %, but they lie in [0, 100]")]
    [InlineData("cxt", "coherence", double.NaN, "cxt: a coherence is NaN %")]
    [InlineData("dms", "coherence", 5, "dms has no Coherences, but TimeStep, Delay, Noise.")]
    [InlineData("xor", "noise", 1, "xor has no Noise")]
    [InlineData("copy", "delay", 2.5, "copy: the delay is 2.5, but it is counted in steps, so it must be whole")]
    [InlineData("xor", "delay", 150, "which leaves no step to score in a trial of 300")]
    public void What_a_task_cannot_be_is_refused_in_words(string name, string what, double value, string message)
    {
        TaskOptions options = what switch
        {
            "dt" => new() { TimeStep = value },
            "delay" => new() { Delay = value },
            "noise" => new() { Noise = value },
            _ => new() { Coherences = [value] },
        };
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => TaskTable.Of(name).Make(options)).Message);
    }

    [Fact]
    public void Every_option_reaches_the_task_that_has_it()
    {
        Assert.Contains("at least one coherence", Assert.Throws<ArgumentException>(() => new PerceptualDecision(coherences: [])).Message);
        Assert.Contains("2af, dms, cxt, copy, xor, rows", Assert.Throws<ArgumentException>(() => TaskTable.Of("maze")).Message);
        TrialTask xor = TaskTable.Of("xor").Make(new() { Depth = 2, Delay = 3, Steps = 14, PublishedStart = true });
        Assert.Equal((14, 1 - (0.5 / 3)), (xor.Steps, xor.Ceiling));
        Assert.Equal(40, TaskTable.Of("dms").Make(new() { TimeStep = 20 }).Steps);
        Assert.Equal(3, TaskTable.Of("dms").Make(new() { Delay = 0 }).Steps);
        Assert.Equal(9, TaskTable.Of("2af").Make(new() { Delay = 100 }).Steps);
        Assert.Equal(0.5, TaskTable.Of("cxt").Make(new() { Coherences = [0] }).Ceiling);
        Assert.Equal(1, TaskTable.Of("cxt").Make(new() { Noise = 0 }).Ceiling);
        Assert.Equal(16, TaskTable.Of("rows").Make(new() { Rows = 16 }).Steps);
        Dataset four = new("four", 4, 2, [1.0, 2, 3, 4], [1]);
        Assert.Equal((2, 1.0), (TaskTable.Of("rows").Make(new() { Images = four }).Steps, new ImageRows(four).Chance));
    }

    [Fact]
    public void A_set_of_another_shape_is_refused_with_both()
    {
        TrialTask dms = TaskTable.Of("dms").Make();
        string told = Assert.Throws<ArgumentException>(() => dms.Draw(new(1), TaskTable.Of("cxt").Make().NewSet(2))).Message;
        Assert.Contains("cxt has 8 steps of 7 inputs and 3 classes a step, but dms needs 8 steps of 3 inputs and 3 classes a step.", told);
    }
}

using System;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

/// <summary>Trials lie as trial × step × input; what nobody can train on is told with its trial and step.</summary>
public sealed class TrialSetTests
{
    [Fact]
    public void A_batch_has_the_trials_that_were_asked_for_step_by_step()
    {
        TrialSet set = Filled(TrialTarget.Values);
        double[] inputs = new double[3 * 8], wanted = new double[3 * 12];
        float[] rounded = new float[3 * 8], weights = new float[3 * 4];
        bool[] scored = new bool[3 * 4];
        int[] chosen = [2, 0, 2];
        set.Gather<double>(chosen, inputs);
        set.Gather<float>(chosen, rounded);
        set.GatherMask<float>(chosen, weights);
        set.GatherTargets<double>(chosen, wanted);
        set.GatherScored(chosen, scored);
        for (int k = 0; k < 3; k++)
        {
            for (int step = 0; step < 4; step++)
            {
                Assert.Equal((float)Weight(chosen[k], step), weights[(k * 4) + step]);
                Assert.Equal(step == 3, scored[(k * 4) + step]);
                for (int j = 0; j < 2; j++)
                {
                    Assert.Equal(Input(chosen[k], step, j), inputs[(((k * 4) + step) * 2) + j]);
                    Assert.Equal((float)Input(chosen[k], step, j), rounded[(((k * 4) + step) * 2) + j]);
                }

                for (int j = 0; j < 3; j++) Assert.Equal(-Input(chosen[k], step, j), wanted[(((k * 4) + step) * 3) + j]);
            }
        }

        // 0.1 (0+1+2+3) for trial 0, and 0.1 (2+3+4+5) twice: twelve terms, each sum off by at most 3.4 · 2⁻⁵³.
        Assert.Equal(3.4, set.Weight(chosen), 1e-14);
    }

    [Fact]
    public void Classes_are_gathered_and_a_set_says_what_it_asks()
    {
        TrialSet set = Filled(TrialTarget.Classes);
        int[] classes = new int[8];
        set.GatherClasses([1, 0], classes);
        Assert.Equal([1, 2, 0, 1, 0, 1, 2, 0], classes);
        Assert.Equal(("3 classes a step", 8, 3), (set.Asked, set.Features, set.Outputs));
        Assert.Equal("3 targets a step", Filled(TrialTarget.Values).Asked);
        Assert.Equal("1 bit a step", new TrialSet("b", 1, 1, 1, 1, TrialTarget.Bits).Asked);
        Assert.Contains("3 classes a step", Assert.Throws<InvalidOperationException>(() => set.Targets(0).Clear()).Message);
        Assert.Throws<InvalidOperationException>(() => set.GatherTargets<double>([0], new double[12]));
        Assert.Throws<InvalidOperationException>(() => Filled(TrialTarget.Bits).Classes(0).Clear());
        Assert.Throws<InvalidOperationException>(() => Filled(TrialTarget.Bits).GatherClasses([0], classes));
    }

    [Theory]
    [InlineData(TrialTarget.Classes)]
    [InlineData(TrialTarget.Bits)]
    public void A_subset_is_a_copy_and_equal_sets_have_one_fingerprint(TrialTarget target)
    {
        TrialSet set = Filled(target), same = set.Subset("the same", [0, 1, 2]);
        Assert.Equal(set.Fingerprint(), same.Fingerprint());
        Assert.NotEqual(set.Fingerprint(), set.Subset("others", [0, 2, 1]).Fingerprint());
        Assert.NotEqual(set.Subset("one", [0]).Fingerprint(), set.Subset("another", [1]).Fingerprint());
        set.Mask(1)[2] += 1;
        Assert.NotEqual(set.Fingerprint(), same.Fingerprint());
        set.Mask(1)[2] -= 1;
        set.Scored(2)[0] = true;
        Assert.NotEqual(set.Fingerprint(), same.Fingerprint());
        TrialSet turned = new("another shape", 3, 2, 4, 3, target), empty = new("empty", 3, 4, 2, 3, target);
        Assert.NotEqual(turned.Fingerprint(), empty.Fingerprint());
    }

    [Theory]
    [InlineData("input", double.NaN, "Trial 2, step 3: input 1 is NaN, but it must be finite.")]
    [InlineData("mask", double.PositiveInfinity, "Trial 2, step 3: the weight is ∞, but it must be finite and at least 0.")]
    [InlineData("mask", -0.5, "Trial 2, step 3: the weight is -0.5, but it must be finite and at least 0.")]
    [InlineData("target", double.NegativeInfinity, "Trial 2, step 3: target 1 is -∞, but it must be finite.")]
    [InlineData("bit", 1.5, "Trial 2, step 3: target 1 is 1.5, but it must be finite and in [0, 1].")]
    [InlineData("class", 3, "Trial 2, step 3: the class is 3, but classes lie in 0..2.")]
    [InlineData("class", -1, "Trial 2, step 3: the class is -1, but classes lie in 0..2.")]
    public void What_nobody_can_train_on_is_told_with_its_place(string what, double value, string message)
    {
        TrialSet set = Filled(what switch { "target" => TrialTarget.Values, "bit" => TrialTarget.Bits, _ => TrialTarget.Classes });
        set.ThrowIfUnfit();
        switch (what)
        {
            case "input": set.Inputs(2)[7] = value; break;
            case "mask": set.Mask(2)[3] = value; break;
            case "class": set.Classes(2)[3] = (int)value; break;
            default: set.Targets(2)[10] = value; break;
        }

        string told = Assert.Throws<ArgumentException>(set.ThrowIfUnfit).Message;
        Assert.Equal(message.Replace("∞", "Infinity", StringComparison.Ordinal), told.Replace("∞", "Infinity", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mask_that_is_all_zero_leaves_nothing_to_learn()
    {
        TrialSet set = Filled(TrialTarget.Classes);
        for (int k = 0; k < 3; k++) set.Mask(k).Clear();
        Assert.Contains("the mask is 0 at every step of 3 trials", Assert.Throws<ArgumentException>(set.ThrowIfUnfit).Message);
        set.Mask(1)[2] = 1e-300;
        set.ThrowIfUnfit();
    }

    [Fact]
    public void Misuse_is_told_in_the_callers_words()
    {
        TrialSet set = Filled(TrialTarget.Classes);
        Assert.Equal("steps", Refused(() => _ = new TrialSet("", 1, 0, 1, 1, TrialTarget.Bits)));
        Assert.Equal("count", Refused(() => _ = new TrialSet("", 0, 1, 1, 1, TrialTarget.Bits)));
        Assert.Equal("columns", Refused(() => _ = new TrialSet("", 1, 1, 0, 1, TrialTarget.Bits)));
        Assert.Equal("outputs", Refused(() => _ = new TrialSet("", 1, 1, 1, 0, TrialTarget.Bits)));
        Assert.Equal("steps", Refused(() => _ = new TrialSet("", 1, 1 << 20, 1 << 20, 1, TrialTarget.Bits)));
        Assert.Equal("count", Refused(() => _ = new TrialSet("", 1 << 20, 1 << 10, 1 << 10, 1, TrialTarget.Bits)));
        Assert.Equal("trial", Refused(() => set.Inputs(3).Clear()));
        Assert.Equal("trial", Refused(() => set[-1].Clear()));
        Assert.Equal("features", Refused(() => set.Gather<double>([0], new double[7])));
        Assert.Equal("weights", Refused(() => set.GatherMask<double>([0], new double[3])));
        Assert.Equal("wanted", Refused(() => set.GatherClasses([0], new int[5])));
        Assert.Equal("counted", Refused(() => set.GatherScored([0, 1], new bool[4])));

        static string? Refused(Action call) => Assert.ThrowsAny<ArgumentException>(call).ParamName;
    }

    [Fact]
    public void A_buffer_is_filled_checked_and_gathered_without_allocating()
    {
        TrialSet set = Filled(TrialTarget.Classes), values = Filled(TrialTarget.Values);
        int[] chosen = [2, 0, 1], classes = new int[12];
        float[] inputs = new float[24], mask = new float[12], targets = new float[36];
        bool[] scored = new bool[12];
        ZeroBytes.Assert("trials", () =>
        {
            set[1].Row(2).Fill(1);
            set.ThrowIfUnfit();
            set.Gather<float>(chosen, inputs);
            set.GatherMask<float>(chosen, mask);
            set.GatherClasses(chosen, classes);
            set.GatherScored(chosen, scored);
            values.GatherTargets<float>(chosen, targets);
        });
    }

    // Three trials of four steps, two inputs, three outputs.
    private static TrialSet Filled(TrialTarget target)
    {
        TrialSet set = new("drawn", 3, 4, 2, 3, target);
        for (int k = 0; k < 3; k++)
        {
            Trial trial = set[k];
            trial.Scored[3] = true;
            for (int step = 0; step < 4; step++)
            {
                trial.Mask[step] = Weight(k, step);
                for (int j = 0; j < 2; j++) trial.Row(step)[j] = Input(k, step, j);
                if (target == TrialTarget.Classes) trial.Classes[step] = (k + step) % 3;
                for (int j = 0; j < trial.Targets.Length / 4; j++)
                    trial.Targets[(step * 3) + j] = target == TrialTarget.Bits ? step % 2 : -Input(k, step, j);
            }
        }

        return set;
    }

    private static double Input(int trial, int step, int column) => 0.1 + trial + (10 * step) + (100 * column);

    private static double Weight(int trial, int step) => 0.1 * (trial + step);
}

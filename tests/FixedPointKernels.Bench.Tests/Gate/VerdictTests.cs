using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Bench.Gate;
using FixedPointKernels.Learning.Randomness;
using Xunit;

namespace FixedPointKernels.Bench.Tests.Gate;

/// <summary>The verdict on synthetic times: quiet on noise, on improvements and on what a second measurement does
/// not bear out; else one finding.</summary>
public sealed class VerdictTests
{
    private const int Screening = 4;

    // Pairs of processes that differ by 2 %, as identical builds do on a shared machine.
    private const double Noise = 0.02;

    [Fact]
    public void Identical_code_is_quiet_a_thousand_times()
    {
        for (ulong seed = 0; seed < 1000; seed++) Assert.Empty(Findings(seed, "case/float/a", 1, 1e-5));
    }

    [Fact]
    public void Bimodal_code_is_quiet_a_thousand_times()
    {
        // Which of two modes, 30 % apart, is decided per process by a toss: no change of the code.
        for (ulong seed = 0; seed < 1000; seed++)
        {
            SeededRandom random = new(seed);
            double Toss(double noise) => noise + (random.NextBelow(2) * Math.Log(1.3)) - (random.NextBelow(2) * Math.Log(1.3));
            CaseTimes screened = Shifted(Times("case/float/a", 1, 1e-5, Screening, random), Toss);
            CaseTimes confirmed = Shifted(Times("case/float/a", 1, 1e-5, Verdict.ConfirmingPairs, random), Toss);
            Assert.Empty(Verdict.Findings([screened], [confirmed]));
        }
    }

    [Theory]
    [InlineData(1.15, 1e-5)]
    [InlineData(1.3, 5e-7)]
    [InlineData(2, 1e-3)]
    public void A_slower_case_is_found(double ratio, double seconds)
    {
        // 1.15 is over the limit by ln(1.15/1.10) = 0.044 = 2.2 deviations of one pair and 7 of the median of 18.
        for (ulong seed = 0; seed < 100; seed++)
        {
            string finding = Assert.Single(Findings(seed, "case/float/a", ratio, seconds));
            Assert.StartsWith("case/float/a: time × ", finding, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1.05, 1e-5)]
    [InlineData(1.13, 5e-7)]
    [InlineData(0.5, 1e-5)]
    public void Less_than_the_limit_is_quiet(double ratio, double seconds)
    {
        for (ulong seed = 0; seed < 100; seed++) Assert.Empty(Findings(seed, "case/float/a", ratio, seconds));
    }

    [Fact]
    public void A_slowdown_that_the_second_measurement_does_not_show_is_quiet()
    {
        SeededRandom random = new(1);
        CaseTimes screened = Times("case/float/a", 1.5, 1e-5, Screening, random);
        Assert.Equal(["case/float/a"], Verdict.Suspects([screened]));
        Assert.Empty(Verdict.Findings([screened], [Times("case/float/a", 1, 1e-5, Verdict.ConfirmingPairs, random)]));
    }

    [Fact]
    public void A_slowdown_that_half_of_the_pairs_show_is_quiet()
    {
        // The median is over the limit, but the signs of the rest could have been tossed.
        CaseTimes screened = new("case/float/a", 1e-5, [0.3, 0.3, 0.3, 0.3]);
        CaseTimes mixed = new("case/float/a", 1e-5, [.. Enumerable.Repeat(0.31, 10), .. Enumerable.Repeat(-0.3, 8)]);
        Assert.Empty(Verdict.Findings([screened], [mixed]));
    }

    [Fact]
    public void A_slowdown_that_one_disturbed_pair_denies_is_found()
    {
        CaseTimes screened = new("case/float/a", 1e-5, [0.3, 0.3, 0.3, 0.3]);
        double[] ratios = [-1, .. Enumerable.Range(1, Verdict.ConfirmingPairs - 1).Select(i => 0.2 + (i * 0.01))];
        Assert.Single(Verdict.Findings([screened], [new("case/float/a", 1e-5, ratios)]));
    }

    [Fact]
    public void A_group_slower_by_six_percent_is_found_and_its_cases_are_not()
    {
        string finding = Assert.Single(GroupFindings(1.06));
        Assert.StartsWith("group family: geometric mean of 8 cases × 1.0", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_slower_by_two_percent_is_quiet() => Assert.Empty(GroupFindings(1.02));

    [Fact]
    public void Two_cases_are_no_group()
    {
        SeededRandom random = new(1);
        CaseTimes[] Measure(int pairs) => [Times("family/a", 1.05, 1e-5, pairs, random), Times("family/b", 1.05, 1e-5, pairs, random)];
        Assert.Empty(Verdict.Findings(Measure(Screening), Measure(Verdict.ConfirmingPairs)));
    }

    private static IReadOnlyList<string> GroupFindings(double ratio)
    {
        SeededRandom random = new(1);
        CaseTimes[] Measure(int pairs) => [.. Enumerable.Range(0, 8).Select(i => Times($"family/{i}", ratio, 1e-5, pairs, random))];
        return Verdict.Findings(Measure(Screening), Measure(Verdict.ConfirmingPairs));
    }

    private static IReadOnlyList<string> Findings(ulong seed, string name, double ratio, double seconds)
    {
        SeededRandom random = new(seed);
        CaseTimes screened = Times(name, ratio, seconds, Screening, random);
        CaseTimes confirmed = Times(name, ratio, seconds, Verdict.ConfirmingPairs, random);
        return Verdict.Findings([screened], Verdict.Suspects([screened]).Count == 0 ? [] : [confirmed]);
    }

    private static CaseTimes Times(string name, double ratio, double seconds, int pairs, SeededRandom random) =>
        new(name, seconds, [.. Enumerable.Range(0, pairs).Select(_ => Math.Log(ratio) + (Noise * random.NextGaussian()))]);

    private static CaseTimes Shifted(CaseTimes times, Func<double, double> shift) =>
        times with { LogRatios = [.. times.LogRatios.Select(shift)] };
}

using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Bench.Gate.Statistics;

namespace FixedPointKernels.Bench.Gate;

/// <summary>The times of one case: seconds of a call in BASE, and ln(ours / BASE) of every pair of fresh processes.</summary>
internal sealed record CaseTimes(string Name, double BaseSeconds, IReadOnlyList<double> LogRatios)
{
    /// <summary>Ours over BASE, the median over pairs.</summary>
    internal double Ratio => Math.Exp(Bootstrap.Median(LogRatios));
}

/// <summary>What the times say: pure functions of the log-ratios, whose unit is the pair of processes.</summary>
/// <remarks>
/// How a process happens to lie in memory moves a case by several percent for as long as it lives, so samples within a process are not
/// independent and only fresh processes count. A first measurement names suspects at half the limit; a second, independent one of
/// only those convicts.
/// </remarks>
internal static class Verdict
{
    /// <summary>Pairs of processes of the second measurement: with 18, one of the other sign leaves p under 0.001 however far off it is
    /// (with 12, one of rank 3).</summary>
    internal const int ConfirmingPairs = 18;

    private const double CaseLimit = 1.10;
    private const double ShortCaseLimit = 1.20;
    private const double ShortSeconds = 1e-6;
    private const double Significance = 0.001;
    private const double GroupLimit = 1.03;
    private const double GroupConfidence = 0.99;

    // Two cases are no group: its limit would be theirs.
    private const int LeastGroup = 3;

    /// <summary>The names of the cases to measure again: slower by half their limit, or in a group that is.</summary>
    internal static IReadOnlySet<string> Suspects(IReadOnlyList<CaseTimes> screened) => screened
        .Where(IsSuspect)
        .Concat(Groups(screened).Where(IsSuspect).SelectMany(group => group))
        .Select(one => one.Name)
        .ToHashSet();

    /// <summary>One line per finding that both measurements agree on.</summary>
    /// <param name="screened">The first measurement.</param>
    /// <param name="confirmed">The second, of the suspects.</param>
    internal static IReadOnlyList<string> Findings(IReadOnlyList<CaseTimes> screened, IReadOnlyList<CaseTimes> confirmed)
    {
        HashSet<string> cases = [.. screened.Where(IsSuspect).Select(one => one.Name)];
        HashSet<string> groups = [.. Groups(screened).Where(IsSuspect).Select(group => group.Key)];
        return
        [
            .. confirmed.Where(one => cases.Contains(one.Name)).Select(SlowCase).OfType<string>(),
            .. Groups(confirmed).Where(group => groups.Contains(group.Key)).Select(SlowGroup).OfType<string>(),
        ];
    }

    internal static double Limit(CaseTimes one) => one.BaseSeconds < ShortSeconds ? ShortCaseLimit : CaseLimit;

    private static bool IsSuspect(CaseTimes one) => one.Ratio > Math.Sqrt(Limit(one));

    private static bool IsSuspect(IGrouping<string, CaseTimes> group) => Bootstrap.Median(PairMeans(group)) > Math.Log(GroupLimit) / 2;

    private static string? SlowCase(CaseTimes one)
    {
        double p = SignedRank.UpperTail(one.LogRatios);
        return one.Ratio > Limit(one) && p < Significance
            ? FormattableString.Invariant(
                $"{one.Name}: time × {one.Ratio:F3}, over {Limit(one):F2} (p = {p:0.0e0} over {one.LogRatios.Count} pairs of processes)")
            : null;
    }

    private static string? SlowGroup(IGrouping<string, CaseTimes> group)
    {
        double[] means = PairMeans(group);
        double mean = Math.Exp(means.Average()), bound = Math.Exp(Bootstrap.LowerBound(means, GroupConfidence));
        return bound > GroupLimit
            ? FormattableString.Invariant(
                $"group {group.Key}: geometric mean of {group.Count()} cases × {mean:F3}, its 99 % bound {bound:F3} over {GroupLimit}")
            : null;
    }

    private static IEnumerable<IGrouping<string, CaseTimes>> Groups(IReadOnlyList<CaseTimes> times) =>
        times.GroupBy(one => GateCase.Group(one.Name)).Where(group => group.Count() >= LeastGroup);

    // ln of the group's geometric mean, pair by pair.
    private static double[] PairMeans(IGrouping<string, CaseTimes> group) =>
        [.. Enumerable.Range(0, group.First().LogRatios.Count).Select(pair => group.Average(one => one.LogRatios[pair]))];
}

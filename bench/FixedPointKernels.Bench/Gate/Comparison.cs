using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace FixedPointKernels.Bench.Gate;

/// <summary>The working tree against BASE: counters exactly, then times; one line per finding.</summary>
internal sealed class Comparison(string baseProgram, string ourProgram, TextWriter output)
{
    // Enough to name suspects at half the limit; the verdict is the second measurement's.
    private const int ScreeningPairs = 4;

    /// <summary>Whether nothing was found.</summary>
    /// <param name="pattern">A part of the names to compare; empty for all.</param>
    /// <param name="countersOnly">Whether to leave the times out.</param>
    internal bool Run(string pattern, bool countersOnly)
    {
        long start = Stopwatch.GetTimestamp();
        List<string> findings = [];
        string[] names = CompareCounters(pattern, findings);
        if (!countersOnly) CompareTimes(names, findings);
        foreach (string finding in findings) output.WriteLine($"FOUND {finding}");
        output.WriteLine(FormattableString.Invariant(
            $"{names.Length} cases, {findings.Count} findings, {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"));
        return findings.Count == 0;
    }

    private string[] CompareCounters(string pattern, List<string> findings)
    {
        using BenchProcess theirs = new(baseProgram), ours = new(ourProgram);
        string[] before = theirs.List(), after = ours.List();
        string[] common = [.. after.Intersect(before).Where(name => name.Contains(pattern, StringComparison.OrdinalIgnoreCase))];
        foreach (string name in before.Except(after)) output.WriteLine($"gone  {name}");
        foreach (string name in after.Except(before)) output.WriteLine($"new   {name}");
        if (common.Length == 0) throw new GateException($"No case that both sides have contains '{pattern}'.");
        foreach (string name in common)
        {
            (CaseCounters from, CaseCounters to) = (theirs.Count(name), ours.Count(name));
            if (to.DifferenceFrom(from) is { } difference) findings.Add($"{name}: {difference}");
        }

        return common;
    }

    private void CompareTimes(IReadOnlyList<string> names, List<string> findings)
    {
        TimeComparison clock = new(baseProgram, ourProgram);
        IReadOnlyList<CaseTimes> screened = clock.Measure(names, ScreeningPairs);
        IReadOnlySet<string> suspects = Verdict.Suspects(screened);
        IReadOnlyList<CaseTimes> again = suspects.Count == 0 ? [] : clock.Measure([.. suspects], Verdict.ConfirmingPairs);
        output.WriteLine($"{"case",-42} {"BASE µs",10} {"ours/BASE",10} {"again",8}");
        foreach (CaseTimes one in screened)
        {
            string second = again.FirstOrDefault(other => other.Name == one.Name) is { } confirmed
                ? FormattableString.Invariant($"{confirmed.Ratio:F3}")
                : "";
            output.WriteLine(FormattableString.Invariant($"{one.Name,-42} {one.BaseSeconds * 1e6,10:F2} {one.Ratio,10:F3} {second,8}"));
        }

        findings.AddRange(Verdict.Findings(screened, again));
    }
}

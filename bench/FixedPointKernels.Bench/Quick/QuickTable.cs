using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace FixedPointKernels.Bench.Quick;

/// <summary>The goals table in one command: <c>-- quick [--only PATTERN] [--json FILE]</c>.</summary>
internal static class QuickTable
{
    internal static int Run(ReadOnlySpan<string> options)
    {
        string? only = null, json = null;
        for (; options.Length >= 2 && options[0] is "--only" or "--json"; options = options[2..])
        {
            if (options[0] == "--only") only = options[1];
            else json = options[1];
        }

        Row[] rows = [.. All().Where(row => row.Matches(only))];
        if (!options.IsEmpty || rows.Length == 0)
        {
            Console.Error.WriteLine(
                options.IsEmpty ? $"no row is called {only}; the rows are:" : "usage: quick [--only PATTERN] [--json FILE]; the rows are:");
            foreach (Row row in All()) Console.Error.WriteLine($"  {row.Name}");
            return 2;
        }

        long start = Stopwatch.GetTimestamp();
        (string Name, string Value)[] facts = Machine.Facts();
        foreach ((string name, string value) in facts) Console.WriteLine($"{name,-22} {value}");
        Console.WriteLine($"\n{"",-50} {"figure",16} {"goal",18} {"ratio",7}");
        List<Line> lines = [];
        foreach (Row row in rows)
        {
            foreach (Line line in row.Measure())
            {
                lines.Add(line);
                Console.WriteLine(line);
            }
        }

        Console.WriteLine(
            $"{lines.Count(line => line.Verdict == "ok")} ok, {lines.Count(line => line.Verdict == "short")} short, "
            + $"{lines.Count(line => line.Skipped is not null)} skipped in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        if (json is not null) QuickJson.Write(json, facts, lines);
        return 0;
    }

    private static IEnumerable<Row> All() =>
    [
        .. ProductRows.All(), .. LuRows.All(), .. BatchedLuRows.All(), .. QrRows.All(), .. GemvRows.All(), .. SolverStepRows.All(),
        .. EulerRows.All(),
        .. ElementaryRows.All(),
        .. TrainingRows.All(), .. TrainedRows.All(), .. LatencyRows.All(), .. BoundRows.All(), .. CircuitRows.All(), .. StaticRows.All(),
        .. SequentialRows.All(), .. TemporalRows.All(), .. LyapunovRows.All(),
    ];
}

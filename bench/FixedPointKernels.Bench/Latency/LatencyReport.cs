using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Latency;

/// <summary><c>-- latency [--n N] [--calls K] [--json FILE]</c>: percentiles and histograms of warm
/// and cold solves in a paced loop.</summary>
internal static class LatencyReport
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    internal static void Print(string[] args)
    {
        int only = int.Parse(Option(args, "--n") ?? "0", CultureInfo.InvariantCulture);
        int calls = int.Parse(Option(args, "--calls") ?? "0", CultureInfo.InvariantCulture);
        List<object> records = [];
        foreach ((int neurons, double median, double period, int usual) in LatencyGoals.Sizes)
        {
            if (only == 0 || only == neurons) Print(neurons, median, period, calls > 0 ? calls : usual, records);
        }

        if (only > 0 && records.Count == 0) Print(only, double.NaN, only / 10.0, calls > 0 ? calls : 10_000, records);
        if (Option(args, "--json") is { } file) File.WriteAllText(file, JsonSerializer.Serialize(records, Readable));
    }

    private static void Print(int neurons, double goal, double period, int calls, List<object> records)
    {
        LatencyCase problem = new(neurons);
        FixedPointSolver<float, FixedPointKernels.Activations.Tanh> solver = new(problem.Network, 1, new SolverOptions());
        int fewer = Math.Max(1000, calls / 5);
        LatencyRun[] runs =
        [
            LatencyRun.Of(
                "tracker, warm", problem, new Track(new(problem.Network, LatencyGoals.Tolerance)), LatencyGoals.Runs, calls, period * 1e-6),
            LatencyRun.Of("solver, warm", problem, new Solve(solver, warm: true), LatencyGoals.Runs, fewer, 5 * period * 1e-6),
            LatencyRun.Of("solver, cold", problem, new Solve(solver, warm: false), LatencyGoals.Runs, fewer, 5 * period * 1e-6),
        ];
        Line($"N = {neurons}, tanh, float: µs from when a call was due, the middle of {LatencyGoals.Runs} runs");
        Console.WriteLine(
            $"  {"",-22} {"every",6} {"calls",8} {"p50",8} {"p90",8} {"p99",8} {"p99.9",8} {"max",8} "
            + $"{"p99.9-empty",11} {"products",8} {"residual",9} {"GC",3} {"bytes",6}");
        foreach (LatencyRun run in runs)
        {
            double every = run == runs[0] ? period : 5 * period;
            Row("empty loop", every, run.Empty);
            Row(run.Name, every, run.Runs, run);
            records.Add(new
            {
                neurons,
                run.Name,
                everyMicroseconds = every,
                run.Calls,
                median = run.Median,
                tailOverEmpty = run.TailOverEmpty,
                run.Products,
                run.Collections,
                run.Bytes,
                run.WorstResidual,
                run.Runs,
                run.Empty,
                run.Counts,
            });
        }

        foreach (string line in Histogram.Lines(runs)) Console.WriteLine(line);
        foreach (LatencyRow row in LatencyGoals.Rows(neurons, goal, runs[0]))
            Line($"  {row.Name}: {row.Figure:G3} {row.Unit}, goal {row.Goal:G3}: {(row.Ok ? "ok" : "short")}");
    }

    private static void Row(string name, double every, Percentiles[] runs, LatencyRun? run = null)
    {
        Percentiles middle = Percentiles.Middle(runs);
        string counts = run is null ? string.Empty : string.Create(
            CultureInfo.InvariantCulture,
            $" {run.TailOverEmpty * 1e6,11:F2} {run.Products,8:F2} {run.WorstResidual,9:E2} {run.Collections,3} {run.Bytes,6}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-22} {every,6:G4} {run?.Calls,8} {middle.P50 * 1e6,8:F2} {middle.P90 * 1e6,8:F2} "
            + $"{middle.P99 * 1e6,8:F2} {middle.P999 * 1e6,8:F2} {middle.Max * 1e6,8:F1}{counts}"));
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static string? Option(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}

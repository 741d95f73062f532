using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Gate;

/// <summary>The counters that are committed, with the times and the machine they were written on for information.</summary>
internal sealed record Baseline(string Machine, SortedDictionary<string, BaselineRow> Cases)
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Counts every case and times it, roughly.</summary>
    /// <param name="program">The bench program; it runs as a child, under the gate's settings.</param>
    internal static Baseline Measure(string program)
    {
        using BenchProcess child = new(program);
        SortedDictionary<string, BaselineRow> cases = new(StringComparer.Ordinal);
        foreach (string name in child.List())
        {
            int calls = Math.Max(1, (int)(0.002 / child.WarmUp(name)));
            double[] samples = [.. Enumerable.Range(0, 9).Select(_ => child.Time(name, calls))];
            CaseCounters counters = child.Count(name);
            cases[name] = new(counters.Bytes, counters.Evaluations, counters.Factorizations, Math.Round(Sampler.Median(samples) * 1e6, 3));
        }

        return new($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Dispatch.Width}", cases);
    }

    internal static Baseline Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Baseline>(File.ReadAllText(file)) ?? throw new GateException($"{file} holds no baseline.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new GateException($"{file} cannot be read as a baseline: {failure.Message}");
        }
    }

    internal void Write(string file)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(file, JsonSerializer.Serialize(this, Indented) + "\n");
    }

    /// <summary>Counts every case anew; whether everything is as here.</summary>
    /// <param name="cases">All of them, <see cref="GateCases.All"/>.</param>
    /// <param name="output">Receives a line per finding, and per case that only one side has.</param>
    internal bool Check(IReadOnlyList<GateCase> cases, TextWriter output)
    {
        int findings = 0;
        foreach (string name in Cases.Keys.Except(cases.Select(one => one.Name))) output.WriteLine($"gone  {name}");
        foreach (GateCase one in cases)
        {
            CaseCounters now = CaseCounters.Of(one.Prepare());
            if (!Cases.TryGetValue(one.Name, out BaselineRow? row))
            {
                output.WriteLine($"new   {one.Name}: {now}");
                continue;
            }

            if (now.DifferenceFrom(row.Counters) is not { } difference) continue;
            findings++;
            output.WriteLine($"FOUND {one.Name}: {difference}");
        }

        output.WriteLine($"{cases.Count} cases, {findings} findings at {Dispatch.Width}");
        return findings == 0;
    }
}

/// <summary>One case of a <see cref="Baseline"/>.</summary>
internal sealed record BaselineRow(long Bytes, long Evaluations, long Factorizations, double Microseconds)
{
    internal CaseCounters Counters => new(Bytes, Evaluations, Factorizations);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Bench.Gate;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.Ahead;

/// <summary>Warm calls compiled ahead of time beside the same by the run-time compiler, and what C adds to a call of libfpk.</summary>
/// <remarks>A process keeps its luck (where code and heap lie) for life, so the pair of processes is the unit; every other pair begins
/// with the other one.</remarks>
internal static class AheadReport
{
    private const int Pairs = 15, Programs = 15;

    /// <summary>Builds both forms and libfpk for the highest level of this CPU, and prints one line a figure.</summary>
    /// <param name="only">What names of calls begin with; all where empty.</param>
    internal static void Print(string only)
    {
        AheadBuild build = AheadBuild.Make();
        Console.WriteLine($"{build.Level}, {Pairs} pairs of processes; medians, the ratio with its quartiles over pairs");
        Console.WriteLine($"{"call",-26} {"JIT µs",10} {"native µs",10} {"JIT / native",13}");
        List<(string Name, double Jit, double Native)> samples = [];
        for (int pair = 0; pair < Pairs; pair++)
        {
            bool swapped = (pair & 1) == 1;
            IReadOnlyList<Line> first = Lines(swapped ? build.Native : build.Jit, only);
            IReadOnlyList<Line> second = Lines(swapped ? build.Jit : build.Native, only);
            samples.AddRange(first.Zip(second, (a, b) => (a.Name, (swapped ? b : a).Figures[0], (swapped ? a : b).Figures[0])));
        }

        List<double> ratios = [];
        foreach (IGrouping<string, (string Name, double Jit, double Native)> call in samples.GroupBy(sample => sample.Name))
        {
            double[] sorted = [.. call.Select(sample => sample.Jit / sample.Native).Order()];
            ratios.Add(Sampler.Median(sorted));
            double jit = Sampler.Median([.. call.Select(s => s.Jit)]) / 1e3, native = Sampler.Median([.. call.Select(s => s.Native)]) / 1e3;
            (double low, double high) = (sorted[sorted.Length / 4], sorted[3 * sorted.Length / 4]);
            Write($"{call.Key,-26} {jit,10:F2} {native,10:F2} {ratios[^1],13:F3}  {low:F2} to {high:F2}");
        }

        Write($"geometric mean {Math.Exp(ratios.Average(Math.Log)):F3}");
        if (only.Length == 0) PrintInside(build);
    }

    // A machine that others share is undisturbed at its fastest: the programs are listed by what the call inside took.
    private static void PrintInside(AheadBuild build)
    {
        Console.WriteLine($"what C adds to a call that starts at its point, ns: of {Programs} programs the fastest inside, then all");
        Line[] lines = [.. Enumerable.Range(0, Programs).SelectMany(_ => Lines(build.Inside, ""))];
        foreach (IGrouping<string, Line> call in lines.GroupBy(line => line.Name))
        {
            Line[] sorted = [.. call.OrderBy(line => line.Figures[0])];
            string all = string.Join(
                "  ", sorted.Select(line => FormattableString.Invariant($"{line.Figures[0]:F0}+{line.Figures[1]:F0}")));
            Write($"{call.Key,-14} {sorted[0].Figures[0],8:F0} + {sorted[0].Figures[1]:F0}   {all}");
        }
    }

    private static void Write(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private static IReadOnlyList<Line> Lines(string program, string only) =>
        [.. ChildProcess.Run(program, only).Split('\n').Select(line => line.Split('\t')).Select(parts => new Line(
            parts[0], [.. parts.Skip(1).Select(part => double.Parse(part, CultureInfo.InvariantCulture))]))];

    private readonly record struct Line(string Name, double[] Figures);
}

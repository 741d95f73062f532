using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Bench.Gate;

/// <summary>Times cases in pairs of fresh processes, one of BASE and one of ours, taking turns in
/// the order BASE, ours, ours, BASE.</summary>
internal sealed class TimeComparison(string baseProgram, string ourProgram)
{
    // 4 rounds are 8 samples a side; 2 ms is long against the clock and the exchange of two lines,
    // short against the drift of a shared machine.
    private const int Rounds = 4;
    private const double Slice = 0.002;

    /// <summary>Measures every case in so many pairs.</summary>
    internal IReadOnlyList<CaseTimes> Measure(IReadOnlyList<string> names, int pairs)
    {
        List<double>[] ratios = [.. names.Select(_ => new List<double>())];
        double[] seconds = new double[names.Count];
        for (int pair = 0; pair < pairs; pair++)
        {
            using BenchProcess theirs = new(baseProgram), ours = new(ourProgram);
            for (int i = 0; i < names.Count; i++)
            {
                seconds[i] = theirs.WarmUp(names[i]);
                ours.WarmUp(names[i]);
            }

            for (int i = 0; i < names.Count; i++)
            {
                int calls = Math.Max(1, (int)(Slice / seconds[i]));
                (double from, double to) = Alternate(theirs, ours, names[i], calls);
                seconds[i] = from;
                ratios[i].Add(Math.Log(to / from));
            }
        }

        return [.. names.Select((name, i) => new CaseTimes(name, seconds[i], ratios[i]))];
    }

    private static (double Theirs, double Ours) Alternate(BenchProcess theirs, BenchProcess ours, string name, int calls)
    {
        double[] from = new double[2 * Rounds], to = new double[2 * Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            from[2 * round] = theirs.Time(name, calls);
            to[2 * round] = ours.Time(name, calls);
            to[(2 * round) + 1] = ours.Time(name, calls);
            from[(2 * round) + 1] = theirs.Time(name, calls);
        }

        return (Undisturbed(from), Undisturbed(to));
    }

    // The lower quartile: other programs only slow, and less than half of the samples are free of them in a bad moment.
    private static double Undisturbed(double[] samples)
    {
        Array.Sort(samples);
        return samples[samples.Length / 4];
    }
}

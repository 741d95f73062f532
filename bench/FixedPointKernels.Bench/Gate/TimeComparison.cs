using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Bench.Gate;

/// <summary>Times cases in pairs of fresh processes, one of BASE and one of ours, in the order BASE, ours, ours, BASE; in every
/// other pair ours begins.</summary>
/// <remarks>With BASE always started and warmed first, one build compared with itself gave 1.13 for a warm solve of 16 neurons, and 0.96
/// the other way round.</remarks>
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
            bool oursBegins = pair % 2 == 1;
            using BenchProcess first = new(oursBegins ? ourProgram : baseProgram), second = new(oursBegins ? baseProgram : ourProgram);
            for (int i = 0; i < names.Count; i++)
            {
                seconds[i] = first.WarmUp(names[i]);
                second.WarmUp(names[i]);
            }

            for (int i = 0; i < names.Count; i++)
            {
                int calls = Math.Max(1, (int)(Slice / seconds[i]));
                (double one, double other) = Alternate(first, second, names[i], calls);
                seconds[i] = oursBegins ? other : one;
                ratios[i].Add(Math.Log(oursBegins ? one / other : other / one));
            }
        }

        return [.. names.Select((name, i) => new CaseTimes(name, seconds[i], ratios[i]))];
    }

    private static (double First, double Second) Alternate(BenchProcess first, BenchProcess second, string name, int calls)
    {
        double[] ones = new double[2 * Rounds], others = new double[2 * Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            ones[2 * round] = first.Time(name, calls);
            others[2 * round] = second.Time(name, calls);
            others[(2 * round) + 1] = second.Time(name, calls);
            ones[(2 * round) + 1] = first.Time(name, calls);
        }

        return (Undisturbed(ones), Undisturbed(others));
    }

    // The lower quartile: other programs only slow, and less than half of the samples are free of them in a bad moment.
    private static double Undisturbed(double[] samples)
    {
        Array.Sort(samples);
        return samples[samples.Length / 4];
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FixedPointKernels.Tests.Analysis;

namespace FixedPointKernels.Sweep;

/// <summary>Eigenvalues of as many random matrices of <see cref="MatrixFamilies"/> as told, each judged by
/// <see cref="SpectrumJudge"/>.</summary>
internal static class EigenvalueSweep
{
    internal static int Run(int matrices)
    {
        Dictionary<string, (int Count, int Wrong, double Worst)> tally =
            MatrixFamilies.All.ToDictionary(kind => kind.Name, _ => (0, 0, 0.0));
        Parallel.For(0, matrices, seed =>
        {
            (string name, double[][] a) = MatrixFamilies.Matrix(seed);
            string? wrong = SpectrumJudge.Verdict(a, out double worst);
            lock (tally)
            {
                string kind = MatrixFamilies.All[seed % MatrixFamilies.All.Length].Name;
                (int count, int failed, double largest) = tally[kind];
                tally[kind] = (count + 1, failed + (wrong is null ? 0 : 1), Math.Max(largest, worst));
                if (wrong is not null) Console.WriteLine($"{name}, n = {a.Length}: {wrong}");
            }
        });
        foreach ((string kind, (int count, int wrong, double worst)) in tally)
            Console.WriteLine($"{kind,-30} {count,6} matrices, {wrong} wrong, backward error up to {worst:F2} n ε ‖A‖");
        int all = tally.Values.Sum(row => row.Wrong);
        Console.WriteLine(all == 0 ? $"all {matrices} hold" : $"{all} of {matrices} broken");
        return all == 0 ? 0 : 1;
    }
}

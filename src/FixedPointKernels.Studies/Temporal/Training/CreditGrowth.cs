using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>Whether the credit of a rule with a constant for its slopes grows from step to step, before a run is begun.</summary>
internal static class CreditGrowth
{
    /// <summary>The spectral radius of (1 − α) I + α μ M at the start of a run, M the weights or their means by type: over 1 the signals of
    /// early steps are that many times those of the next. NaN of a rule without μ.</summary>
    /// <param name="settings">Network.</param>
    /// <param name="run">Rule, gain, seed.</param>
    internal static double Radius(TemporalSettings settings, TemporalRun run)
    {
        TemporalRuleEntry rule = TemporalTraining.Rule(run);
        if (!rule.IsModulated) return double.NaN;
        TemporalOptions options = settings.Options(rule, run);
        TemporalNetwork<double, Linear> network = new(settings.Shape, options);
        (settings.Start with { Gain = run.Gain }).Draw(network, run.Seed);
        int n = settings.Units;
        double[] matrix = network["W"].Values.ToArray();
        if (rule.HasTypes) Average(matrix, n, options.Types.ToArray());
        for (int i = 0; i < matrix.Length; i++) matrix[i] *= options.Alpha * options.Modulation;
        for (int i = 0; i < n; i++) matrix[(i * n) + i] += 1 - options.Alpha;
        return Stability.OfMatrix<double>(n, matrix).SpectralRadius;
    }

    // Every weight becomes the mean of those between its two types.
    private static void Average(double[] matrix, int n, int[] types)
    {
        int kinds = 0;
        foreach (int type in types) kinds = System.Math.Max(kinds, type + 1);
        double[] sums = new double[kinds * kinds];
        int[] counts = new int[kinds * kinds];
        for (int i = 0; i < matrix.Length; i++)
        {
            int block = (types[i / n] * kinds) + types[i % n];
            sums[block] += matrix[i];
            counts[block]++;
        }

        for (int i = 0; i < matrix.Length; i++)
        {
            int block = (types[i / n] * kinds) + types[i % n];
            matrix[i] = sums[block] / counts[block];
        }
    }
}

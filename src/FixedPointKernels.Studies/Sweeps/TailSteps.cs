using System;
using System.Collections.Generic;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>The mean of the last steps of a curve: the figure of the published table.</summary>
public static class TailSteps
{
    /// <summary>How many.</summary>
    public const int Count = 10;

    /// <summary>Their mean, of all steps where there are fewer; NaN of none.</summary>
    internal static double Mean<TStep>(IReadOnlyList<TStep> steps, Func<TStep, double> of)
    {
        int from = Math.Max(0, steps.Count - Count);
        double sum = 0;
        for (int k = from; k < steps.Count; k++) sum += of(steps[k]);
        return sum / (steps.Count - from);
    }
}

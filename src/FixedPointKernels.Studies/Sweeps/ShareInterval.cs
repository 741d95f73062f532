using System;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>A share of runs with its 95 % interval, which is of use for ten of them too.</summary>
/// <remarks>Wilson's score interval: it stays within 0 and 1, and does not shrink to a point where all runs or none are counted. Source:
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.</remarks>
/// <param name="Counted">Runs that are.</param>
/// <param name="Runs">All of them.</param>
internal readonly record struct ShareInterval(int Counted, int Runs)
{
    // The 97.5 % point of the normal distribution.
    private const double Z = 1.9599639845400545;

    /// <summary>The lower end; NaN of no runs.</summary>
    internal double Low => Math.Max(0, Middle - Half);

    /// <summary>The upper end.</summary>
    internal double High => Math.Min(1, Middle + Half);

    /// <summary>As people read it: 8 of 10 (49 to 94 %).</summary>
    internal string Text => FormattableString.Invariant($"{Counted} of {Runs} ({100 * Low:F0} to {100 * High:F0} %)");

    private double Middle => ((double)Counted / Runs + (Z * Z / (2 * Runs))) / (1 + (Z * Z / Runs));

    private double Half
    {
        get
        {
            double share = (double)Counted / Runs;
            return Z / (1 + (Z * Z / Runs)) * Math.Sqrt((share * (1 - share) / Runs) + (Z * Z / (4.0 * Runs * Runs)));
        }
    }
}

using System.Collections.Generic;

namespace FixedPointKernels.Cli.Verification;

/// <summary>What all cases together say of one quantity: the case that comes nearest to its limit, or breaks it by most, and the cases that
/// lack it.</summary>
internal sealed class QuantityVerdict(string quantity)
{
    private readonly List<string> missing = [];
    private double worstRatio = double.NegativeInfinity;

    internal string Quantity { get; } = quantity;

    /// <summary>Cases that were checked.</summary>
    internal int Cases { get; private set; }

    /// <summary>Relative error of the worst case.</summary>
    internal double Error { get; private set; }

    /// <summary>That case's limit.</summary>
    internal double Limit { get; private set; }

    internal string WorstCase { get; private set; } = "-";

    /// <summary>Cases without the quantity, although they must have it.</summary>
    internal IReadOnlyList<string> Missing => missing;

    internal bool Holds => missing.Count == 0 && (Cases == 0 || Error <= Limit);

    internal void Add(string name, double error, double limit)
    {
        Cases++;

        // NaN is worse than anything, and stays.
        double ratio = double.IsNaN(error / limit) ? double.PositiveInfinity : error / limit;
        if (ratio <= worstRatio) return;
        (worstRatio, Error, Limit, WorstCase) = (ratio, error, limit, name);
    }

    internal void Add(string name, QuantityFinding finding)
    {
        if (finding.IsMissing) missing.Add(name);
        else Add(name, finding.Error, finding.Limit);
    }
}

using System.Collections.Generic;
using System.Threading;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A case of a golden file: a problem, and the values that independent code found.</summary>
internal interface IGoldenCase
{
    string Name { get; }

    /// <summary>Computes the case and compares quantity by quantity.</summary>
    /// <param name="precision">Arithmetic to check.</param>
    /// <param name="tolerance">Every quantity's limit; null for each its own.</param>
    /// <param name="cancellation">Ends it.</param>
    IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation);
}

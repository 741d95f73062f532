using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A part that a file must have and does not: each of its quantities is missing.</summary>
/// <param name="Name">Where it would stand.</param>
/// <param name="Quantities">What it would have.</param>
internal sealed record AbsentPart(string Name, IReadOnlyList<string> Quantities) : IGoldenCase
{
    public IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation) =>
        Quantities.Select(QuantityFinding.Missing);
}

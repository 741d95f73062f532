using System;
using System.Collections.Generic;
using System.IO.Enumeration;

namespace FixedPointKernels.Bench.Quick;

/// <summary>One measurement of the goals table at one size: it prepares, measures and compares when it is asked for its lines.</summary>
/// <param name="Name">What <c>--only</c> selects by.</param>
/// <param name="Measure">One line per goal, each of which starts with the row's name.</param>
internal sealed record Row(string Name, Func<IEnumerable<Line>> Measure)
{
    /// <summary>Whether the name contains the pattern, or matches it if it has a <c>*</c> or <c>?</c>; case does not matter.</summary>
    internal bool Matches(string? pattern) =>
        pattern is null || FileSystemName.MatchesSimpleExpression(pattern.AsSpan().ContainsAny('*', '?') ? pattern : $"*{pattern}*",
            Name, ignoreCase: true);
}

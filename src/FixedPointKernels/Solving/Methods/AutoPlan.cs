namespace FixedPointKernels.Solving;

/// <summary>The stages of the default solver in their order: which method, from which point.</summary>
/// <remarks>
/// What costs least per sample brought home comes first. No stage ends the search, whatever it meets: after the paths every method has its
/// turn from the start alone, exactly as if it had been chosen, so that auto finds what any of its parts finds.
/// </remarks>
internal static class AutoPlan
{
    /// <summary>The stages.</summary>
    internal static readonly Stage[] Stages =
    [
        new(Method.Anderson, Origin.Start),
        new(Method.Newton, Origin.Best),
        new(Method.Relaxation, Origin.Start),
        new(Method.Newton, Origin.Here),
        new(Method.Path, Origin.Start),
        new(Method.Newton, Origin.Here),
        new(Method.Path, Origin.Best),
        new(Method.Newton, Origin.Here),
        new(Method.Newton, Origin.Start),
        new(Method.WholeNewton, Origin.Start),
        new(Method.WholeAnderson, Origin.Start),
        new(Method.Newton, Origin.Scattered),
        new(Method.Newton, Origin.Scattered),
        new(Method.Newton, Origin.Scattered),
        new(Method.Newton, Origin.Scattered),
        new(Method.Newton, Origin.Scattered),
        new(Method.Newton, Origin.Scattered),
        new(Method.Newton, Origin.Scattered),
        new(Method.Newton, Origin.Scattered),
    ];

    /// <summary>What moves the sample.</summary>
    internal enum Method : byte
    {
        /// <summary>Anderson acceleration for as long as it brings most samples home.</summary>
        Anderson,

        /// <summary>Newton with a line search.</summary>
        Newton,

        /// <summary>Newton with whole steps, which jumps where the line search ends in a minimum of |f|.</summary>
        WholeNewton,

        /// <summary>Slow relaxation.</summary>
        Relaxation,

        /// <summary>A path from the point.</summary>
        Path,

        /// <summary>Anderson acceleration to its own limits, without what the search has learned.</summary>
        WholeAnderson,
    }

    /// <summary>Where a stage begins.</summary>
    internal enum Origin : byte
    {
        /// <summary>The caller's start.</summary>
        Start,

        /// <summary>The best point so far.</summary>
        Best,

        /// <summary>A point drawn about the start (<see cref="ScatteredStart"/>), another one for each such stage.</summary>
        Scattered,

        /// <summary>Where the stage before arrived; left out where that arrived nowhere.</summary>
        Here,
    }

    /// <summary>One stage.</summary>
    internal readonly record struct Stage(Method Method, Origin Origin);
}

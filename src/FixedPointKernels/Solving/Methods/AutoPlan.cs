namespace FixedPointKernels.Solving;

/// <summary>The stages of the default solver in their order: which method, from which point.</summary>
/// <remarks>
/// The stages come in the order of their cost per sample solved. No failure of a stage ends the search: after the paths, every method is
/// tried once more from the start alone, exactly as if it had been chosen, so that auto finds every point that one of its parts finds.
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
        /// <summary>Anderson acceleration, for the number of steps in which it solves most samples.</summary>
        Anderson,

        /// <summary>Newton with a line search.</summary>
        Newton,

        /// <summary>Newton with whole steps, which jumps where the line search ends in a minimum of |f|.</summary>
        WholeNewton,

        /// <summary>Slow relaxation.</summary>
        Relaxation,

        /// <summary>A path from the point.</summary>
        Path,

        /// <summary>Anderson acceleration with its own step limit, as if no stage had gone before.</summary>
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

        /// <summary>The point at which the stage before ended; the stage is left out where there is none.</summary>
        Here,
    }

    /// <summary>One stage.</summary>
    internal readonly record struct Stage(Method Method, Origin Origin);
}

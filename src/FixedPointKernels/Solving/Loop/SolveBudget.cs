using System;

namespace FixedPointKernels.Solving;

/// <summary>The most that a call may cost; nothing is limited unless it is set.</summary>
/// <remarks>
/// What is reached by then is returned: a sample whose evaluations or factorizations are spent ends as
/// <see cref="SolveStatus.StepLimit"/>, one that the deadline finds unfinished as <see cref="SolveStatus.Cancelled"/>, each with its best
/// point (Euler steps, Settle: the last). A sample that is solved within its budget has the bits that it has without one. A limit that a
/// method does not come near changes nothing.
/// </remarks>
public sealed record SolveBudget
{
    /// <summary>Most evaluations of the map per sample, over all stages, the shifted start of chord and
    /// polishing included; null for no limit.</summary>
    /// <remarks>Euler steps: one less than this are taken at most, because the last evaluation measures what is returned.</remarks>
    public int? Evaluations { get; init; }

    /// <summary>Most LU factorizations per sample; null for no limit. One that samples share (chord) counts for each of them.</summary>
    /// <remarks>Methods that need none go on without; auto leaves the stages that need one.</remarks>
    public int? Factorizations { get; init; }

    /// <summary>Most time per call; null for no limit.</summary>
    /// <remarks>
    /// Looked at between evaluations of all rows in work and before every factorization, so that a call takes one of them longer (a pass of
    /// Euler steps: 125 steps). Which sample is done by then depends on the machine.
    /// </remarks>
    public TimeSpan? Time { get; init; }

    internal void Validate()
    {
        if (Evaluations is { } evaluations && evaluations < 1)
            throw new ArgumentOutOfRangeException(nameof(Evaluations), evaluations,
                $"{nameof(Evaluations)} = {evaluations} must be at least 1: a point has to be looked at once.");
        if (Factorizations is { } factorizations && factorizations < 0)
            throw new ArgumentOutOfRangeException(
                nameof(Factorizations), factorizations, $"{nameof(Factorizations)} = {factorizations} must be zero or positive.");
        if (Time is { } time && time <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(Time), time, $"{nameof(Time)} = {time} must be positive.");
    }
}

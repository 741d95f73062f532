namespace FixedPointKernels.Dynamics;

/// <summary>How a trajectory ended, and what it took.</summary>
/// <param name="Outcome">Settled, exploded, or still moving.</param>
/// <param name="Time">The time of the state returned. Of an exploded trajectory: when it passed <see
/// cref="TrajectoryOptions.ExplosionSize"/>, or the last time it could be followed to.</param>
/// <param name="Steps">Steps accepted.</param>
/// <param name="Rejected">Steps taken again, shorter.</param>
/// <param name="Evaluations">Of the right-hand side: 2 and 6 for every step accepted or rejected.</param>
/// <param name="Amplitude">
/// Largest max − min of any element over the last tenth of the time. Before nine tenths of the end time, by the ends of steps, over a tenth
/// to two tenths of the time so far; after, with three more points in every step.
/// </param>
/// <param name="Samples">How many of the sample times were reached; their rows are written, later ones are NaN.</param>
/// <param name="StoppedBy">Index of the terminal event that ended it; null where none did.</param>
public readonly record struct TrajectoryResult(
    TrajectoryOutcome Outcome, double Time, int Steps, int Rejected, long Evaluations, double Amplitude, int Samples, int? StoppedBy);

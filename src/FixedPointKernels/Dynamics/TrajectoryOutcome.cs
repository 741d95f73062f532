namespace FixedPointKernels.Dynamics;

/// <summary>How a trajectory ended: one of three ways.</summary>
public enum TrajectoryOutcome
{
    /// <summary>It still moved at the end time, at the step limit, or at a terminal event.</summary>
    Moving,

    /// <summary>It came to rest, at the state returned.</summary>
    Settled,

    /// <summary>It passed the size that counts as exploded, or could not be followed further however short the steps: slopes that are
    /// not finite, a singularity in finite time.</summary>
    Exploded,
}

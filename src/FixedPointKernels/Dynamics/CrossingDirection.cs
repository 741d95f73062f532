namespace FixedPointKernels.Dynamics;

/// <summary>Which changes of sign an <see cref="ITrajectoryEvent{T}"/> counts.</summary>
public enum CrossingDirection
{
    /// <summary>Both.</summary>
    Either,

    /// <summary>From below 0 to 0 or above.</summary>
    Rising,

    /// <summary>From above 0 to 0 or below.</summary>
    Falling,
}

namespace FixedPointKernels.Dynamics;

/// <summary>What of a leaky cell is read after a step, and by what its loss gradient is given.</summary>
public enum LeakyReadout
{
    /// <summary>The state: v, r or h.</summary>
    State,

    /// <summary>What the other neurons see of it: φ(v), r or h.</summary>
    Activity,
}

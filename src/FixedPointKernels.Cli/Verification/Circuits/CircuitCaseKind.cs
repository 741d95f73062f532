namespace FixedPointKernels.Cli.Verification;

/// <summary>What a case of an ORGaNICs file is about.</summary>
internal enum CircuitCaseKind
{
    /// <summary>A circuit's fixed point, and what is linear there.</summary>
    Point,

    /// <summary>All fixed points of the circuit of one unit.</summary>
    Planar,

    /// <summary>A trajectory that leaves in finite time.</summary>
    Explosion,
}

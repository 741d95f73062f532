namespace FixedPointKernels.Circuits;

/// <summary>How trajectories pass a fixed point of the plane.</summary>
public enum PlanarKind
{
    /// <summary>An eigenvalue's real part is 0 in double: the linearization does not decide.</summary>
    Marginal,

    /// <summary>Two real eigenvalues of one sign.</summary>
    Node,

    /// <summary>A pair of complex eigenvalues.</summary>
    Focus,

    /// <summary>Two real eigenvalues of both signs.</summary>
    Saddle,
}

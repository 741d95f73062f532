using System.Numerics;

namespace FixedPointKernels.Circuits;

/// <summary>A fixed point of the circuit of one unit.</summary>
/// <param name="Y">y.</param>
/// <param name="A">a, positive.</param>
/// <param name="Denominator">D = 1 − w_r + w_r √a, of y = b z/D; its sign is that of y over z. Where a rectified circuit rests at y = 0, of
/// the two sides' the smaller D, which decides.</param>
/// <param name="First">An eigenvalue of the Jacobian.</param>
/// <param name="Second">The other one.</param>
public readonly record struct PlanarPoint(double Y, double A, double Denominator, Complex First, Complex Second)
{
    /// <summary>Whether small pushes die out: both real parts are negative.</summary>
    public bool IsStable => First.Real < 0 && Second.Real < 0;

    /// <summary>Node, focus or saddle.</summary>
    public PlanarKind Kind => (First.Real, Second.Real, First.Imaginary) switch
    {
        (0, _, _) or (_, 0, _) => PlanarKind.Marginal,
        (_, _, not 0) => PlanarKind.Focus,
        (< 0, < 0, _) or (> 0, > 0, _) => PlanarKind.Node,
        (< 0, > 0, _) or (> 0, < 0, _) => PlanarKind.Saddle,
        _ => PlanarKind.Marginal,
    };
}

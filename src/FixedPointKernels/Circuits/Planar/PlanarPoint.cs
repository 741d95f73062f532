using System;
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
    public PlanarKind Kind
    {
        get
        {
            // What is not a number decides nothing.
            if (!(Math.Abs(First.Real) > 0 && Math.Abs(Second.Real) > 0)) return PlanarKind.Marginal;
            if (First.Imaginary != 0) return PlanarKind.Focus;
            return First.Real < 0 == Second.Real < 0 ? PlanarKind.Node : PlanarKind.Saddle;
        }
    }
}

using System;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Reference;

/// <summary>The circuit of one unit: all its fixed points are roots of a quartic in s = √a.</summary>
/// <remarks>(s² − β²) D² = w b² z² s², β = b₀σ, D = 1 − w_r + w_r s, y = b z / D. Source: spec 2, section 4.3.</remarks>
public static class PlanarCircuit
{
    /// <summary>The quartic's coefficients, from s⁴ down.</summary>
    public static double[] Quartic(Circuit circuit, double z)
    {
        double wr = circuit.Wr[0][0], w = circuit.W[0][0], q = circuit.B[0] * z, rest = 1 - wr;
        double beta = circuit.B0[0] * circuit.Sigma[0], floor = beta * beta;
        return [wr * wr, 2 * wr * rest, (rest * rest) - (w * q * q) - (floor * wr * wr), -2 * wr * rest * floor, -rest * rest * floor];
    }

    /// <summary>Its four roots, as eigenvalues of its companion matrix.</summary>
    public static Complex[] Roots(double[] quartic)
    {
        double[][] companion = DenseMatrix.Zeros(4, 4);
        for (int k = 0; k < 4; k++) companion[0][k] = -quartic[k + 1] / quartic[0];
        for (int k = 1; k < 4; k++) companion[k][k - 1] = 1;
        return Spectrum.Of(companion);
    }

    /// <summary>The fixed points of the main form, by D from the largest.</summary>
    public static (double Y, double A, double D)[] Points(Circuit circuit, double z) =>
    [
        .. Roots(Quartic(circuit, z)).Where(root => Math.Abs(root.Imaginary) < 1e-9 && root.Real > 1e-12)
            .Select(root => Point(circuit, z, root.Real)).OrderByDescending(point => point.D),
    ];

    private static (double Y, double A, double D) Point(Circuit circuit, double z, double s)
    {
        double wr = circuit.Wr[0][0], d = 1 - wr + (wr * s);
        return (circuit.B[0] * z / d, s * s, d);
    }
}

using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Analysis;

namespace FixedPointKernels.Circuits;

/// <summary>The circuit of one unit where it is not rectified: τ_y dy/dt = −y + q + (1 − s) v y, τ_a da/dt = −a + β² + w y² a, s = √a. A
/// rectified circuit is one of these for y &gt; 0 and another, with w = 0, for y ≤ 0.</summary>
internal readonly struct PlanarSide(double recurrence, double pool, double floor, double tauY, double tauA)
{
    private readonly double beta = Math.Sqrt(floor);

    internal PlanarBranches Branches => new(recurrence, beta);

    /// <summary>Its fixed points under q = b z, in no order.</summary>
    internal IReadOnlyList<PlanarPoint> Points(double q)
    {
        List<PlanarPoint> points = [];
        PlanarBranches branches = Branches;
        double root = Math.Sqrt(pool), k = root * Math.Abs(q);
        if (k > 0)
        {
            foreach ((double u, int sign) in branches.Solve(k))
            {
                double s = double.Hypot(u, beta), share = beta == 0 ? 1 : u / s;
                points.Add(At(sign * Math.Sign(q) * share / root, s * s, sign * k / share));
            }

            return points;
        }

        // Nothing in the pool: a = β². Without drive, D = 0 holds y up by itself.
        double d = branches.Denominator(beta), zero = branches.Zero;
        if (q == 0) points.Add(At(0, floor, d));
        else if (d != 0) points.Add(At(q / d, floor, d));
        if (q == 0 && pool > 0 && zero > beta)
        {
            double up = Math.Sqrt((1 - (beta / zero)) * (1 + (beta / zero))) / root;
            points.Add(At(up, zero * zero, 0));
            points.Add(At(-up, zero * zero, 0));
        }

        return points;
    }

    internal PlanarPoint At(double y, double a, double d)
    {
        (Complex first, Complex second) = TwoByTwo.Eigenvalues(
            -d / tauY, -recurrence * y / (2 * Math.Sqrt(a) * tauY), 2 * pool * a * y / tauA, (pool == 0 ? -1 : -floor / a) / tauA);
        return new(y, a, d, first, second);
    }
}

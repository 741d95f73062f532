using System;
using System.Numerics;

namespace FixedPointKernels.Analysis;

/// <summary>The eigenvalues of [[a, b], [c, d]]: exact ones of a matrix whose entries differ by a few roundings each.</summary>
/// <remarks>
/// With p = (a − d)/2 and D = p² + b c they are d + p ± √D. D is one rounding from exact by a fused multiply-add for the error of b c
/// (W. Kahan, "On the cost of floating-point computation without extra-precise arithmetic", 2004), so nearly equal ones do not suffer from
/// its cancellation; the smaller of a real pair is d − b c/(p ± √D), which has none. b and c are made alike and all is divided by a power
/// of two first: nothing overflows, nothing of weight is lost below.
/// </remarks>
internal static class TwoByTwo
{
    internal static (Complex First, Complex Second) Eigenvalues(double a, double b, double c, double d)
    {
        if (b == 0 || c == 0) return (a, d);
        int apart = (Math.ILogB(b) - Math.ILogB(c)) / 2;
        (b, c) = (Math.ScaleB(b, -apart), Math.ScaleB(c, apart));
        double half = (a / 2) - (d / 2);
        double largest = Math.Max(Math.Abs(half), Math.Max(Math.Abs(b), Math.Abs(c)));
        int exponent = Math.ILogB(largest);
        double p = Math.ScaleB(half, -exponent), f = Math.ScaleB(b, -exponent), g = Math.ScaleB(c, -exponent);
        double product = f * g;
        double discriminant = Math.FusedMultiplyAdd(p, p, product) + Math.FusedMultiplyAdd(f, g, -product);
        if (discriminant < 0)
        {
            double real = (a / 2) + (d / 2), imaginary = Math.ScaleB(Math.Sqrt(-discriminant), exponent);
            return (new Complex(real, imaginary), new Complex(real, -imaginary));
        }

        double z = p + Math.CopySign(Math.Sqrt(discriminant), p);
        return (d + Math.ScaleB(z, exponent), z == 0 ? d : d - Math.ScaleB(product / z, exponent));
    }
}

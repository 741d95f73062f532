using System;

namespace FixedPointKernels.Learning.Randomness;

/// <summary>The natural logarithm by IEEE additions, products and one division: the same bits everywhere, which the platforms' own do not
/// promise.</summary>
/// <remarks>
/// ln x = e·ln 2 + 2·artanh(t), t = (m − 1)/(m + 1), x = m·2ᵉ with m in [√½, √2), so |t| ≤ 0.1716. The series of artanh is cut after
/// t²³: the next term is 0.1716²⁴/25 ≈ 2e-20 of the first. Error: a few units in the last place.
/// </remarks>
internal static class PortableLog
{
    private const double RootHalf = 0.70710678118654752;

    // ln 2 in two parts: the first has 21 trailing zero bits, so that e·High is exact for |e| < 2²¹.
    private const double High = 0.693147180369123816490;
    private const double Low = 1.90821492927058770002e-10;

    /// <summary>ln x for a normal, positive x.</summary>
    internal static double Of(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1022;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000fffffffffffff) | 0x3fe0000000000000);
        if (m < RootHalf)
        {
            m *= 2;
            exponent--;
        }

        double t = (m - 1) / (m + 1);
        double square = t * t;
        double series = 1.0 / 23;
        for (int odd = 21; odd >= 3; odd -= 2) series = (series * square) + (1.0 / odd);
        return (exponent * High) + ((2 * t) + ((2 * t * square * series) + (exponent * Low)));
    }
}

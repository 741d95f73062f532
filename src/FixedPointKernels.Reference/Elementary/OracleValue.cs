using System;

namespace FixedPointKernels.Reference;

/// <summary>mantissa · 2^exponent: a value of the oracle that keeps its low part where the result itself is denormal.</summary>
public readonly record struct OracleValue(DoubleDouble Mantissa, int Exponent)
{
    private const int LeastExponent = -1074;

    /// <summary>The nearest double, save for double rounding of a denormal.</summary>
    public double ToDouble() => Math.ScaleB(Mantissa.High, Exponent);

    /// <summary>|got − value| in units of the last place that a double of the value's size has (denormals: 2⁻¹⁰⁷⁴).</summary>
    /// <remarks>+∞ and values from 2¹⁰²⁴ on: zero if both overflow, else infinite.</remarks>
    public double ErrorInUlp(double got)
    {
        if (double.IsNaN(got) || double.IsNaN(Mantissa.High))
            return double.IsNaN(got) == double.IsNaN(Mantissa.High) ? 0.0 : double.PositiveInfinity;
        if (double.IsInfinity(Mantissa.High) || double.IsInfinity(ToDouble())) return got == ToDouble() ? 0.0 : double.PositiveInfinity;
        if (Mantissa.High == 0.0) return got == 0.0 ? 0.0 : double.PositiveInfinity;

        int unit = Math.Max(Math.ILogB(Mantissa.High) + Exponent - 52, LeastExponent);

        // Both sides in units of 2^unit: the double side is an integer below 2⁵⁴ or infinite, hence exact.
        DoubleDouble difference = (DoubleDouble)ScaleTwice(got, -unit) - Mantissa.Scale(Exponent - unit);
        return Math.Abs(difference.High);
    }

    // 2^1074 times a denormal does not pass through ScaleB in one normal step on every platform; two halves do.
    private static double ScaleTwice(double value, int n) => Math.ScaleB(Math.ScaleB(value, n / 2), n - (n / 2));
}

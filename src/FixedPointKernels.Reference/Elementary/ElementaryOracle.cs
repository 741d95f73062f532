using System;

namespace FixedPointKernels.Reference;

/// <summary>exp, log, tanh, logistic, softplus of a double to better than 0.01 ulp, slowly, in <see cref="DoubleDouble"/>.</summary>
/// <remarks>
/// Bound. An operation is off by ≤ 2⁻¹⁰² relative. expm1 of the reduced argument is a Taylor sum of 12 terms of an argument below 2⁻⁹·⁵
/// (truncation below 2⁻¹⁴⁰, rounding ≤ 2⁻¹⁰⁰) doubled nine times by p ← p(2 + p), each doubling adding ≤ 3·2⁻¹⁰²: at most 2⁻⁹⁶ relative;
/// the reduction by ln 2 in three parts (118 bits) leaves 2⁻¹⁰⁸ absolute beside the 1 that is added. Each function below spends fewer than
/// 20 further operations without cancellation of more than 2 bits (log: its Newton correction is 2⁻⁵⁰ of the result, so its own error does
/// not count), hence ≤ 2⁻⁹⁰ relative, and 0.01 ulp is 2⁻⁵⁹·⁶. Where the result is denormal the mantissa and the exponent are kept apart.
/// </remarks>
public static class ElementaryOracle
{
    // ln 2 in three parts; the first two have 32 and 33 bits, so that their products with an exponent (11 bits) are exact.
    private const double Ln2First = 0.69314718036912382;
    private const double Ln2Second = 1.9082149291141208e-10;
    private const double Ln2Third = 1.5646701585338879e-20;
    private const int Doublings = 9;

    /// <summary>eˣ.</summary>
    public static OracleValue Exp(double x)
    {
        if (double.IsNaN(x)) return new OracleValue(double.NaN, 0);
        if (x > 800.0) return new OracleValue(double.PositiveInfinity, 0);
        if (x < -800.0) return new OracleValue(0.5, -1100);
        int k = (int)Math.Round(x / Math.Log(2.0));
        return new OracleValue((DoubleDouble)1.0 + ReducedExpm1(x, k), k);
    }

    /// <summary>ln x.</summary>
    public static OracleValue Log(double x)
    {
        if (double.IsNaN(x) || x < 0.0) return new OracleValue(double.NaN, 0);
        if (x == 0.0) return new OracleValue(double.NegativeInfinity, 0);
        if (double.IsInfinity(x)) return new OracleValue(x, 0);
        int k = Math.ILogB(x);
        double m = Math.ScaleB(x, -k);
        if (m > Math.Sqrt(2.0))
        {
            m *= 0.5;
            k++;
        }

        return new OracleValue(TimesLn2(k) + Log1p(m - 1.0), 0);
    }

    /// <summary>value^exponent = e^(exponent·ln value) for a positive finite value; the argument's relative 2⁻⁹⁶ times
    /// |argument| ≤ 800 is what the result is off.</summary>
    public static OracleValue Power(double value, double exponent)
    {
        DoubleDouble argument = Log(value).Mantissa * exponent;
        if (argument.High > 800.0) return new OracleValue(double.PositiveInfinity, 0);
        if (argument.High < -800.0) return new OracleValue(0.5, -1100);
        int k = (int)Math.Round(argument.High / Math.Log(2.0));
        return new OracleValue((DoubleDouble)1.0 + ReducedExpm1(argument, k), k);
    }

    /// <summary>tanh x = (e²ˣ − 1)/(e²ˣ + 1).</summary>
    public static OracleValue Tanh(double x)
    {
        // x − x³/3 is x to 2⁻⁶⁰⁰; the low parts would underflow. From 36 on, 1 is right to 2⁻¹⁰².
        if (double.IsNaN(x) || Math.Abs(x) < 1e-90) return new OracleValue(x, 0);
        if (Math.Abs(x) > 36.0) return new OracleValue(Math.CopySign(1.0, x), 0);
        int k = (int)Math.Round(2.0 * x / Math.Log(2.0));
        DoubleDouble power = Math.ScaleB(1.0, k);
        DoubleDouble numerator = (ReducedExpm1(2.0 * x, k) * power) + (power - 1.0);
        return new OracleValue(numerator / (numerator + 2.0), 0);
    }

    /// <summary>1/(1 + e⁻ˣ) = eˣ/(1 + eˣ).</summary>
    public static OracleValue Logistic(double x)
    {
        if (double.IsNaN(x)) return new OracleValue(x, 0);
        if (x > 60.0) return new OracleValue(1.0, 0);
        OracleValue exp = Exp(x);
        return new OracleValue(exp.Mantissa / ((DoubleDouble)1.0 + Plain(exp)), exp.Exponent);
    }

    /// <summary>log(1 + eˣ) = max(x, 0) + log1p(e^(−|x|)).</summary>
    public static OracleValue Softplus(double x)
    {
        if (double.IsNaN(x) || x > 100.0) return new OracleValue(x, 0);
        OracleValue exp = Exp(-Math.Abs(x));

        // log1p(u) = u (1 − u/2) to 2⁻¹¹⁶ relative.
        if (x < -40.0) return new OracleValue(exp.Mantissa * ((DoubleDouble)1.0 - (Plain(exp) * 0.5)), exp.Exponent);
        return new OracleValue((DoubleDouble)Math.Max(x, 0.0) + Log1p(Plain(exp)), 0);
    }

    // The value itself; 0 where it is too small to matter beside 1.
    private static DoubleDouble Plain(OracleValue value) => value.Exponent < -400 ? 0.0 : value.Mantissa.Scale(value.Exponent);

    private static DoubleDouble TimesLn2(int k) => (DoubleDouble)(k * Ln2First) + (k * Ln2Second) + ((DoubleDouble)k * Ln2Third);

    // e^(x − k ln 2) − 1, relative to itself: x − k ln 2 loses nothing since its parts are exact.
    private static DoubleDouble ReducedExpm1(DoubleDouble x, int k)
    {
        DoubleDouble r = (x - (k * Ln2First) - (k * Ln2Second) - ((DoubleDouble)k * Ln2Third)).Scale(-Doublings);
        DoubleDouble sum = 0.0;
        for (int n = 12; n >= 1; n--) sum = (((DoubleDouble)1.0 + sum) * r) / n;
        for (int i = 0; i < Doublings; i++) sum *= sum + 2.0;
        return sum;
    }

    // One Newton step on eʸ = 1 + u from the double y, to third order: y + d − d²/2 + d³/3 with
    // d = (1 + u) e⁻ʸ − 1 = u + (1 + u) expm1(−y).
    private static DoubleDouble Log1p(DoubleDouble u)
    {
        if (u.High == 0.0) return u;
        double w = 1.0 + u.High;
        double y = w == 1.0 ? u.High : Math.Log(w) * (u.High / (w - 1.0));
        DoubleDouble d = u + (((DoubleDouble)1.0 + u) * ReducedExpm1(-y, 0));
        return (DoubleDouble)y + (d - (d * d * 0.5) + (d * d * d / 3.0));
    }
}

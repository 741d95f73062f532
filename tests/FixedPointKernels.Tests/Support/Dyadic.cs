using System;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Tests.Support;

/// <summary>m·2ᵉ, exactly: what every float and double is, and every sum and product of them.</summary>
internal readonly struct Dyadic(BigInteger mantissa, int exponent) : IComparable<Dyadic>
{
    private readonly BigInteger mantissa = mantissa;
    private readonly int exponent = exponent;

    internal static Dyadic Of(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Only finite numbers are dyadic.");
        long bits = BitConverter.DoubleToInt64Bits(value);
        int field = (int)((bits >> 52) & 0x7FF);
        long fraction = (bits & 0xFFFFFFFFFFFFF) | (field == 0 ? 0 : 1L << 52);
        return new(bits < 0 ? -fraction : fraction, Math.Max(field, 1) - 1075);
    }

    public static Dyadic operator +(Dyadic left, Dyadic right)
    {
        int least = Math.Min(left.exponent, right.exponent);
        return new((left.mantissa << (left.exponent - least)) + (right.mantissa << (right.exponent - least)), least);
    }

    public static Dyadic operator -(Dyadic left, Dyadic right) => left + new Dyadic(-right.mantissa, right.exponent);

    public static Dyadic operator *(Dyadic left, Dyadic right) => new(left.mantissa * right.mantissa, left.exponent + right.exponent);

    internal static Dyadic Abs(Dyadic value) => new(BigInteger.Abs(value.mantissa), value.exponent);

    /// <summary>The same numbers times one power of two that makes them all integers.</summary>
    internal static BigInteger[] Integers(Dyadic[] values)
    {
        int least = values.Min(value => value.mantissa.IsZero ? 0 : value.exponent);
        return Array.ConvertAll(values, value => value.mantissa.IsZero ? BigInteger.Zero : value.mantissa << (value.exponent - least));
    }

    internal int Sign => mantissa.Sign;

    public int CompareTo(Dyadic other) => (this - other).mantissa.Sign;

    public override string ToString() =>
        ((double)mantissa * Math.ScaleB(1, exponent)).ToString("E3", System.Globalization.CultureInfo.InvariantCulture);
}

using System;

namespace FixedPointKernels.Reference;

/// <summary>An unevaluated sum high + low of two doubles with |low| ≤ ½ ulp(high): about 106 significant bits.</summary>
/// <remarks>
/// Each operation is off by at most 2⁻¹⁰² of its result while nothing underflows (the published bounds for these sequences are 3 to
/// 15 units of 2⁻¹⁰⁶): T. J. Dekker, A floating-point technique for extending the available precision, 1971; M. Joldes, J.-M. Muller,
/// V. Popescu, Tight and rigorous error bounds for basic building blocks of double-word arithmetic, 2017.
/// </remarks>
public readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>The exact value of a double.</summary>
    public static implicit operator DoubleDouble(double value) => new(value, 0.0);

    /// <summary>The exact value of a double.</summary>
    public static DoubleDouble FromDouble(double value) => value;

    /// <summary>left + right.</summary>
    public static DoubleDouble operator +(DoubleDouble left, DoubleDouble right)
    {
        (double sum, double error) = TwoSum(left.High, right.High);
        (double lowSum, double lowError) = TwoSum(left.Low, right.Low);
        (sum, error) = FastTwoSum(sum, error + lowSum);
        (sum, error) = FastTwoSum(sum, error + lowError);
        return new DoubleDouble(sum, error);
    }

    /// <summary>−value.</summary>
    public static DoubleDouble operator -(DoubleDouble value) => new(-value.High, -value.Low);

    /// <summary>left − right.</summary>
    public static DoubleDouble operator -(DoubleDouble left, DoubleDouble right) => left + -right;

    /// <summary>left · right.</summary>
    public static DoubleDouble operator *(DoubleDouble left, DoubleDouble right)
    {
        double product = left.High * right.High;
        double error = Math.FusedMultiplyAdd(left.High, right.High, -product);
        error += (left.High * right.Low) + (left.Low * right.High);
        (product, error) = FastTwoSum(product, error);
        return new DoubleDouble(product, error);
    }

    /// <summary>left / right: a quotient and two corrections of it, each from an exact-enough remainder.</summary>
    public static DoubleDouble operator /(DoubleDouble left, DoubleDouble right)
    {
        double first = left.High / right.High;
        DoubleDouble remainder = left - (right * first);
        double second = remainder.High / right.High;
        remainder -= right * second;
        double third = remainder.High / right.High;
        return (DoubleDouble)first + second + third;
    }

    /// <summary>left + right.</summary>
    public static DoubleDouble Add(DoubleDouble left, DoubleDouble right) => left + right;

    /// <summary>−value.</summary>
    public static DoubleDouble Negate(DoubleDouble value) => -value;

    /// <summary>left − right.</summary>
    public static DoubleDouble Subtract(DoubleDouble left, DoubleDouble right) => left - right;

    /// <summary>left · right.</summary>
    public static DoubleDouble Multiply(DoubleDouble left, DoubleDouble right) => left * right;

    /// <summary>left / right.</summary>
    public static DoubleDouble Divide(DoubleDouble left, DoubleDouble right) => left / right;

    /// <summary>value · 2ⁿ, exact while neither part leaves the normal range.</summary>
    public DoubleDouble Scale(int n) => new(Math.ScaleB(High, n), Math.ScaleB(Low, n));

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        double sum = a + b;
        double bPart = sum - a;
        return (sum, (a - (sum - bPart)) + (b - bPart));
    }

    private static (double Sum, double Error) FastTwoSum(double larger, double smaller)
    {
        double sum = larger + smaller;
        return (sum, smaller - (sum - larger));
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

public static partial class Elementary
{
    /// <summary>value^exponent for value ≥ 0 (below: NaN), per lane; the exponent finite.</summary>
    /// <remarks>
    /// e^(p ln x) with ln x and the product carried in two parts: a relative error ε of the exponent's argument y is one of y·ε of the
    /// result, and |y| reaches 88 (709). Zero and ∞ to a power p give 0, 1 or ∞ by the sign of p.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Power<S, V, T>(V value, V exponent)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = Constant<S, V, T>(0f, 0.0);
        V one = Constant<S, V, T>(1f, 1.0);
        V infinity = Constant<S, V, T>(float.PositiveInfinity, double.PositiveInfinity);

        TwoPartLog<S, V, T>(value, out V high, out V low);
        V product = S.Multiply(exponent, high);
        V rest = S.MultiplyAdd(exponent, low, S.MultiplyAdd(exponent, high, S.Subtract(zero, product)));

        // As in Exp. The second part has no meaning beyond these, where it can be infinite.
        V clamped = S.Min(Constant<S, V, T>(90f, 711.0), S.Max(Constant<S, V, T>(-105f, -747.0), product));
        rest = S.Min(Constant<S, V, T>(0.01f, 0.01), S.Max(Constant<S, V, T>(-0.01f, -0.01), rest));
        V n = NearestPower<S, V, T>(clamped);
        V fraction = SmallExpMinusOne<S, V, T>(S.Add(Reduce<S, V, T>(clamped, n), rest));
        V finite = S.ScaleByPowerOfTwo(S.Add(one, fraction), n);

        // 0·p is 0 for a finite exponent and NaN for the others.
        V neither = S.Add(one, S.Multiply(exponent, zero));
        V atInfinity = S.IfGreater(exponent, zero, infinity, S.IfGreater(zero, exponent, zero, neither));
        V atZero = S.IfGreater(exponent, zero, zero, S.IfGreater(zero, exponent, infinity, neither));
        V positive = S.IfGreater(value, Constant<S, V, T>(float.MaxValue, double.MaxValue), atInfinity, finite);
        V notZero = S.IfGreater(zero, value, Constant<S, V, T>(float.NaN, double.NaN), S.Add(value, atZero));
        return S.IfGreater(value, zero, positive, notZero);
    }

    // ln x = high + low for positive finite x, to 2⁻³⁴ (float), 2⁻⁶³ (double) relative. x = 2ᵏ(1 + f), s = f/(2 + f),
    // ln(1 + f) = 2(s + s³ t), t = 1/3 + z w(z), z = s²: everything in two parts but w, whose share is 2⁻¹² of the whole.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoPartLog<S, V, T>(V x, out V high, out V low)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SplitForLog<S, V, T>(x, out V k, out V f);
        V one = Constant<S, V, T>(1f, 1.0);
        V two = Constant<S, V, T>(2f, 2.0);
        V zero = Constant<S, V, T>(0f, 0.0);

        V divisor = S.Add(two, f);
        V divisorLow = S.Subtract(f, S.Subtract(divisor, two));
        V reciprocal = S.Divide(one, divisor);
        V s = S.Multiply(f, reciprocal);
        V sLow = S.Multiply(reciprocal, S.NegateMultiplyAdd(s, divisorLow, S.NegateMultiplyAdd(s, divisor, f)));

        V z = S.Multiply(s, s);
        V zLow = S.MultiplyAdd(S.Add(s, s), sLow, S.MultiplyAdd(s, s, S.Subtract(zero, z)));
        V share = S.Multiply(z, PowerTail<S, V, T>(z));
        V third = Constant<S, V, T>(0.333333343f, 0.33333333333333331);
        V t = S.Add(third, share);
        V tLow = S.Add(S.Add(S.Subtract(third, t), share), Constant<S, V, T>(-9.93410776e-09f, 1.8503717077085941e-17));

        V cube = S.Multiply(s, z);
        V cubeLow = S.MultiplyAdd(s, zLow, S.MultiplyAdd(sLow, z, S.MultiplyAdd(s, z, S.Subtract(zero, cube))));
        V term = S.Multiply(cube, t);
        V termLow = S.MultiplyAdd(cube, tLow, S.MultiplyAdd(cubeLow, t, S.MultiplyAdd(cube, t, S.Subtract(zero, term))));

        V half = S.Add(s, term);
        V halfLow = S.Add(S.Add(S.Subtract(s, half), term), S.Add(termLow, sLow));

        // k times the first part of ln 2 is exact: 16 + 8 bits (42 + 11). For k ≠ 0 it is the larger term, for k = 0 it is zero.
        V powers = S.Multiply(k, Constant<S, V, T>(0.693145752f, 0.69314718055989033));
        V fraction = S.Add(half, half);
        high = S.Add(powers, fraction);
        low = S.MultiplyAdd(
            k, Constant<S, V, T>(1.42860677e-06f, 5.4979230187083712e-14),
            S.Add(S.Add(S.Subtract(powers, high), fraction), S.Add(halfLow, halfLow)));
    }

    // (atanh(s)/s − 1 − z/3)/z² in z = s² on √½ ≤ (1 + s)/(1 − s) ≤ √2; atanh is left with a relative
    // error of 2⁻³⁶·⁷ (float), 2⁻⁶⁵·⁶ (double).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PowerTail<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            V sum = Constant<S, V, T>(0.117099017f);
            sum = Then<S, V, T>(sum, z, 0.142735422f);
            sum = Then<S, V, T>(sum, z, 0.200000763f);
            return sum;
        }
        else
        {
            V sum = Constant<S, V, T>(0.065988720760692871);
            sum = Then<S, V, T>(sum, z, 0.06628334746664917);
            sum = Then<S, V, T>(sum, z, 0.07693381751429211);
            sum = Then<S, V, T>(sum, z, 0.090908921188484398);
            sum = Then<S, V, T>(sum, z, 0.11111111260672828);
            sum = Then<S, V, T>(sum, z, 0.14285714285045975);
            sum = Then<S, V, T>(sum, z, 0.20000000000001136);
            return sum;
        }
    }
}

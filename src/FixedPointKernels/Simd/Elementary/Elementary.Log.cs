using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

public static partial class Elementary
{
    /// <summary>ln x, per lane: −∞ at ±0, NaN below, denormals as any other.</summary>
    /// <remarks>x = 2ᵏ (1 + f) with 1 + f between √½ and √2; ln x = k ln 2 + f − f²/2 + f³ q(f).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<S, V, T>(V x)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SplitForLog<S, V, T>(x, out V k, out V f);
        V small = S.Multiply(k, Constant<S, V, T>(-1.90465421e-09f, 2.3190468138462996e-17));
        V square = S.Multiply(f, f);
        small = S.MultiplyAdd(S.Multiply(square, f), LogTail<S, V, T>(f), small);
        small = S.MultiplyAdd(square, Constant<S, V, T>(-0.5f, -0.5), small);
        V finite = S.MultiplyAdd(k, Constant<S, V, T>(0.693147182f, 0.69314718055994529), S.Add(f, small));

        V zero = Constant<S, V, T>(0f, 0.0);
        V notPositive = S.IfGreater(zero, x, Constant<S, V, T>(float.NaN, double.NaN),
            S.Subtract(x, Constant<S, V, T>(float.PositiveInfinity, double.PositiveInfinity)));
        V positive = S.IfGreater(x, Constant<S, V, T>(float.MaxValue, double.MaxValue), x, finite);
        return S.IfGreater(x, zero, positive, notPositive);
    }

    // x = 2ᵏ (1 + f) for positive finite x. Small arguments are scaled up first: that makes denormals normal, and keeps the
    // product with √½, which moves the cut from 1 to √½, out of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitForLog<S, V, T>(V x, out V k, out V f)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = Constant<S, V, T>(1f, 1.0);
        V least = Constant<S, V, T>(1.17549435e-37f, 2.2250738585072014e-307);
        V scaled = S.IfGreater(least, x, S.Multiply(x, Constant<S, V, T>(1.8014398509481984e16f, 1.8014398509481984e16)), x);
        V below = S.IfGreater(least, x, Constant<S, V, T>(54f, 54.0), Constant<S, V, T>(0f, 0.0));
        V exponent = S.Add(S.Exponent(S.Multiply(scaled, Constant<S, V, T>(0.707106769f, 0.70710678118654746))), one);
        f = S.Subtract(S.ScaleByPowerOfTwo(scaled, S.Subtract(Constant<S, V, T>(0f, 0.0), exponent)), one);
        k = S.Subtract(exponent, below);
    }

    // (log(1 + f) − f + f²/2)/f³ on √½ ≤ 1 + f ≤ √2; log is left with a relative error of 2⁻²⁷·¹ (float), 2⁻⁵⁶·⁴ (double).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogTail<S, V, T>(V f)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            V sum = Constant<S, V, T>(-0.0763361678f);
            sum = Then<S, V, T>(sum, f, 0.127622649f);
            sum = Then<S, V, T>(sum, f, -0.131607994f);
            sum = Then<S, V, T>(sum, f, 0.142017037f);
            sum = Then<S, V, T>(sum, f, -0.166232929f);
            sum = Then<S, V, T>(sum, f, 0.200012267f);
            sum = Then<S, V, T>(sum, f, -0.250008225f);
            sum = Then<S, V, T>(sum, f, 0.333333313f);
            return sum;
        }
        else
        {
            V sum = Constant<S, V, T>(0.026141907560119314);
            sum = Then<S, V, T>(sum, f, -0.059815237865291755);
            sum = Then<S, V, T>(sum, f, 0.065044374887442913);
            sum = Then<S, V, T>(sum, f, -0.056781939157667764);
            sum = Then<S, V, T>(sum, f, 0.056681615503550851);
            sum = Then<S, V, T>(sum, f, -0.061965510459141011);
            sum = Then<S, V, T>(sum, f, 0.066846082137680604);
            sum = Then<S, V, T>(sum, f, -0.071494567499869335);
            sum = Then<S, V, T>(sum, f, 0.07691529335923411);
            sum = Then<S, V, T>(sum, f, -0.083329122903849764);
            sum = Then<S, V, T>(sum, f, 0.090909239020460164);
            sum = Then<S, V, T>(sum, f, -0.10000015257699127);
            sum = Then<S, V, T>(sum, f, 0.11111111149794413);
            sum = Then<S, V, T>(sum, f, -0.12499999690265261);
            sum = Then<S, V, T>(sum, f, 0.14285714280035006);
            sum = Then<S, V, T>(sum, f, -0.16666666669839411);
            sum = Then<S, V, T>(sum, f, 0.20000000000067181);
            sum = Then<S, V, T>(sum, f, -0.24999999999987918);
            sum = Then<S, V, T>(sum, f, 0.33333333333333143);
            return sum;
        }
    }
}

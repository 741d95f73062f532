using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

public static partial class Elementary
{
    /// <summary>tanh x, per lane: odd, tanh(±0) = ±0, never beyond ±1.</summary>
    /// <remarks>
    /// Below 0.55 it is x + x³ q(x²), above 1 − 2/(e²ˣ + 1): each form loses nothing on its own side. Both are computed, one is kept.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<S, V, T>(V x)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = Constant<S, V, T>(1f, 1.0);
        V magnitude = S.Abs(x);

        V square = S.Multiply(magnitude, magnitude);
        V small = S.MultiplyAdd(S.Multiply(magnitude, square), TanhTail<S, V, T>(square), magnitude);

        // 1 − tanh is under a quarter of an ulp from 9.02 (float), 19.07 (double) on.
        V doubled = S.Min(Constant<S, V, T>(20f, 40.0), S.Add(magnitude, magnitude));
        V n = NearestPower<S, V, T>(doubled);
        V exponential = S.MultiplyByPowerOfTwo(S.Add(one, ExpFractionMinusOne<S, V, T>(doubled, n)), n);
        V large = S.Subtract(one, S.Divide(Constant<S, V, T>(2f, 2.0), S.Add(exponential, one)));

        // A NaN is not greater: it takes the polynomial and stays NaN.
        return S.CopySign(S.IfGreater(magnitude, Constant<S, V, T>(0.55f, 0.55), large, small), x);
    }

    // (tanh(x)/x − 1)/x² in x² on |x| ≤ 0.55; tanh is left with a relative error of 2⁻²⁷·⁸ (float), 2⁻⁵⁴·⁹ (double).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TanhTail<S, V, T>(V square)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            V sum = Constant<S, V, T>(-0.00627427129f);
            sum = Then<S, V, T>(sum, square, 0.0210717395f);
            sum = Then<S, V, T>(sum, square, -0.0538523346f);
            sum = Then<S, V, T>(sum, square, 0.13332586f);
            sum = Then<S, V, T>(sum, square, -0.333333164f);
            return sum;
        }
        else
        {
            V sum = Constant<S, V, T>(5.1021376483371718e-05);
            sum = Then<S, V, T>(sum, square, -0.00021030224487647787);
            sum = Then<S, V, T>(sum, square, 0.00057913691374222832);
            sum = Then<S, V, T>(sum, square, -0.0014532167184490047);
            sum = Then<S, V, T>(sum, square, 0.0035917196885558492);
            sum = Then<S, V, T>(sum, square, -0.0088631945027604266);
            sum = Then<S, V, T>(sum, square, 0.021869485974679456);
            sum = Then<S, V, T>(sum, square, -0.053968253876072715);
            sum = Then<S, V, T>(sum, square, 0.1333333333316869);
            sum = Then<S, V, T>(sum, square, -0.33333333333332316);
            return sum;
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

public static partial class Elementary
{
    /// <summary>eˣ, per lane.</summary>
    /// <remarks>
    /// x = n ln 2 + r with n the nearest integer, |r| ≤ ½ ln 2; eˣ = 2ⁿ (1 + r + r² q(r)). Overflow gives +∞, underflow is gradual.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<S, V, T>(V x)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Beyond these the result is +∞ or 0 already. The right operand survives a NaN.
        V clamped = S.Min(Constant<S, V, T>(90f, 711.0), S.Max(Constant<S, V, T>(-105f, -747.0), x));
        V n = NearestPower<S, V, T>(clamped);
        V fraction = ExpFractionMinusOne<S, V, T>(clamped, n);
        return S.ScaleByPowerOfTwo(S.Add(Constant<S, V, T>(1f, 1.0), fraction), n);
    }

    // The integer nearest to x / ln 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NearestPower<S, V, T>(V x)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        S.Round(S.Multiply(x, Constant<S, V, T>(1.44269502f, 1.4426950408889634)));

    // e^(x − n ln 2) − 1 for n = NearestPower(x).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpFractionMinusOne<S, V, T>(V x, V n)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SmallExpMinusOne<S, V, T>(Reduce<S, V, T>(x, n));

    // x − n ln 2. ln 2 in two parts: the first product-and-difference is exact, because the difference is a multiple of the last
    // bit of ln 2 or of x and below ½; the second adds what the first part lacks.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce<S, V, T>(V x, V n)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V r = S.MultiplyAdd(n, Constant<S, V, T>(-0.693147182f, -0.69314718055994529), x);
        return S.MultiplyAdd(n, Constant<S, V, T>(1.90465421e-09f, -2.3190468138462996e-17), r);
    }

    // eʳ − 1 for |r| ≤ ½ ln 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SmallExpMinusOne<S, V, T>(V r)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.MultiplyAdd(S.Multiply(r, r), ExpTail<S, V, T>(r), r);

    // (eʳ − 1 − r)/r² on |r| ≤ ½ ln 2; eʳ is left with a relative error of 2⁻²⁷·⁹ (float), 2⁻⁵⁶·³ (double).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpTail<S, V, T>(V r)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ExpTail<S, V, T, One>(r, r, r, r, out V sum, out _, out _, out _);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ExpTail<S, V, T, TCount>(V xa, V xb, V xc, V xd, out V a, out V b, out V c, out V d)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TCount : struct
    {
        a = b = c = d = Constant<S, V, T>(0.00138146267f, 2.5000084425774371e-08);
        if (typeof(T) == typeof(float))
        {
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.00836871658f));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.041668389f));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.166665211f));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.49999994f));
        }
        else
        {
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(2.7630248795880818e-07));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(2.7557586290884422e-06));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(2.4801493097828538e-05));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.00019841269506688846));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.0013888888943631085));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.0083333333334943988));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.041666666666530155));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.16666666666666413));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.50000000000000111));
        }
    }
}

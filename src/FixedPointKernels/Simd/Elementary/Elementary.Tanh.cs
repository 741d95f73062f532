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

    /// <summary>tanh of four registers side by side, in place; the bits of <see cref="Tanh{S, V, T}(V)"/>.</summary>
    /// <remarks>
    /// One register after the other, few of the chains of some 80 cycles are under way at once; four of them side by side share the loads
    /// of constants as well: 19 cycles a register for 25 (Zen 3, float, 256 bits, in the loop of an Euler step).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Tanh<S, V, T>(ref V a, ref V b, ref V c, ref V d)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V am = S.Abs(a), bm = S.Abs(b), cm = S.Abs(c), dm = S.Abs(d);
        V limit = Constant<S, V, T>(20f, 40.0);
        V ar = S.Min(limit, S.Add(am, am)), br = S.Min(limit, S.Add(bm, bm)), cr = S.Min(limit, S.Add(cm, cm)),
            dr = S.Min(limit, S.Add(dm, dm));
        V an = NearestPower<S, V, T>(ar), bn = NearestPower<S, V, T>(br), cn = NearestPower<S, V, T>(cr), dn = NearestPower<S, V, T>(dr);
        ar = Reduce<S, V, T>(ar, an);
        br = Reduce<S, V, T>(br, bn);
        cr = Reduce<S, V, T>(cr, cn);
        dr = Reduce<S, V, T>(dr, dn);
        ExpTail<S, V, T, Four>(ar, br, cr, dr, out V ae, out V be, out V ce, out V de);
        ae = S.MultiplyAdd(S.Multiply(ar, ar), ae, ar);
        be = S.MultiplyAdd(S.Multiply(br, br), be, br);
        ce = S.MultiplyAdd(S.Multiply(cr, cr), ce, cr);
        de = S.MultiplyAdd(S.Multiply(dr, dr), de, dr);
        V one = Constant<S, V, T>(1f, 1.0), two = Constant<S, V, T>(2f, 2.0);
        ae = S.Divide(two, S.Add(S.MultiplyByPowerOfTwo(S.Add(one, ae), an), one));
        be = S.Divide(two, S.Add(S.MultiplyByPowerOfTwo(S.Add(one, be), bn), one));
        ce = S.Divide(two, S.Add(S.MultiplyByPowerOfTwo(S.Add(one, ce), cn), one));
        de = S.Divide(two, S.Add(S.MultiplyByPowerOfTwo(S.Add(one, de), dn), one));
        V a2 = S.Multiply(am, am), b2 = S.Multiply(bm, bm), c2 = S.Multiply(cm, cm), d2 = S.Multiply(dm, dm);
        TanhTail<S, V, T, Four>(a2, b2, c2, d2, out V at, out V bt, out V ct, out V dt);
        at = S.MultiplyAdd(S.Multiply(am, a2), at, am);
        bt = S.MultiplyAdd(S.Multiply(bm, b2), bt, bm);
        ct = S.MultiplyAdd(S.Multiply(cm, c2), ct, cm);
        dt = S.MultiplyAdd(S.Multiply(dm, d2), dt, dm);
        V border = Constant<S, V, T>(0.55f, 0.55);
        a = S.CopySign(S.IfGreater(am, border, S.Subtract(one, ae), at), a);
        b = S.CopySign(S.IfGreater(bm, border, S.Subtract(one, be), bt), b);
        c = S.CopySign(S.IfGreater(cm, border, S.Subtract(one, ce), ct), c);
        d = S.CopySign(S.IfGreater(dm, border, S.Subtract(one, de), dt), d);
    }

    // (tanh(x)/x − 1)/x² in x² on |x| ≤ 0.55; tanh is left with a relative error of 2⁻²⁷·⁸ (float), 2⁻⁵⁴·⁹ (double).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TanhTail<S, V, T>(V square)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TanhTail<S, V, T, One>(square, square, square, square, out V sum, out _, out _, out _);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TanhTail<S, V, T, TCount>(V xa, V xb, V xc, V xd, out V a, out V b, out V c, out V d)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TCount : struct
    {
        a = b = c = d = Constant<S, V, T>(-0.00627427129f, 5.1021376483371718e-05);
        if (typeof(T) == typeof(float))
        {
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.0210717395f));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(-0.0538523346f));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.13332586f));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(-0.333333164f));
        }
        else
        {
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(-0.00021030224487647787));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.00057913691374222832));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(-0.0014532167184490047));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.0035917196885558492));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(-0.0088631945027604266));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.021869485974679456));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(-0.053968253876072715));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(0.1333333333316869));
            Then<S, V, T, TCount>(ref a, ref b, ref c, ref d, xa, xb, xc, xd, Constant<S, V, T>(-0.33333333333332316));
        }
    }
}

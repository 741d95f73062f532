using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

public static partial class Elementary
{
    /// <summary>log(1 + eˣ), per lane: x on the far right, eˣ on the far left.</summary>
    /// <remarks>
    /// Within |x| ≤ 1 it is ln 2 + x/2 + x² p(x²) (the part that is not linear is even); outside max(x, 0) + log1p(u) with
    /// u = e^(−|x|), log1p(u) = u − u² q(u). The inner form keeps the sum of the outer one, whose two terms
    /// are both rounded, from falling as x rises.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<S, V, T>(V x)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = Constant<S, V, T>(1f, 1.0);
        V magnitude = S.Abs(x);

        // ln 2 in two parts; the small one joins the small terms.
        V square = S.Multiply(x, x);
        V inner = S.MultiplyAdd(x, Constant<S, V, T>(0.5f, 0.5), Constant<S, V, T>(-1.90465421e-09f, 2.3190468138462996e-17));
        inner = S.MultiplyAdd(square, SoftplusEven<S, V, T>(square), inner);
        inner = S.Add(Constant<S, V, T>(0.693147182f, 0.69314718055994529), inner);

        V exponent = S.Max(Constant<S, V, T>(-105f, -747.0), S.Subtract(Constant<S, V, T>(0f, 0.0), magnitude));
        V n = NearestPower<S, V, T>(exponent);
        V u = S.ScaleByPowerOfTwo(S.Add(one, ExpFractionMinusOne<S, V, T>(exponent, n)), n);
        V outer = S.NegateMultiplyAdd(S.Multiply(u, u), SoftplusTail<S, V, T>(u), u);
        outer = S.Add(S.Max(Constant<S, V, T>(0f, 0.0), x), outer);

        // A NaN is not greater: it takes the inner form and stays NaN.
        return S.IfGreater(magnitude, one, outer, inner);
    }

    // (log(2 cosh(x/2)) − ln 2)/x² in x² on |x| ≤ 1; softplus is left with a relative error of 2⁻²⁶·⁵ (float), 2⁻⁵⁶·⁵ (double).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SoftplusEven<S, V, T>(V square)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            V sum = Constant<S, V, T>(1.67023131e-06f);
            sum = Then<S, V, T>(sum, square, -2.585326e-05f);
            sum = Then<S, V, T>(sum, square, 0.000346970977f);
            sum = Then<S, V, T>(sum, square, -0.00520827668f);
            sum = Then<S, V, T>(sum, square, 0.124999993f);
            return sum;
        }
        else
        {
            V sum = Constant<S, V, T>(-6.9667160715001413e-12);
            sum = Then<S, V, T>(sum, square, 1.1540495198835759e-10);
            sum = Then<S, V, T>(sum, square, -1.3759571829098987e-09);
            sum = Then<S, V, T>(sum, square, 1.565026793400678e-08);
            sum = Then<S, V, T>(sum, square, -1.8031759352206528e-07);
            sum = Then<S, V, T>(sum, square, 2.1356903923041073e-06);
            sum = Then<S, V, T>(sum, square, -2.6351686113181896e-05);
            sum = Then<S, V, T>(sum, square, 0.00034722222217329864);
            sum = Then<S, V, T>(sum, square, -0.0052083333333302947);
            sum = Then<S, V, T>(sum, square, 0.12499999999999993);
            return sum;
        }
    }

    // (u − log1p(u))/u² on 0 ≤ u ≤ 1/e; log1p is left with a relative error of 2⁻²⁸·⁹ (float), 2⁻⁵⁵·⁹ (double).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SoftplusTail<S, V, T>(V u)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            V sum = Constant<S, V, T>(0.0396948233f);
            sum = Then<S, V, T>(sum, u, -0.103842385f);
            sum = Then<S, V, T>(sum, u, 0.156182185f);
            sum = Then<S, V, T>(sum, u, -0.198366791f);
            sum = Then<S, V, T>(sum, u, 0.249860227f);
            sum = Then<S, V, T>(sum, u, -0.333327562f);
            sum = Then<S, V, T>(sum, u, 0.499999911f);
            return sum;
        }
        else
        {
            V sum = Constant<S, V, T>(-0.0067964446134524056);
            sum = Then<S, V, T>(sum, u, 0.026019495622162964);
            sum = Then<S, V, T>(sum, u, -0.051268729488649641);
            sum = Then<S, V, T>(sum, u, 0.072687804380712928);
            sum = Then<S, V, T>(sum, u, -0.087661783562581891);
            sum = Then<S, V, T>(sum, u, 0.099270958575101167);
            sum = Then<S, V, T>(sum, u, -0.11099109906925286);
            sum = Then<S, V, T>(sum, u, 0.12498567490207788);
            sum = Then<S, V, T>(sum, u, -0.14285592854872775);
            sum = Then<S, V, T>(sum, u, 0.16666659601500852);
            sum = Then<S, V, T>(sum, u, -0.19999999732720858);
            sum = Then<S, V, T>(sum, u, 0.24999999993983857);
            sum = Then<S, V, T>(sum, u, -0.33333333333264697);
            sum = Then<S, V, T>(sum, u, 0.49999999999999722);
            return sum;
        }
    }
}

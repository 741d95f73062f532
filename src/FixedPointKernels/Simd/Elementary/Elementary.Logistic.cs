using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

public static partial class Elementary
{
    /// <summary>1/(1 + e⁻ˣ), per lane; gradually 0 on the far left.</summary>
    /// <remarks>
    /// With e⁻ˣ = 2ⁿ m it is 2⁻ⁿ / (2⁻ⁿ + m), which neither overflows nor loses the denormal results. The denominator grows with
    /// e⁻ˣ and is rounded once, so the result is as monotone as exp is.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Logistic<S, V, T>(V x)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = Constant<S, V, T>(1f, 1.0);
        V negated = S.Subtract(Constant<S, V, T>(0f, 0.0), x);

        // On the right of 18 (38) the result is 1, on the left of −105 (−747) it is 0. The right operand survives a NaN.
        V clamped = S.Min(Constant<S, V, T>(105f, 747.0), S.Max(Constant<S, V, T>(-18f, -38.0), negated));
        V n = NearestPower<S, V, T>(clamped);
        V fraction = ExpFractionMinusOne<S, V, T>(clamped, n);
        V power = S.Subtract(Constant<S, V, T>(0f, 0.0), n);

        // 2⁻ⁿ + 1 + fraction rounded once: what the first sum drops goes into the small term.
        V scale = S.ScaleByPowerOfTwo(one, power);
        V sum = S.Add(scale, one);
        V dropped = S.Subtract(scale, S.Subtract(sum, one));
        V denominator = S.Add(sum, S.Add(dropped, fraction));
        return S.ScaleByPowerOfTwo(S.Divide(one, denominator), power);
    }
}

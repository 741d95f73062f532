using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

/// <summary>exp, log, tanh, logistic, softplus and power on whole registers: at most 2 ulp off, the same bits at every width.</summary>
/// <remarks>
/// Straight-line code from the operations of <see cref="ILanes{V, T}"/> only: no branch, no table, at most one division. float is computed
/// in float. NaN in gives NaN out. The polynomials are minimax fits (Remez exchange in 70-digit arithmetic, coefficients then rounded one
/// by one to the element type); each file states the interval and the relative error that is left after rounding.
/// </remarks>
public static partial class Elementary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<S, V, T>(float value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Broadcast(Unsafe.BitCast<float, T>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<S, V, T>(double value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Broadcast(Unsafe.BitCast<double, T>(value));

    /// <summary>The constant in the element type: one of the two literals, chosen when compiled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<S, V, T>(float single, double whole)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Constant<S, V, T>(single) : Constant<S, V, T>(whole);

    /// <summary>One step of Horner's rule: sum·x + coefficient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Then<S, V, T>(V sum, V x, float coefficient)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.MultiplyAdd(sum, x, Constant<S, V, T>(coefficient));

    /// <summary>One step of Horner's rule: sum·x + coefficient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Then<S, V, T>(V sum, V x, double coefficient)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.MultiplyAdd(sum, x, Constant<S, V, T>(coefficient));

    /// <summary>One step of Horner's rule on one register or on four side by side: a ← a·xa + coefficient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Then<S, V, T, TCount>(ref V a, ref V b, ref V c, ref V d, V xa, V xb, V xc, V xd, V coefficient)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TCount : struct
    {
        a = S.MultiplyAdd(a, xa, coefficient);
        if (typeof(TCount) != typeof(Four)) return;
        b = S.MultiplyAdd(b, xb, coefficient);
        c = S.MultiplyAdd(c, xc, coefficient);
        d = S.MultiplyAdd(d, xd, coefficient);
    }

    // How many registers a polynomial takes: of one, the other three are not touched.
    private readonly struct One;

    private readonly struct Four;
}

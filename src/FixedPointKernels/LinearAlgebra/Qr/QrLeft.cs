using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Y = T V of a panel, without T: back-substitution with T⁻¹, which has 1/τᵢ on its diagonal and V Vᵀ above.</summary>
internal static unsafe class QrLeft
{
    /// <summary>yᵢ = τᵢ (vᵢ − Σ_{d>i} (vᵢ·v_d) y_d), from the last, column by column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Solve<S, V, T>(
        int count, T* vectors, T* left, nint stride, T* products, int panel, T* scales, int length)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint lanes = S.Count;
        nint at = 0;
        for (; at + (4 * lanes) <= length; at += 4 * lanes)
        {
            for (int i = count - 1; i >= 0; i--)
            {
                T* v = vectors + (i * stride) + at, y = left + (i * stride) + at, found = y + stride, coefficients = products + (i * panel);
                V x0 = S.Load(ref *v, 0), x1 = S.Load(ref *v, (nuint)lanes);
                V x2 = S.Load(ref *v, (nuint)(2 * lanes)), x3 = S.Load(ref *v, (nuint)(3 * lanes));
                for (int d = i + 1; d < count; d++, found += stride)
                {
                    V c = S.Broadcast(coefficients[d]);
                    x0 = S.NegateMultiplyAdd(c, S.Load(ref *found, 0), x0);
                    x1 = S.NegateMultiplyAdd(c, S.Load(ref *found, (nuint)lanes), x1);
                    x2 = S.NegateMultiplyAdd(c, S.Load(ref *found, (nuint)(2 * lanes)), x2);
                    x3 = S.NegateMultiplyAdd(c, S.Load(ref *found, (nuint)(3 * lanes)), x3);
                }

                V tau = S.Broadcast(scales[i]);
                S.Store(S.Multiply(tau, x0), ref *y, 0);
                S.Store(S.Multiply(tau, x1), ref *y, (nuint)lanes);
                S.Store(S.Multiply(tau, x2), ref *y, (nuint)(2 * lanes));
                S.Store(S.Multiply(tau, x3), ref *y, (nuint)(3 * lanes));
            }
        }

        for (; at < length; at += lanes)
        {
            for (int i = count - 1; i >= 0; i--)
            {
                T* y = left + (i * stride) + at, found = y + stride, coefficients = products + (i * panel);
                V x = S.Load(ref *(vectors + (i * stride)), (nuint)at);
                for (int d = i + 1; d < count; d++, found += stride)
                    x = S.NegateMultiplyAdd(S.Broadcast(coefficients[d]), S.Load(ref *found, 0), x);
                S.Store(S.Multiply(S.Broadcast(scales[i]), x), ref *y, 0);
            }
        }
    }
}

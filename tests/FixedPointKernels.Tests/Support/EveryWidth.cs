using System;
using System.Numerics;
using System.Runtime.Intrinsics;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Tests.Support;

/// <summary>Runs the activation loops at one named width, past the dispatch.</summary>
internal static class EveryWidth
{
    internal static readonly SimdWidth[] All = [SimdWidth.Bits512, SimdWidth.Bits256, SimdWidth.Bits128,
        SimdWidth.Native, SimdWidth.Scalar];

    internal static void Apply<TActivation, T>(SimdWidth width, TActivation activation, ReadOnlySpan<T> z, Span<T> values)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new ApplyKernel<TActivation, T>(activation, z, values);
        Run<ApplyKernel<TActivation, T>, T>(width, ref kernel);
    }

    internal static void Apply<TActivation, T>(SimdWidth width, TActivation activation, ReadOnlySpan<T> z, Span<T> values, Span<T> slopes)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new ApplyWithSlopeKernel<TActivation, T>(activation, z, values, slopes);
        Run<ApplyWithSlopeKernel<TActivation, T>, T>(width, ref kernel);
    }

    internal static void Run<TKernel, T>(SimdWidth width, ref TKernel kernel)
        where TKernel : struct, IKernel<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (width == SimdWidth.Bits512) kernel.Run<Lanes512<T>, Vector512<T>>();
        else if (width == SimdWidth.Bits256) kernel.Run<Lanes256<T>, Vector256<T>>();
        else if (width == SimdWidth.Bits128) kernel.Run<Lanes128<T>, Vector128<T>>();
        else if (width == SimdWidth.Native) kernel.Run<LanesNative<T>, Vector<T>>();
        else kernel.Run<Lane1<T>, T>();
    }

    /// <summary>Equal bits, or both NaN (NaN patterns need not agree).</summary>
    internal static bool SameBits<T>(T left, T right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (T.IsNaN(left) && T.IsNaN(right)) || (left == right && T.IsNegative(left) == T.IsNegative(right));
}

using System.Numerics;
using System.Runtime.Intrinsics;
using FixedPointKernels.Simd;
using Xunit;

namespace FixedPointKernels.Tests.Support;

/// <summary>Runs a kernel at a width of the test's choice.</summary>
internal static class AtWidth
{
    private static readonly SimdWidth[] All = [SimdWidth.Bits512, SimdWidth.Bits256, SimdWidth.Bits128, SimdWidth.Native, SimdWidth.Scalar];

    /// <summary>The widths that this machine executes in hardware.</summary>
    internal static TheoryData<SimdWidth> Available
    {
        get
        {
            TheoryData<SimdWidth> widths = [];
            foreach (SimdWidth width in All)
            {
                if (Dispatch.IsAvailable(width)) widths.Add(width);
            }

            return widths;
        }
    }

    internal static void Run<TKernel, T>(SimdWidth width, ref TKernel kernel)
        where TKernel : struct, IKernel<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (width)
        {
            case SimdWidth.Bits512: kernel.Run<Lanes512<T>, Vector512<T>>(); break;
            case SimdWidth.Bits256: kernel.Run<Lanes256<T>, Vector256<T>>(); break;
            case SimdWidth.Bits128: kernel.Run<Lanes128<T>, Vector128<T>>(); break;
            case SimdWidth.Native: kernel.Run<LanesNative<T>, Vector<T>>(); break;
            default: kernel.Run<Lane1<T>, T>(); break;
        }
    }
}

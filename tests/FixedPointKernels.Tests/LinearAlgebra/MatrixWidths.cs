using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.Intrinsics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>Runs a kernel at a named width in this process, whatever the library's own choice is.</summary>
internal static class MatrixWidths
{
    internal static IEnumerable<SimdWidth> Available { get; } =
        new[] { SimdWidth.Scalar, SimdWidth.Bits128, SimdWidth.Bits256, SimdWidth.Bits512, SimdWidth.Native }
            .Where(Dispatch.IsAvailable).ToArray();

    /// <summary>Columns of a panel as the kernels of a width pack it.</summary>
    internal static int PanelColumns<T>(SimdWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => width switch
        {
            SimdWidth.Bits512 => GemmBlocking.PanelColumns<Lanes512<T>, Vector512<T>, T>(),
            SimdWidth.Bits256 => GemmBlocking.PanelColumns<Lanes256<T>, Vector256<T>, T>(),
            SimdWidth.Bits128 => GemmBlocking.PanelColumns<Lanes128<T>, Vector128<T>, T>(),
            SimdWidth.Native => GemmBlocking.PanelColumns<LanesNative<T>, Vector<T>, T>(),
            _ => GemmBlocking.PanelColumns<Lane1<T>, T, T>(),
        };

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

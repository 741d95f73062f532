using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FixedPointKernels.Simd;

/// <summary>A hint that a cache line will be wanted soon; nothing where the processor has no such instruction. Never faults.</summary>
internal static class Prefetch
{
    /// <summary>Into every level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Near<T>(ref readonly T from)
        where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in from)));
    }
}

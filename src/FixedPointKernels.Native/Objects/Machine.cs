using System;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Native.Objects;

/// <summary>What the library runs on and holds at this moment.</summary>
internal static class Machine
{
    internal static FpkInfo Look() => new()
    {
        SimdBits = Bits(Dispatch.Width),
        LiveHandles = HandleTable.Live,
        ThreadAllocatedBytes = GC.GetAllocatedBytesForCurrentThread(),
        Collections = GC.CollectionCount(0),
        HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
    };

    private static int Bits(SimdWidth width) => width switch
    {
        SimdWidth.Bits512 => 512,
        SimdWidth.Bits256 => 256,
        SimdWidth.Bits128 => 128,
        SimdWidth.Native => System.Numerics.Vector<byte>.Count * 8,
        _ => 0,
    };
}

using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Tests.Support;

internal static class ScratchOfArray
{
    /// <summary>An array lent as scratch: unaligned, which every method must bear.</summary>
    internal static Scratch<T> AsScratch<T>(this T[] array)
        where T : unmanaged => new(array);
}

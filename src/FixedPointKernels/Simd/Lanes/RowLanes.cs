using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

/// <summary>Registers from and to rows of any length: whole ones, and the last of a row by its mask. Lanes beyond the row are 0.</summary>
internal static class RowLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe V Get<S, V, T>(T* from, nuint at, bool isWhole, V mask)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => isWhole ? S.Load(ref *from, at) : S.LoadMasked(ref *from, at, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Put<S, V, T>(V value, T* to, nuint at, bool isWhole, V mask)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (isWhole) S.Store(value, ref *to, at);
        else S.StoreMasked(value, ref *to, at, mask);
    }
}

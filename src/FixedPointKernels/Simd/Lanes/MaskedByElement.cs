using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

/// <summary>Masked loads and stores one element at a time, for registers whose instruction set has none.</summary>
internal static class MaskedByElement
{
    internal static V Load<V, T>(ref readonly T from, nuint at, V mask)
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V value = default;
        for (int i = 0; i < Unsafe.SizeOf<V>() / Unsafe.SizeOf<T>(); i++)
        {
            if (IsSet(ref Lane<V, T>(ref mask, i))) Lane<V, T>(ref value, i) = Unsafe.Add(ref Unsafe.AsRef(in from), at + (nuint)i);
        }

        return value;
    }

    internal static void Store<V, T>(V value, ref T to, nuint at, V mask)
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < Unsafe.SizeOf<V>() / Unsafe.SizeOf<T>(); i++)
        {
            if (IsSet(ref Lane<V, T>(ref mask, i))) Unsafe.Add(ref to, at + (nuint)i) = Lane<V, T>(ref value, i);
        }
    }

    private static ref T Lane<V, T>(ref V value, int i)
        where V : unmanaged
        where T : unmanaged => ref Unsafe.Add(ref Unsafe.As<V, T>(ref value), i);

    // The first byte stands for the lane: all of its bits are set, or none.
    private static bool IsSet<T>(ref T lane)
        where T : unmanaged => Unsafe.As<T, byte>(ref lane) != 0;
}

using System;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Native.Structs;

/// <summary>Structs of a caller compiled against another header: an older one's is shorter, a newer one's longer.</summary>
/// <remarks>
/// The first eight bytes are the caller's sizeof. Of a shorter struct the fields it lacks count as their defaults; of a longer one the
/// fields that this library does not know must be 0, which every later header keeps meaning "as before". Memory past the caller's size
/// is neither read nor written.
/// </remarks>
internal static unsafe class Sized
{
    // No struct of ours will reach it; a size over it is not one.
    private const ulong Most = 4096;

    /// <summary>A caller's struct over the defaults.</summary>
    /// <exception cref="ArgumentException">NULL, a size that is none, or unknown fields in use.</exception>
    internal static T Read<T>(void* from, string name, T defaults)
        where T : unmanaged
    {
        ulong size = SizeOf(from, name);
        ulong known = Math.Min(size, (ulong)sizeof(T));
        for (ulong i = known; i < size; i++)
        {
            if (((byte*)from)[i] != 0)
                throw new ArgumentException(
                    $"{name} has {size} bytes with settings past the {sizeof(T)} that this library knows: it is older than the header.");
        }

        Unsafe.CopyBlockUnaligned(&defaults, from, (uint)known);
        return defaults;
    }

    /// <summary>Fills a caller's struct: the defaults, its size, and zeros where it is longer than ours.</summary>
    /// <exception cref="ArgumentException">NULL, or a size that is none.</exception>
    internal static void Fill<T>(void* to, ulong size, string name, T defaults)
        where T : unmanaged
    {
        ThrowIfNull(to, name);
        ThrowIfNoSize(size, name);
        Unsafe.InitBlockUnaligned(to, 0, (uint)size);
        Unsafe.CopyBlockUnaligned(to, &defaults, (uint)Math.Min(size, (ulong)sizeof(T)));
        Unsafe.WriteUnaligned(to, size);
    }

    /// <summary>Writes back what fits, the size as it was.</summary>
    internal static void Write<T>(void* to, T value)
        where T : unmanaged
    {
        ulong size = Unsafe.ReadUnaligned<ulong>(to);
        Unsafe.CopyBlockUnaligned(
            (byte*)to + sizeof(ulong), (byte*)&value + sizeof(ulong), (uint)(Math.Min(size, (ulong)sizeof(T)) - sizeof(ulong)));
    }

    private static ulong SizeOf(void* from, string name)
    {
        ThrowIfNull(from, name);
        ulong size = Unsafe.ReadUnaligned<ulong>(from);
        ThrowIfNoSize(size, name);
        return size;
    }

    private static void ThrowIfNull(void* pointer, string name)
    {
        if (pointer == null) throw new ArgumentException($"{name} is NULL.");
    }

    private static void ThrowIfNoSize(ulong size, string name)
    {
        if (size is < 16 or > Most || size % 8 != 0)
            throw new ArgumentException(
                $"{name} says that it has {size} bytes; it must begin with its sizeof. Fill it by its _default function first.");
    }
}

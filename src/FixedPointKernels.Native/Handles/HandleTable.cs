using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FixedPointKernels.Native.Handles;

/// <summary>The table behind the opaque handles: what a caller hands in is looked up here and never followed.</summary>
/// <remarks>
/// A handle is a number: 12 bits of mark and kind, 28 of generation, 24 of place. The mark makes it no address of a process (bits 47 to
/// 63 of those are equal), so memory of the caller's never passes for one; the generation goes up when a place is used again, so a
/// destroyed handle is told from its successor. A place whose generations are used up stays empty. Looking up takes no lock: the target
/// is read between two looks at the place's handle, and the collector keeps what was found alive for as long as the call runs.
/// </remarks>
internal static class HandleTable
{
    private const int PlaceBits = 24, GenerationBits = 28, KindShift = PlaceBits + GenerationBits;
    private const long Mark = 0x5A0;

    // Nothing here has an initial value: a static constructor would be asked for at every call.
    private static Place[]? places;
    private static int used;
    private static int free;
    private static int live;

    /// <summary>Handles that are alive.</summary>
    internal static int Live => Volatile.Read(ref live);

    /// <summary>A new handle.</summary>
    internal static nint Add(HandleKind kind, object target)
    {
        lock (Gate.Change)
        {
            int index = free - 1;
            if (index < 0)
            {
                index = used;
                if (index == 1 << PlaceBits) throw new InsufficientMemoryException("No handle is free.");
                Place[] room = Room(index);
                room[index] = new();
                used++;
            }
            else
            {
                free = places![index].NextFree;
            }

            Place place = places![index];
            place.Generation++;
            long handle = ((Mark | (long)kind) << KindShift) | ((long)place.Generation << PlaceBits) | (uint)index;
            Volatile.Write(ref place.Target, target);
            Volatile.Write(ref place.Handle, handle);
            live++;
            return (nint)handle;
        }
    }

    /// <summary>What a handle stands for.</summary>
    /// <param name="handle">Anything.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="name">The parameter, for the message.</param>
    /// <exception cref="ArgumentException">NULL, destroyed, foreign, or a handle of another kind.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object Find(nint handle, HandleKind kind, string name)
    {
        Place[]? table = Volatile.Read(ref places);
        int index = (int)handle & ((1 << PlaceBits) - 1);
        if ((long)handle >> KindShift == (Mark | (long)kind) && table is not null && index < table.Length
            && table[index] is { } place && Volatile.Read(ref place.Handle) == handle)
        {
            object? target = Volatile.Read(ref place.Target);
            if (target is not null && Volatile.Read(ref place.Handle) == handle) return target;
        }

        Refuse(handle, kind, name);
        return null;
    }

    /// <summary>The kind that a number claims to be, if it looks like a handle at all.</summary>
    internal static HandleKind? KindOf(nint handle)
    {
        long mark = (long)handle >> KindShift;
        return (mark & ~0xFL) == Mark ? (HandleKind)(mark & 0xF) : null;
    }

    /// <summary>Ends a handle; what it stood for lives as long as a call or another object uses it.</summary>
    /// <exception cref="ArgumentException">As of <see cref="Find"/>.</exception>
    internal static void Remove(nint handle, HandleKind kind, string name)
    {
        lock (Gate.Change)
        {
            _ = Find(handle, kind, name);
            int index = (int)handle & ((1 << PlaceBits) - 1);
            Place place = places![index];
            Volatile.Write(ref place.Handle, 0);
            Volatile.Write(ref place.Target, null);
            live--;
            if (place.Generation == (1 << GenerationBits) - 1) return;
            place.NextFree = free;
            free = index + 1;
        }
    }

    private static Place[] Room(int index)
    {
        if (places is { } enough && index < enough.Length) return enough;
        Place[] more = new Place[Math.Max(16, index * 2)];
        places?.CopyTo(more, 0);
        Volatile.Write(ref places, more);
        return more;
    }

    [DoesNotReturn]
    private static void Refuse(nint handle, HandleKind kind, string name)
    {
        string wanted = Words(kind);
        throw new ArgumentException(
            handle == 0 ? $"{name} is NULL; it must be {wanted}."
            : KindOf(handle) is not { } other ? $"{name} is no handle of this library; it must be {wanted}."
            : other != kind ? $"{name} is {Words(other)}; it must be {wanted}."
            : $"{name} was destroyed; it must be {wanted}.");
    }

    private static string Words(HandleKind kind) => kind switch
    {
        HandleKind.NetworkF32 => "a network of floats (f32)",
        HandleKind.NetworkF64 => "a network of doubles (f64)",
        HandleKind.SolverF32 => "a solver of floats (f32)",
        HandleKind.SolverF64 => "a solver of doubles (f64)",
        HandleKind.TrackerF32 => "a tracker of floats (f32)",
        HandleKind.TrackerF64 => "a tracker of doubles (f64)",
        _ => "of another library",
    };

    private static class Gate
    {
        internal static readonly Lock Change = new();
    }

    private sealed class Place
    {
        internal long Handle;
        internal object? Target;
        internal int Generation;
        internal int NextFree;
    }
}

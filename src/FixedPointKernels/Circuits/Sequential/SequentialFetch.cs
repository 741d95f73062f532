using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>Asks for the lines of the tape that the next step's pass and products will read or write, while this step's are at
/// work.</summary>
/// <remarks>A tape of all steps lies in memory, not in a cache, and its planes are too many streams for the processor to foresee.</remarks>
internal static unsafe class SequentialFetch
{
    /// <summary>The lines of a row, one step ahead in the direction that the planes say.</summary>
    internal static void Row<T>(in SequentialPlanes<T> planes, nint row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint ahead = (planes.Ahead * planes.Rows) + row, width = planes.Width;
        Lines(planes.Gates + (ahead * 2 * width), 2 * width);
        Lines(planes.Products + (ahead * 2 * width), 2 * width);
        Lines(planes.Drive + (ahead * width), width);
        if (planes.Ahead < 0)
        {
            Lines(planes.Gains + (ahead * 2 * width), 2 * width);
            Lines(planes.State + (ahead * planes.StateStride), planes.StateStride);
        }
        else
        {
            Lines(planes.NextGains + (ahead * 2 * width), 2 * width);
            Lines(planes.Next + (ahead * planes.StateStride), planes.StateStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lines<T>(T* from, nint count)
        where T : unmanaged
    {
        for (nint i = 0; i < count; i += 64 / sizeof(T)) Prefetch.Near(in *(from + i));
    }
}

using System;
using System.Text;
using System.Text.Unicode;

namespace FixedPointKernels.Native.Objects;

/// <summary>Texts for a caller's buffer: UTF-8, ended by a zero, cut between two characters where the room is short.</summary>
internal static unsafe class Texts
{
    /// <summary>Copies what fits, and says how long the whole is.</summary>
    internal static int Give(string text, byte* buffer, long capacity, long* length)
    {
        try
        {
            if (capacity < 0) Faults.Invalid($"capacity is {capacity}; a size is never negative.");
            if (buffer == null && capacity > 0) Faults.Invalid($"buffer is NULL, but {capacity} bytes are said to be there.");
            if (length != null) *length = Encoding.UTF8.GetByteCount(text);
            if (capacity == 0) return (int)Code.Ok;
            Span<byte> room = new(buffer, (int)Math.Min(capacity - 1, int.MaxValue - 1));
            _ = Utf8.FromUtf16(text, room, out _, out int written);
            buffer[written] = 0;
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    /// <summary>The name of an enumeration's value.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    internal static string Name<TEnum>(TEnum value, string what)
        where TEnum : struct, Enum =>
        Enum.GetName(value) ?? throw new ArgumentException($"{what} {value:D} is unknown to this library.");
}

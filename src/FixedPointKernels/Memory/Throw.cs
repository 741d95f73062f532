using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Memory;

/// <summary>Refusals of misuse, thrown once at the public entry with both offending shapes in the message. Kept out of
/// line so that checks stay small.</summary>
[StackTraceHidden]
internal static class Throw
{
    /// <summary>Throws unless a span holds exactly rows × columns elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void IfNotShape(int length, int rows, int columns, string name)
    {
        if (length != (long)rows * columns) Shape(length, rows, columns, name);
    }

    /// <summary>Throws unless a span holds exactly <paramref name="expected"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void IfNotLength(int length, int expected, string name)
    {
        if (length != expected) Length(length, expected, name);
    }

    /// <summary>Throws unless a rows × columns matrix with the leading dimension given fits into a span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void IfNotMatrix(int length, int rows, int columns, int leading, string name)
    {
        if (rows < 0 || columns < 0 || leading < columns || (rows > 0 && columns > 0 && length < ((long)(rows - 1) * leading) + columns))
            Matrix(length, rows, columns, leading, name);
    }

    /// <summary>Throws if two spans share memory where the method forbids it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void IfOverlaps<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other, string oneName, string otherName)
    {
        if (one.Overlaps(other)) Overlap(oneName, otherName);
    }

    /// <summary>Throws unless a factor is finite: a NaN or an infinity would make NaN of everything it is put on, under a
    /// status that says nothing of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void IfNotFinite<T>(T value, string name)
        where T : INumberBase<T>
    {
        if (!T.IsFinite(value)) NotFinite(value, name);
    }

    [DoesNotReturn]
    internal static void ScratchTooSmall(int needed, int free, string name = "scratch") => throw new ArgumentException(
        $"The scratch lent is too small: {needed} elements are needed, {free} are free. Ask the method's scratch-size sibling.", name);

    [DoesNotReturn]
    private static void NotFinite(object value, string name) => throw new ArgumentOutOfRangeException(
        name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be finite."));

    [DoesNotReturn]
    private static void Shape(int length, int rows, int columns, string name) =>
        throw new ArgumentException($"{name} has {length} elements, but {rows}×{columns} = {(long)rows * columns} are needed.", name);

    [DoesNotReturn]
    private static void Length(int length, int expected, string name) =>
        throw new ArgumentException($"{name} has {length} elements, but {expected} are needed.", name);

    [DoesNotReturn]
    private static void Matrix(int length, int rows, int columns, int leading, string name) =>
        throw new ArgumentException(
            $"{name} has {length} elements, too few for a {rows}×{columns} matrix with leading dimension {leading}.", name);

    [DoesNotReturn]
    internal static void Overlap(string oneName, string otherName) =>
        throw new ArgumentException($"{oneName} and {otherName} share memory; they must not.", oneName);
}

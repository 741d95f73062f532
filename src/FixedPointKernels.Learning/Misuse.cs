using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Learning;

/// <summary>Misuse, thrown once at the public door with both offending shapes in the message. Kept out of line so that checks stay
/// small.</summary>
[StackTraceHidden]
internal static class Misuse
{
    /// <summary>Throws unless a span holds exactly <paramref name="expected"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void IfNotLength(int length, int expected, string name)
    {
        if (length != expected) Length(length, expected, name);
    }

    /// <summary>Throws unless a span holds exactly rows × columns elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void IfNotShape(int length, int rows, int columns, string name)
    {
        if (length != (long)rows * columns) Shape(length, rows, columns, name);
    }

    /// <summary>rows × columns, as the length of an array.</summary>
    /// <exception cref="ArgumentException">More than an array holds.</exception>
    internal static int Size(int rows, int columns, string name)
    {
        long size = (long)rows * columns;
        return size <= Array.MaxLength ? (int)size
            : throw new ArgumentException($"{name}: {rows}×{columns} = {size} numbers are more than an array holds.", name);
    }

    /// <summary>Throws unless every value is finite; the message names the first offender's place and value.</summary>
    internal static void IfNotFinite(ReadOnlySpan<double> values, string name)
    {
        for (int k = 0; k < values.Length; k++)
        {
            if (!double.IsFinite(values[k])) NotFinite(k, values[k], name);
        }
    }

    /// <summary>Throws if two spans share memory where the method forbids it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void IfOverlaps<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other, string oneName, string otherName)
    {
        if (one.Overlaps(other)) Overlap(oneName, otherName);
    }

    /// <summary>Throws unless every label is in 0..classes − 1; the message names the first offender's place and value.</summary>
    internal static void IfLabelOutside(ReadOnlySpan<int> labels, int classes, string name) => IfOutside(labels, classes, name, "labels");

    /// <summary>The same for indices of neurons.</summary>
    internal static void IfNeuronOutside(ReadOnlySpan<int> indices, int neurons, string name) =>
        IfOutside(indices, neurons, name, "neurons");

    private static void IfOutside(ReadOnlySpan<int> values, int bound, string name, string what)
    {
        for (int k = 0; k < values.Length; k++)
        {
            if ((uint)values[k] >= (uint)bound) Outside(k, values[k], bound, name, what);
        }
    }

    [DoesNotReturn]
    private static void Length(int length, int expected, string name) =>
        throw new ArgumentException($"{name} has {length} elements, but {expected} are needed.", name);

    [DoesNotReturn]
    private static void Shape(int length, int rows, int columns, string name) =>
        throw new ArgumentException($"{name} has {length} elements, but {rows}×{columns} = {(long)rows * columns} are needed.", name);

    [DoesNotReturn]
    private static void NotFinite(int index, double value, string name) =>
        throw new ArgumentException($"{name}[{index}] is {value}, but only finite values are of use.", name);

    [DoesNotReturn]
    private static void Overlap(string oneName, string otherName) =>
        throw new ArgumentException($"{oneName} and {otherName} share memory; they must not.", oneName);

    [DoesNotReturn]
    private static void Outside(int index, int value, int bound, string name, string what) =>
        throw new ArgumentException($"{name}[{index}] is {value}, but {what} lie in 0..{bound - 1}.", name);
}

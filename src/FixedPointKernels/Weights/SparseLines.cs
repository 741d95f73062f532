using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace FixedPointKernels.Weights;

/// <summary>The entries of a sparse matrix line by line, lines being its rows or its columns.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="starts">Where each line's entries start, and at last their number.</param>
/// <param name="indices">Where in its line an entry is; ascending within a line.</param>
/// <param name="values">What it is.</param>
internal sealed class SparseLines<T>(int[] starts, int[] indices, T[] values)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal int[] Starts { get; } = starts;

    internal int[] Indices { get; } = indices;

    internal T[] Values { get; } = values;

    internal int Count => Starts.Length - 1;

    /// <summary>The most entries of a line.</summary>
    internal int Longest { get; private set; }

    /// <summary>The largest Σ|w| of a line, as <see cref="Measure"/> saw it.</summary>
    internal T LargestSum { get; private set; }

    /// <summary>One line.</summary>
    internal void Line(int line, out ReadOnlySpan<int> indices, out ReadOnlySpan<T> values)
    {
        (int from, int count) = (Starts[line], Starts[line + 1] - Starts[line]);
        indices = Indices.AsSpan(from, count);
        values = Values.AsSpan(from, count);
    }

    /// <summary>Looks at all lines, after values have changed.</summary>
    internal void Measure()
    {
        (int longest, T largest) = (0, T.Zero);
        for (int line = 0; line < Count; line++)
        {
            Line(line, out _, out ReadOnlySpan<T> entries);
            longest = Math.Max(longest, entries.Length);
            largest = T.Max(largest, TensorPrimitives.SumOfMagnitudes(entries));
        }

        (Longest, LargestSum) = (longest, largest);
    }

    /// <summary>The same entries by the other kind of line, and where each of them is here.</summary>
    /// <param name="length">Elements of a line.</param>
    internal (SparseLines<T> Turned, int[] Places) Turn(int length)
    {
        int[] from = new int[length + 1], at = new int[Indices.Length], places = new int[Indices.Length];
        T[] entries = new T[Indices.Length];
        foreach (int index in Indices) from[index + 1]++;
        for (int j = 0; j < length; j++) from[j + 1] += from[j];
        int[] next = from[..length];
        for (int line = 0; line < Count; line++)
        {
            for (int here = Starts[line]; here < Starts[line + 1]; here++)
            {
                int place = next[Indices[here]]++;
                (at[place], entries[place], places[place]) = (line, Values[here], here);
            }
        }

        return (new(from, at, entries), places);
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Circuits;

/// <summary>What the parameters of a sequential cell may be.</summary>
internal static class SequentialRanges
{
    /// <summary>Throws unless each entry of a part is in its range: finite; W not negative; a rate in (0, 1].</summary>
    internal static void Check<T>(SequentialShape shape, SequentialPart part, ReadOnlySpan<T> values, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isPool = part == SequentialPart.Pool, isRate = part >= SequentialPart.RateY;
        for (int k = 0; k < values.Length; k++)
        {
            T value = values[k];
            if (T.IsFinite(value) && !(isPool && value < T.Zero) && !(isRate && !(value > T.Zero && value <= T.One))) continue;
            int columns = shape.Columns(part);
            string place = columns == 1 ? $"{k}" : $"{k / columns}, {k % columns}";
            string range = isPool ? "finite and not negative" : isRate ? "in (0, 1]" : "finite";
            throw new ArgumentException($"{part}[{place}] is {value}; it must be {range}.", name);
        }
    }

    /// <summary>Throws unless a start has n entries in range.</summary>
    internal static void CheckStart<T>(int units, ReadOnlySpan<T> values, string name, bool positive = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Throw.IfNotLength(values.Length, units, name);
        for (int k = 0; k < values.Length; k++)
        {
            if (!T.IsFinite(values[k]) || (positive && !(values[k] > T.Zero)))
            {
                throw new ArgumentException(
                    $"{name}[{k}] is {values[k]}; a start must be {(positive ? "positive and finite" : "finite")}.", name);
            }
        }
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Parameters;

/// <summary>An interval for every entry of a parameter: a mask, signs, or any other; what leaves it is moved to its nearer end.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// v ← min(max(v, lower), upper): the projection in the Euclidean norm, so a step followed by it is projected gradient descent. Of a mask
/// the interval is [0, 0], of a sign [0, ∞) or (−∞, 0]. Immutable; may be shared. Source: A. A. Goldstein, "Convex programming in Hilbert
/// space", Bull. AMS 70, 1964.
/// </remarks>
public sealed class Bounds<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] lower;
    private readonly T[] upper;

    /// <summary>Any intervals.</summary>
    /// <param name="lower">The least values, copied; −∞ for none.</param>
    /// <param name="upper">The largest values, as many; +∞ for none.</param>
    /// <exception cref="ArgumentException">Lengths that differ, or an interval without a finite number.</exception>
    public Bounds(ReadOnlySpan<T> lower, ReadOnlySpan<T> upper)
    {
        Element.ThrowIfUnsupported<T>();
        Misuse.IfNotLength(upper.Length, lower.Length, nameof(upper));
        for (int i = 0; i < lower.Length; i++)
        {
            if (!(lower[i] <= upper[i]) || T.IsPositiveInfinity(lower[i]) || T.IsNegativeInfinity(upper[i]))
                throw new ArgumentException($"Entry {i} has to lie in [{lower[i]}, {upper[i]}], where no finite number is.", nameof(upper));
        }

        (this.lower, this.upper) = (lower.ToArray(), upper.ToArray());
    }

    /// <summary>Entries.</summary>
    public int Count => lower.Length;

    /// <summary>A mask: 0 where <paramref name="free"/> is false.</summary>
    public static Bounds<T> Mask(ReadOnlySpan<bool> free) =>
        Make(free, static one => one ? (T.NegativeInfinity, T.PositiveInfinity) : (T.Zero, T.Zero));

    /// <summary>Signs: not negative for +1, not positive for −1, anything for 0.</summary>
    /// <exception cref="ArgumentException">Another number than these.</exception>
    public static Bounds<T> Signs(ReadOnlySpan<int> signs) => Make(signs, static one => one switch
    {
        1 => (T.Zero, T.PositiveInfinity),
        -1 => (T.NegativeInfinity, T.Zero),
        0 => (T.NegativeInfinity, T.PositiveInfinity),
        _ => throw new ArgumentException($"A sign is {one}; it must be -1, 0 or 1.", nameof(signs)),
    });

    /// <summary>Both at once: a mask with signs, say.</summary>
    /// <exception cref="ArgumentException">Another number of entries, or one with nothing in common.</exception>
    public Bounds<T> And(Bounds<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Misuse.IfNotLength(other.Count, Count, nameof(other));
        (T[] least, T[] largest) = (new T[Count], new T[Count]);
        TensorPrimitives.Max<T>(lower, other.lower, least);
        TensorPrimitives.Min<T>(upper, other.upper, largest);
        return new(least, largest);
    }

    /// <summary>Moves values into the intervals. 0 bytes; NaN stays NaN.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void Project(Span<T> values)
    {
        Misuse.IfNotLength(values.Length, Count, nameof(values));
        TensorPrimitives.Max(values, lower, values);
        TensorPrimitives.Min(values, upper, values);
    }

    private static Bounds<T> Make<TEntry>(ReadOnlySpan<TEntry> entries, Func<TEntry, (T Lower, T Upper)> interval)
    {
        (T[] lower, T[] upper) = (new T[entries.Length], new T[entries.Length]);
        for (int i = 0; i < entries.Length; i++) (lower[i], upper[i]) = interval(entries[i]);
        return new(lower, upper);
    }
}

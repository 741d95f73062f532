using System;
using System.Linq;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Where an axis has its marks: at multiples of 1, 2 or 5 times a power of ten, or at powers of ten.</summary>
internal static class Ticks
{
    // Doubles have 632 decades.
    private static readonly int[] Strides = [1, 2, 5, 10, 20, 50, 100, 200, 500];

    /// <summary>The multiples in [from, to] of the smallest step 1, 2 or 5 · 10ᵉ that leaves at most <paramref name="most"/> + 1 of
    /// them.</summary>
    /// <remarks>A step is at most 2.5 times the one before, so for most ≥ 5 there are two at least.</remarks>
    internal static double[] Linear(double from, double to, int most)
    {
        double wish = to / most - from / most;
        int exponent = (int)Math.Floor(Math.Log10(wish));
        double share = Times(wish, -exponent);
        int factor = share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10;
        double first = Math.Ceiling(Times(from, -exponent) / factor), last = Math.Floor(Times(to, -exponent) / factor);
        if (!(last >= first)) return [];
        // A product of whole numbers, divided once: 3 · 0.1 is 0.3 here, not 0.30000000000000004. Rounding may push a mark just out of the
        // range.
        return
        [
            .. Enumerable.Range(0, (int)(last - first) + 1)
                .Select(k => Times((first + k) * factor, exponent))
                .Where(tick => tick >= from && tick <= to),
        ];
    }

    /// <summary>Powers of ten in [10^low, 10^high], every one or every 2nd, 5th …; over less than two decades also 2 and 5 times them, or
    /// even steps.</summary>
    internal static double[] Logarithmic(double low, double high, int most)
    {
        int first = (int)Math.Ceiling(low), last = (int)Math.Floor(high);
        if (last > first)
        {
            int stride = Strides.First(s => (last - first) / s + 1 <= Math.Max(2, most));
            return [.. Enumerable.Range(first, last - first + 1).Where(k => k % stride == 0).Select(k => Times(1, k))];
        }

        double from = Math.Pow(10, low), to = Math.Min(Math.Pow(10, high), double.MaxValue);
        double[] within =
        [
            .. Enumerable.Range(first - 1, 2)
                .SelectMany(k => new[] { Times(1, k), Times(2, k), Times(5, k) })
                .Where(tick => tick >= from && tick <= to),
        ];
        return within.Length >= 3 ? within : Linear(from, to, most);
    }

    /// <summary>The small marks between powers of ten, 2 to 9 times each; none where they would run together.</summary>
    internal static double[] Between(double low, double high)
    {
        if (high - low is < 1 or > 7) return [];
        int first = (int)Math.Floor(low), last = (int)Math.Floor(high);
        return [.. Enumerable.Range(first, last - first + 1).SelectMany(k => Enumerable.Range(2, 8).Select(m => Times(m, k)))
            .Where(tick => tick >= Math.Pow(10, low) && tick <= Math.Pow(10, high))];
    }

    /// <summary>value · 10^exponent, rounded once where the power is exact, and without leaving the doubles in between.</summary>
    private static double Times(double value, int exponent) => exponent switch
    {
        < -300 => value / 1e300 / Math.Pow(10, -300 - exponent),
        < 0 => value / Math.Pow(10, -exponent),
        > 300 => value * 1e300 * Math.Pow(10, exponent - 300),
        _ => value * Math.Pow(10, exponent),
    };
}

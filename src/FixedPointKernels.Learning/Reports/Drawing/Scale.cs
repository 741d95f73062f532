using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Where values lie between the two ends of an axis: c(v) = v or log₁₀ v, place = (c − Low) / (High − Low).</summary>
/// <param name="Logarithmic">Whether c is the logarithm.</param>
/// <param name="Low">c of the lower end.</param>
/// <param name="High">c of the upper end, larger.</param>
internal readonly record struct Scale(bool Logarithmic, double Low, double High)
{
    // Below 1e-300 doubles soon lose their digits: a logarithmic axis ends there, and what is smaller lies beyond it. At the top, log₁₀ of
    // the largest double.
    private const double LeastDecade = -300, MostDecade = 308.25471555991675;

    /// <summary>The axis over data: its own ends where it names them, else the data's with some room beyond; a range of its own where there
    /// is none.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="data">The values to show; those the axis has no place for do not count.</param>
    /// <param name="room">The share of the range to add beyond the data's ends.</param>
    internal static Scale Over(Axis axis, IEnumerable<double[]> data, double room)
    {
        bool logarithmic = axis.Scale == AxisScale.Logarithmic;
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double coordinate in data.SelectMany(values => values).Select(value => Axis.Coordinate(value, logarithmic)))
        {
            if (coordinate < least) least = coordinate;
            if (coordinate > most) most = coordinate;
        }

        bool fromData = double.IsNaN(axis.From), toData = double.IsNaN(axis.To), none = least > most;
        double low = !fromData
            ? Axis.Coordinate(axis.From, logarithmic)
            : !none
            ? least
            : toData
            ? 0
            : Axis.Coordinate(axis.To, logarithmic) - 1;
        double high = !toData ? Axis.Coordinate(axis.To, logarithmic) : !none ? most : low + 1;
        if (toData && Axis.Coordinate(axis.Cap, logarithmic) is var cap && high > cap && low < cap) (high, toData) = (cap, false);

        if (logarithmic) (low, high) = (Math.Max(low, LeastDecade), Math.Max(high, LeastDecade));

        // Narrower than this, doubles are too few (1e-12 of the value) or too small (denormals) to count in steps of 1, 2 and 5: a
        // constant.
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high / 2 - low / 2 < (logarithmic ? 5e-10 : Math.Max(size * 5e-13, 5e-291)))
        {
            double half = logarithmic || size < 1e-290 ? 0.5 : size / 2;
            (low, high) = !fromData && toData
                ? (low, low + 2 * half)
                : fromData && !toData
                ? (high - 2 * half, high)
                : (low - half, high + half);
        }

        double margin = (high / 2 - low / 2) * (2 * room), limit = logarithmic ? MostDecade : double.MaxValue;
        if (fromData) low -= margin;
        if (toData) high += margin;
        return new Scale(
            logarithmic, Math.Clamp(low, logarithmic ? LeastDecade : -limit, limit),
            Math.Clamp(high, logarithmic ? LeastDecade : -limit, limit));
    }

    /// <summary>0 at the lower end, 1 at the upper; NaN where the axis has no place for the value.</summary>
    /// <remarks>In halves, since the difference of two doubles may be infinite.</remarks>
    internal double Place(double value) => (Axis.Coordinate(value, Logarithmic) / 2 - Low / 2) / (High / 2 - Low / 2);

    /// <summary>The marks of this axis.</summary>
    internal double[] Ticks(int most) => Logarithmic ? Drawing.Ticks.Logarithmic(Low, High, most) : Drawing.Ticks.Linear(Low, High, most);
}

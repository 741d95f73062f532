using System;
using System.Globalization;
using System.Text;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>A curve as path data: points that have no place leave a gap, and a curve with more points than pixels keeps what a pixel column
/// shows of it.</summary>
internal static class Polyline
{
    /// <summary>The path within a frame, in pixels from its corner.</summary>
    /// <remarks>
    /// Of a run of points in one pixel column the first, the lowest, the highest and the last are kept, in their order: every column is
    /// inked over the same rows as by all points, and lines between columns leave and arrive at the same places.
    /// </remarks>
    internal static string Path(double[] x, double[] y, Frame frame)
    {
        StringBuilder path = new();
        bool pen = false;
        int k = 0;
        while (k < x.Length)
        {
            (double across, double down) = (frame.Across(x[k]), frame.Down(y[k]));
            if (double.IsNaN(across) || double.IsNaN(down))
            {
                pen = false;
                k++;
                continue;
            }

            int column = (int)Math.Floor(across), lowest = k, highest = k, last = k;
            while (last + 1 < x.Length
                && (int)Math.Floor(frame.Across(x[last + 1])) == column
                && frame.Down(y[last + 1]) is double next
                && !double.IsNaN(next))
            {
                last++;
                if (next > frame.Down(y[lowest])) lowest = last;
                if (next < frame.Down(y[highest])) highest = last;
            }

            int written = -1;
            foreach (int point in (ReadOnlySpan<int>)[k, Math.Min(lowest, highest), Math.Max(lowest, highest), last])
            {
                if (point == written) continue;
                path.Append(pen ? 'L' : 'M').Append(Pixels(frame.Across(x[point]))).Append(' ').Append(Pixels(frame.Down(y[point])));
                (pen, written) = (true, point);
            }

            k = last + 1;
        }

        return path.ToString();
    }

    /// <summary>The area between two curves, a closed path for every stretch of two points or more where both have their place.</summary>
    internal static string Band(double[] x, double[] low, double[] high, Frame frame)
    {
        StringBuilder area = new();
        for (int k = 0; k < x.Length; k++)
        {
            int from = k;
            while (k < x.Length && !double.IsNaN(frame.Across(x[k])) && !double.IsNaN(frame.Down(low[k]) + frame.Down(high[k]))) k++;
            if (k - from < 2) continue;
            (double[] back, double[] edge) = (x[from..k], low[from..k]);
            Array.Reverse(back);
            Array.Reverse(edge);
            area.Append(Path(x[from..k], high[from..k], frame)).Append('L').Append(Path(back, edge, frame).AsSpan(1)).Append('Z');
        }

        return area.ToString();
    }

    /// <summary>The points to mark: all of a short curve, and those between two gaps, which no line shows.</summary>
    internal static string Dots(double[] x, double[] y, Frame frame)
    {
        const int Few = 30;
        bool Drawn(int k) => k >= 0 && k < x.Length && !double.IsNaN(frame.Across(x[k])) && !double.IsNaN(frame.Down(y[k]));
        StringBuilder path = new();
        for (int k = 0; k < x.Length; k++)
        {
            if (!Drawn(k) || (x.Length > Few && (Drawn(k - 1) || Drawn(k + 1)))) continue;
            path.Append('M').Append(Pixels(frame.Across(x[k]))).Append(' ').Append(Pixels(frame.Down(y[k]))).Append("h0");
        }

        return path.ToString();
    }

    private static string Pixels(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

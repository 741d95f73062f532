using System;
using System.Globalization;
using System.Text;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>A curve as path data: points that have no place leave a gap, and a curve with more points than pixels keeps what a pixel column shows of it.</summary>
internal static class Polyline
{
    /// <summary>The path within a frame, in pixels from its corner.</summary>
    /// <remarks>
    /// Of a run of points in one pixel column the first, the lowest, the highest and the last are kept, in their order: every column is inked over the same
    /// rows as by all points, and lines between columns leave and arrive at the same places.
    /// </remarks>
    internal static string Path(double[] x, double[] y, Frame frame)
    {
        StringBuilder path = new();
        bool pen = false, dot = false;
        int k = 0;
        while (k < x.Length)
        {
            (double across, double down) = (frame.Across(x[k]), frame.Down(y[k]));
            if (double.IsNaN(across) || double.IsNaN(down))
            {
                if (dot) path.Append("h0");
                (pen, dot) = (false, false);
                k++;
                continue;
            }

            int column = (int)Math.Floor(across), lowest = k, highest = k, last = k;
            while (last + 1 < x.Length && (int)Math.Floor(frame.Across(x[last + 1])) == column && frame.Down(y[last + 1]) is double next && !double.IsNaN(next))
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
                (dot, pen, written) = (!pen, true, point);
            }

            k = last + 1;
        }

        // A point between two gaps is a line of no length: round ends make it a dot.
        return dot ? path.Append("h0").ToString() : path.ToString();
    }

    private static string Pixels(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Names beside what they are drawn with, in as many columns as fit.</summary>
internal static class Legend
{
    private const double Row = 19, Swatch = 26, Between = 22;

    /// <summary>Draws the entries in reading order by column and returns their size.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="names">The entries.</param>
    /// <param name="left">The left border.</param>
    /// <param name="top">The upper border.</param>
    /// <param name="width">What there is; longer names are cut.</param>
    /// <param name="swatch">Draws entry k at the middle of its left border.</param>
    internal static (double Width, double Height) Draw(SvgCanvas canvas, IReadOnlyList<string> names, double left, double top, double width, Action<int, double, double> swatch)
    {
        if (names.Count == 0) return (0, 0);
        int letters = (int)((width - Swatch) / SvgCanvas.WidthOf("m"));
        string[] shown = [.. names.Select(name => name.Length <= letters ? name : string.Concat(name.AsSpan(0, Math.Max(1, letters - 1)), "…"))];
        double entry = Swatch + shown.Max(SvgCanvas.WidthOf) + Between;
        int columns = Math.Clamp((int)((width + Between) / entry), 1, names.Count), rows = (names.Count + columns - 1) / columns;
        for (int k = 0; k < names.Count; k++)
        {
            double x = left + k / rows * entry, y = top + k % rows * Row + Row / 2;
            canvas.Open("g", ("class", "key"), ("data-set", SvgCanvas.Number(k)));
            canvas.Box(x - 4, y - Row / 2, entry - Between + 8, Row, ("fill", "none"), ("pointer-events", "all"));
            swatch(k, x, y);
            canvas.Text(x + Swatch, y + 4, shown[k], "start", "ink", Palette.Ink);
            canvas.Close();
        }

        return ((names.Count + rows - 1) / rows * entry - Between, rows * Row);
    }
}

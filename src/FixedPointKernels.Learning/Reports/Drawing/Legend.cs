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
    /// <param name="width">What there is; longer names are cut, and different ones stay different.</param>
    /// <param name="swatch">Draws entry k at the middle of its left border.</param>
    internal static (double Width, double Height) Draw(
        SvgCanvas canvas, IReadOnlyList<string> names, double left, double top, double width, Action<int, double, double> swatch)
    {
        if (names.Count == 0) return (0, 0);
        int letters = (int)((width - Swatch) / SvgCanvas.WidthOf("m"));
        string[] shown = Shown(names, letters);
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
    /// <summary>Names of at most so many letters: cut at their ends; where two become one, in their middles, or numbered.</summary>
    internal static string[] Shown(IReadOnlyList<string> names, int letters)
    {
        int most = Math.Max(2, letters), different = names.Distinct().Count();
        string[] ends = [.. names.Select(name => Cut(name, most, most - 1))];
        if (ends.Distinct().Count() == different) return ends;
        string[] middles = [.. names.Select(name => Cut(name, most, (most - 1) / 2))];
        return middles.Distinct().Count() == different ? middles : [.. ends.Select((name, k) => $"{k + 1}: {name}")];
    }

    private static string Cut(string name, int most, int front) =>
        name.Length <= most ? name : $"{name[..front]}…{name[(name.Length - (most - 1 - front))..]}";
}

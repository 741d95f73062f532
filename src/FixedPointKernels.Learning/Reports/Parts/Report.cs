using System;
using System.Collections.Generic;

namespace FixedPointKernels.Learning.Reports.Parts;

/// <summary>What a run has to show, as data: writers turn it into a page, into figures and into numbers.</summary>
/// <param name="Title">One line.</param>
/// <param name="Lead">What was computed and what it shows; one paragraph.</param>
/// <param name="Parts">In reading order.</param>
public sealed record Report(string Title, string Lead, IReadOnlyList<ReportPart> Parts);

/// <summary>A figure or a table.</summary>
/// <param name="Name">The name of its files, without extension: lower case, digits and hyphens.</param>
/// <param name="Title">One line.</param>
/// <param name="Caption">What to see in it; one or two sentences.</param>
public abstract record ReportPart(string Name, string Title, string Caption);

/// <summary>An axis.</summary>
/// <param name="Label">Quantity and unit.</param>
/// <param name="Scale">Linear or logarithmic.</param>
/// <param name="From">The lower end; NaN takes the data's.</param>
/// <param name="To">The upper end; NaN takes the data's.</param>
/// <param name="Cap">The largest upper end that the data may give: what lies above leaves the figure, and its caption says so; NaN for
/// none.</param>
public sealed record Axis(
    string Label, AxisScale Scale = AxisScale.Linear, double From = double.NaN, double To = double.NaN, double Cap = double.NaN)
{
    /// <summary>Where a value lies, c(v) = v or log₁₀ v: NaN where the axis has no place for v.</summary>
    internal static double Coordinate(double value, bool logarithmic) =>
        !double.IsFinite(value) ? double.NaN : !logarithmic ? value : value > 0 ? Math.Log10(value) : double.NaN;
}

/// <summary>How values lie along an axis.</summary>
public enum AxisScale
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>By their logarithm to base 10; values that are not positive are not drawn.</summary>
    Logarithmic,
}

/// <summary>Curves over a common quantity.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">One line.</param>
/// <param name="Caption">What to see in it.</param>
/// <param name="X">The axis they share.</param>
/// <param name="Y">The axis of their values.</param>
/// <param name="Curves">The curves, in the legend's order.</param>
public sealed record CurvesPart(
    string Name, string Title, string Caption, Axis X, Axis Y, IReadOnlyList<Curve> Curves) : ReportPart(Name, Title, Caption);

/// <summary>A curve: values that are NaN or infinite leave a gap.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="X">Ascending.</param>
/// <param name="Y">As many.</param>
/// <param name="Color">Curves with the same number have the same color: 0, 1, 2 … of the palette.</param>
/// <param name="Published">Drawn dashed: a curve of somebody else's, to compare with.</param>
public sealed record Curve(string Name, double[] X, double[] Y, int Color, bool Published = false)
{
    /// <summary>The runs that it stands for: drawn thin, over a band from the lowest to the highest of them. Empty where it is one
    /// itself.</summary>
    public IReadOnlyList<CurveRun> Runs { get; init; } = [];

    /// <summary>Everything drawn of it: its own values, then those of its runs.</summary>
    internal IEnumerable<CurveRun> Lines => [new(Name, X, Y), .. Runs];
}

/// <summary>One of the runs that a curve stands for.</summary>
/// <param name="Name">Behind the curve's name in files: seed 4.</param>
/// <param name="X">Ascending; the curve's own and maybe more.</param>
/// <param name="Y">As many.</param>
public sealed record CurveRun(string Name, double[] X, double[] Y);

/// <summary>Values over a plane, as colors.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">One line.</param>
/// <param name="Caption">What to see in it.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Xs">Where the columns lie, ascending and evenly spaced.</param>
/// <param name="Ys">Where the rows lie, ascending and evenly spaced.</param>
/// <param name="Values">Row by row, Ys.Length × Xs.Length; values that are not finite are shown as missing.</param>
/// <param name="Value">The quantity: its label, its scale, and the range of the colors (values beyond it take the end's color).</param>
/// <param name="Radius">A circle drawn around the origin, NaN for none: the region of stability.</param>
public sealed record HeatMapPart(
    string Name, string Title, string Caption, Axis X, Axis Y, double[] Xs, double[] Ys, double[] Values, Axis Value,
    double Radius = double.NaN)
    : ReportPart(Name, Title, Caption);

/// <summary>Points in a plane with equal units on both axes, such as eigenvalues.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">One line.</param>
/// <param name="Caption">What to see in it.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Sets">The points, set by set.</param>
/// <param name="Line">A vertical line at this x, NaN for none: the border of stability.</param>
public sealed record ScatterPart(
    string Name, string Title, string Caption, Axis X, Axis Y, IReadOnlyList<Points> Sets, double Line = double.NaN) : ReportPart(
        Name, Title, Caption);

/// <summary>A set of points.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="X">Horizontal.</param>
/// <param name="Y">Vertical, as many.</param>
/// <param name="Color">0, 1, 2 … of the palette.</param>
/// <param name="Published">Drawn hollow: somebody else's points, to compare with.</param>
public sealed record Points(string Name, double[] X, double[] Y, int Color, bool Published = false)
{
    /// <summary>Whether they are drawn large: the few that are to be seen among many.</summary>
    public bool IsLarge { get; init; }
}

/// <summary>A table; numbers come formatted.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="Title">One line.</param>
/// <param name="Caption">What to see in it.</param>
/// <param name="Header">The columns.</param>
/// <param name="Rows">As many cells each.</param>
public sealed record TablePart(
    string Name, string Title, string Caption, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
    : ReportPart(Name, Title, Caption);

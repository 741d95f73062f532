using System;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports;

namespace FixedPointKernels.Learning.Experiments;

/// <summary>The loss landscape as a report.</summary>
public static class LandscapeReport
{
    /// <summary>Losses above this are shown as this: on a ridge they have no bound.</summary>
    public const double HighestLoss = 1000;

    // Three decades below the typical loss, which is of order 1; the minimum itself is a rounding and would take the colors of all else.
    private const double LowestColor = 1e-3;

    /// <summary>Makes the report.</summary>
    /// <param name="map">What was computed.</param>
    /// <param name="settings">Settings, times and machine.</param>
    public static Report Of(Landscape map, TablePart settings)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new(
            "The loss landscape of a linear network",
            $"The loss of {map.Settings.Neurons} linear neurons on {map.Settings.Samples} samples around its minimum. In W-space it is crossed by ridges where I - W is singular, "
            + "and the region of stable networks is a small part of it; in A-space, A = (I - W)^-1, it is a bowl.",
            [
                Plane(map, map.WeightPlane, "weight-space", "The loss in W-space", "t1", "t2", map.Settings.StabilityRadius,
                    $"W* + t1 W1 + t2 W2 with random W1, W2; within the circle (radius {LossParts.Short(map.Settings.StabilityRadius)}) networks are stable, by the circular law."),
                Plane(map, map.InversePlane, "inverse-space", "The loss in A-space", "t1", "t2", double.NaN, "A* + t1 (I - W1)^-1 + t2 (I - W2)^-1 with the same W1 and W2."),
                Lines(map, map.WeightLines, "weight-lines", "The loss along lines in W-space", "W* + t Wk along five random directions."),
                Lines(map, map.InverseLines, "inverse-lines", "The loss along lines in A-space", "A* + t (I - Wk)^-1 with the same directions."),
                Table(map),
                settings,
            ]);
    }

    /// <summary>What the planes hold, in numbers.</summary>
    public static TablePart Table(Landscape map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new(
            "planes", "The planes in numbers", $"A ridge is a loss above {HighestLoss}; stable is within the circle.",
            ["space", "loss at the middle", "median loss", "largest loss", "on a ridge", "on a ridge, stable", "singular", "not computed"],
            [
                Row(map, "W", map.LossAtWeights, map.WeightPlane),
                Row(map, "A", map.LossAtInverse, map.InversePlane),
            ]);
    }

    private static string[] Row(Landscape map, string space, double middle, double[] plane)
    {
        double[] known = [.. plane.Where(loss => !double.IsNaN(loss)).Order()];
        int points = map.Grid.Length;
        double radius = map.Settings.StabilityRadius;
        double[] inside = [.. plane.Where((_, i) => Math.Sqrt(Math.Pow(map.Grid[i % points], 2) + Math.Pow(map.Grid[i / points], 2)) < radius)];
        return
        [
            space, LossParts.Short(middle), known.Length == 0 ? "-" : LossParts.Short(known[known.Length / 2]), known.Length == 0 ? "-" : LossParts.Short(known[^1]),
            Share(plane), Share(inside), Count(plane.Count(double.IsPositiveInfinity)), Count(plane.Count(double.IsNaN)),
        ];
    }

    private static string Share(double[] losses) =>
        losses.Length == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * losses.Count(loss => loss > HighestLoss) / losses.Length:0.##} %");

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static HeatMapPart Plane(Landscape map, double[] plane, string name, string title, string across, string up, double radius, string caption) => new(
        name, title, caption, new(across), new(up), map.Grid, map.Grid, Clip(plane), new("loss", AxisScale.Logarithmic, LowestColor, HighestLoss), radius);

    private static CurvesPart Lines(Landscape map, double[][] lines, string name, string title, string caption) => new(
        name, title, caption, new("t"), new("loss", AxisScale.Logarithmic, LowestColor, HighestLoss),
        [.. lines.Select((line, k) => new Curve(string.Create(CultureInfo.InvariantCulture, $"direction {k + 1}"), map.LineGrid, Clip(line), k))]);

    // NaN stays NaN: a point that was not computed is not a high one.
    private static double[] Clip(double[] losses) => Array.ConvertAll(losses, loss => loss > HighestLoss ? HighestLoss : loss);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

/// <summary>The loss landscape as a report.</summary>
internal static class LandscapeReport
{
    // Losses above this are shown as this: on a ridge they have no bound.
    private const double HighestLoss = 1000;

    // Three decades below the typical loss, which is of order 1; the minimum itself is a rounding and would take the colors of all else.
    private const double LowestColor = 1e-3;

    /// <summary>Makes the report.</summary>
    /// <param name="map">What was computed.</param>
    /// <param name="settings">Settings, times and machine.</param>
    internal static Report Of(LandscapeMap map, TablePart settings)
    {
        return new(
            "The loss landscape of a linear network",
            $"The loss of {map.Settings.Neurons} linear neurons on {map.Settings.Samples} samples around its minimum. In W-space it "
                + $"is crossed by ridges where I − W is singular, "
            + "and the region of stable networks is a small part of it; in A-space, A = (I − W)⁻¹, it is a bowl.",
            [
                Plane(
                    map, map.WeightPlane, "weight-space", "The loss in W-space", map.Settings.StabilityRadius,
                    "W* + t₁W₁ + t₂W₂ with random W₁, W₂; within the circle "
                    + $"(radius {LossParts.Short(map.Settings.StabilityRadius)}) networks are stable, by the circular law."),
                Plane(
                    map, map.InversePlane, "inverse-space", "The loss in A-space", double.NaN,
                    "A* + t₁(I − W₁)⁻¹ + t₂(I − W₂)⁻¹ with the same W₁ and W₂."),
                Lines(
                    map, map.WeightLines, "weight-lines", "The loss along lines in W-space",
                    "W* + t Wₖ along the random directions Wₖ.",
                    new("loss", AxisScale.Logarithmic, LowestColor, Cap: HighestLoss)),
                Lines(
                    map, map.InverseLines, "inverse-lines", "The loss along lines in A-space",
                    "A* + t (I − Wₖ)⁻¹ with the same directions: parabolas.", new("loss")),
                Table(map),
                settings,
            ]);
    }

    private static TablePart Table(LandscapeMap map)
    {
        (double[] weights, double[] inverse) = (Known(map.WeightPlane), Known(map.InversePlane));
        (double[] stable, double[] stableInverse) = (Known(Stable(map, map.WeightPlane)), Known(Stable(map, map.InversePlane)));
        return new(
            "planes", "The planes in numbers", $"A ridge is a loss above {HighestLoss}.",
            ["", "W-space", "A-space"],
            [
                ["loss at the middle", LossParts.Short(map.LossAtWeights), LossParts.Short(map.LossAtInverse)],
                ["median loss", LossParts.Short(Median(weights)), LossParts.Short(Median(inverse))],
                ["largest loss", LossParts.Short(weights.LastOrDefault(double.NaN)), LossParts.Short(inverse.LastOrDefault(double.NaN))],
                ["points on a ridge", Share(weights), Share(inverse)],
                ["the same within the circle", Share(stable), Share(stableInverse)],
                ["points where I − W is singular", Count(weights.Count(double.IsPositiveInfinity)),
                    Count(inverse.Count(double.IsPositiveInfinity))],
                ["points not computed", Count(map.WeightPlane.Length - weights.Length), Count(map.InversePlane.Length - inverse.Length)],
            ]);
    }

    // In ascending order.
    private static double[] Known(IEnumerable<double> plane) => [.. plane.Where(loss => !double.IsNaN(loss)).Order()];

    private static double Median(double[] ascending) => ascending.Length == 0 ? double.NaN : ascending[ascending.Length / 2];

    private static IEnumerable<double> Stable(LandscapeMap map, double[] plane)
    {
        int points = map.Grid.Length;
        return plane.Where((_, i) => double.Hypot(map.Grid[i % points], map.Grid[i / points]) < map.Settings.StabilityRadius);
    }

    private static string Share(double[] losses) =>
        losses.Length == 0 ? "-" : string.Create(CultureInfo.InvariantCulture,
            $"{100.0 * losses.Count(loss => loss > HighestLoss) / losses.Length:0.##} %");

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static HeatMapPart Plane(LandscapeMap map, double[] plane, string name, string title, double radius, string caption) => new(
        name, title, caption, new("t₁"), new("t₂"), map.Grid, map.Grid, Clip(plane),
        new("loss", AxisScale.Logarithmic, LowestColor, HighestLoss), radius);

    private static CurvesPart Lines(LandscapeMap map, double[][] lines, string name, string title, string caption, Axis loss) => new(
        name, title, caption, new("t"), loss,
        [.. lines.Select((line, k) =>
            new Curve(string.Create(CultureInfo.InvariantCulture, $"direction {k + 1}"), map.LineGrid, line, k))]);

    // NaN stays NaN: a point that was not computed is not a high one.
    private static double[] Clip(double[] losses) => Array.ConvertAll(losses, loss => loss > HighestLoss ? HighestLoss : loss);
}

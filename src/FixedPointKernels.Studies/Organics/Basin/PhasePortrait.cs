using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;

namespace FixedPointKernels.Studies.Organics.Basin;

/// <summary>The plane of a circuit of one unit as dots: where y stands still, where a does, and some trajectories.</summary>
/// <param name="StillY">dy/dt = 0: y = b z/(1 − w_r + w_r √a).</param>
/// <param name="StillA">da/dt = 0: a = (b₀σ)²/(1 − w y²).</param>
/// <param name="Trajectories">From 15 starts.</param>
/// <remarks>Rectified, the first holds for y &gt; 0 (below there is none with z &gt; 0), and below 0 a = (b₀σ)².</remarks>
internal sealed record PhasePortrait(
    IReadOnlyList<(double Y, double A)> StillY, IReadOnlyList<(double Y, double A)> StillA,
    IReadOnlyList<(double Y, double A)> Trajectories)
{
    /// <summary>y from −2 to 2.</summary>
    internal const double Width = 2;

    /// <summary>a from 0 to 2: the points of all panels lie within.</summary>
    internal const double Height = 2;

    // Dots closer than this are one: the lines are drawn through, trajectories dotted, so that spirals leave the lines and points to be
    // seen. As many steps as keep the dots of what is steep together.
    private const double Together = 0.015, Apart = 0.04;
    private const int Steps = 8000;
    private const double TimeConstants = 60;
    private static readonly double[] StartYs = [-2, -1, 0, 1, 2], StartAs = [0.02, 0.5, 2];

    internal static PhasePortrait Of(BasinPanel panel)
    {
        bool rectified = panel.Kind != CircuitKind.Main;
        double floor = panel.Circuit.Floor[0], wr = panel.Recurrence;
        IEnumerable<(double Y, double A)> y = Even(0, Height)
            .Select(a => (BasinPanel.Gain * BasinPanel.Drive / (1 - wr + (wr * Math.Sqrt(a))), a));

        // By y where it is flat, by a near its poles at w y² = 1.
        IEnumerable<(double Y, double A)> flat = Even(-Width, Width)
            .Select(y => (y, floor / (1 - (rectified && y <= 0 ? 0 : BasinPanel.Pool * y * y))));
        IEnumerable<(double Y, double A)> steep = Even(0, Height).Where(a => a > floor)
            .Select(a => (Y: Math.Sqrt((1 - (floor / a)) / BasinPanel.Pool), A: a))
            .SelectMany(point => rectified ? [point] : ((double Y, double A)[])[point, (-point.Y, point.A)]);
        return new(
            Thin(y.Where(point => !rectified || point.Y > 0), Together),
            Thin(flat.Concat(steep).OrderBy(point => point.Y), Together),
            [.. StartAs.SelectMany(_ => StartYs, (a, y) => Trajectory(panel, y, a)).SelectMany(way => Thin(way, Apart))]);
    }

    // Geometric times: what is fast at first is slow at last.
    private static IEnumerable<(double Y, double A)> Trajectory(BasinPanel panel, double y, double a)
    {
        CircuitPath path = new(panel.Circuit, [BasinPanel.Drive], TimeConstants);
        double[] times = [.. Enumerable.Range(1, Steps).Select(k => path.EndTime * Math.Pow(10, -6 * (1 - ((double)k / Steps))))];
        double[] samples = new double[2 * Steps];
        path.Follow([y, a], times, samples);
        return Enumerable.Range(-1, Steps + 1).Select(k => k < 0 ? (y, a) : (samples[2 * k], samples[(2 * k) + 1]));
    }

    private static List<(double Y, double A)> Thin(IEnumerable<(double Y, double A)> points, double spacing)
    {
        List<(double Y, double A)> kept = [];
        foreach ((double y, double a) in points)
        {
            if (!(Math.Abs(y) <= Width && a > 0 && a <= Height)) continue;
            if (kept.Count == 0 || double.Hypot(y - kept[^1].Y, a - kept[^1].A) >= spacing) kept.Add((y, a));
        }

        return kept;
    }

    private static IEnumerable<double> Even(double from, double to) =>
        Enumerable.Range(0, Steps + 1).Select(k => from + ((to - from) * k / Steps));
}

using System;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

/// <summary>Which loss landscape to map; the defaults are the paper's.</summary>
public sealed record LandscapeSettings
{
    /// <summary>N.</summary>
    public int Neurons { get; init; } = 200;

    /// <summary>m.</summary>
    public int Samples { get; init; } = 100;

    /// <summary>Fixes the problem and the directions.</summary>
    public ulong Seed { get; init; }

    /// <summary>Points along each side of the plane; t runs evenly from −1.01 to 1.</summary>
    public int Points { get; init; } = 202;

    /// <summary>Random lines through the minimum; the first two span the plane.</summary>
    public int Lines { get; init; } = 5;

    /// <summary>Points along each line: five to one of the plane's, because the ridges are narrow.</summary>
    public int LinePoints => (5 * (Points - 1)) + 1;

    /// <summary>The spectral radius of a direction Wₖ for large N.</summary>
    public double DirectionGain { get; init; } = 2.5;

    /// <summary>Where W* + t₁W₁ + t₂W₂ has spectral radius 1 by the circular law: |t| = √(1 − 0.5²)/2.5 ≈ 0.346.</summary>
    public double StabilityRadius => Math.Sqrt(1 - (LinearProblem.TeacherGain * LinearProblem.TeacherGain)) / DirectionGain;

    /// <summary>The coordinates of a number of points.</summary>
    internal static double[] Grid(int points)
    {
        const double from = -1.01, to = 1;
        double[] grid = new double[points];
        for (int i = 0; i < points; i++) grid[i] = from + ((to - from) * i / (points - 1));
        return grid;
    }
}

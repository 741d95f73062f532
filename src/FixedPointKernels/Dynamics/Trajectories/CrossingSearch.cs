using System;

namespace FixedPointKernels.Dynamics;

/// <summary>Where a function of θ changes its sign in [0, 1]: proposes points, takes values.</summary>
/// <remarks>
/// Interpolate, truncate, project: the point of the secant, moved toward the middle, and never further from it than leaves at most one step
/// more than bisection takes. Source: I. F. D. Oliveira, R. H. C. Takahashi, "An Enhancement of the Bisection Method Average Performance
/// Preserving Minmax Optimality", 2020.
/// </remarks>
internal struct CrossingSearch
{
    private const double Truncation = 0.2;

    private readonly double tolerance;
    private double low;
    private double lowValue;
    private double highValue;
    private double radius;

    /// <param name="lowValue">Its value at 0.</param>
    /// <param name="highValue">Its value at 1, of the other sign or 0.</param>
    /// <param name="tolerance">How far apart the ends may be at last, in θ.</param>
    internal CrossingSearch(double lowValue, double highValue, double tolerance)
    {
        (this.lowValue, this.highValue, this.tolerance, High) = (lowValue, highValue, tolerance, 1);
        int halvings = Math.Max(0, (int)Math.Ceiling(Math.Log2(1 / tolerance)));
        radius = tolerance / 2 * Math.Pow(2, halvings + 1);
    }

    /// <summary>The end on the far side.</summary>
    internal double High { get; private set; }

    internal readonly bool Done => High - low <= tolerance;

    internal readonly double Propose()
    {
        double half = (High - low) / 2, middle = low + half, reach = radius - half;
        double secant = low + ((High - low) * (lowValue / (lowValue - highValue)));
        if (!(secant >= low && secant <= High)) return middle;
        double toMiddle = Math.Sign(middle - secant), moved = Truncation * 4 * half * half;
        double point = moved <= Math.Abs(middle - secant) ? secant + (toMiddle * moved) : middle;
        point = Math.Abs(point - middle) <= reach ? point : middle - (toMiddle * reach);
        return point > low && point < High ? point : middle;
    }

    internal void Take(double theta, double value)
    {
        radius /= 2;
        if (lowValue < 0 ? value < 0 : value > 0) (low, lowValue) = (theta, value);
        else (High, highValue) = (theta, value);
    }
}

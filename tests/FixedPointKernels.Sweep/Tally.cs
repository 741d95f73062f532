using System;
using System.Globalization;

namespace FixedPointKernels.Sweep;

/// <summary>What one function did: the worst error and every broken promise. Merged from the threads' own tallies.</summary>
internal sealed class Tally
{
    /// <summary>The promise of <c>Elementary</c>.</summary>
    private const double Allowed = 2.0;

    private long points;
    private double worst;
    private double worstAt;
    private long falls;
    private double fallAt;
    private long notOdd;
    private long special;
    private double specialAt;
    private long differentAtOneLane;

    internal bool Broken => worst > Allowed || falls > 0 || notOdd > 0 || special > 0 || differentAtOneLane > 0;

    internal void Error(double ulp, double at)
    {
        points++;
        if (ulp <= worst) return;
        worst = ulp;
        worstAt = at;
    }

    internal void Fall(double at)
    {
        falls++;
        fallAt = at;
    }

    internal void NotOdd() => notOdd++;

    internal void DifferentAtOneLane() => differentAtOneLane++;

    /// <summary>A NaN, an infinity or a range that is wrong.</summary>
    internal void Special(double at)
    {
        special++;
        specialAt = at;
    }

    internal void Merge(Tally other)
    {
        points += other.points;
        falls += other.falls;
        notOdd += other.notOdd;
        special += other.special;
        differentAtOneLane += other.differentAtOneLane;
        if (other.falls > 0) fallAt = other.fallAt;
        if (other.special > 0) specialAt = other.specialAt;
        if (other.worst <= worst) return;
        worst = other.worst;
        worstAt = other.worstAt;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{points,13:N0} points, worst {worst:F4} ulp at {worstAt:R}; falls {falls}{At(falls, fallAt)}, not odd {notOdd}, "
        + $"wrong NaN/infinity/range {special}{At(special, specialAt)}, other bits at one lane {differentAtOneLane}");

    private static string At(long count, double at) => count == 0 ? "" : FormattableString.Invariant($" (one at {at:R})");
}

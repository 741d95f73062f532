using System;
using System.Collections.Generic;

namespace FixedPointKernels.Circuits;

/// <summary>All solutions of |g(u)| = k, g(u) = D u/s with s = √(u² + β²) and D = 1 − w_r + w_r s: the quartic of the circuit of one unit,
/// without its squares.</summary>
/// <remarks>
/// <para>u = √(s² − β²) is |y| √(w a): both a = u² + β² and y = ±u/(s √w) follow without cancellation, near u = 0 as for u ≫ β, while the
/// quartic's double roots cost half the digits. g has at most one turn, where g′ = w_r u²/s² + D β²/s³ is 0: at s³ = β² (1 − 1/w_r). So
/// between 0, the turn and ∞ it is monotone: signs at the ends say how many solutions there are, and each is found in its bracket.</para>
/// </remarks>
internal readonly struct PlanarBranches(double recurrence, double beta)
{
    // Newton's steps double the digits; a bracket from 1e-300 to 1e300 takes bisection some 10 steps of its logarithm and 50 of itself.
    private const int MostSteps = 200;

    /// <summary>D.</summary>
    internal double Denominator(double s) => 1 - recurrence + (recurrence * s);

    /// <summary>The s at which D is 0; NaN or not positive where there is none.</summary>
    internal double Zero => recurrence == 0 ? double.NaN : 1 - (1 / recurrence);

    /// <summary>u and the sign of D of each, k positive.</summary>
    internal IReadOnlyList<(double U, int Sign)> Solve(double k)
    {
        List<(double, int)> found = [];
        if (recurrence == 0)
        {
            // D is 1: β = 0 leaves 1 = k, no solution or a line of them.
            if (k < 1 && beta > 0) found.Add((beta * k / Math.Sqrt((1 - k) * (1 + k)), 1));
            return found;
        }

        double turn = Turn();
        foreach (int sign in (ReadOnlySpan<int>)[1, -1])
        {
            if (turn > 0 && Bracketed(0, turn, sign * k) is { } near) found.Add((near, sign));
            if (Beyond(turn, sign * k) is { } end && Bracketed(turn, end, sign * k) is { } far) found.Add((far, sign));
        }

        return found;
    }

    private double Turn()
    {
        double ratio = Math.Cbrt(Zero / beta);
        return beta > 0 && ratio > 1 ? beta * Math.Sqrt((ratio - 1) * (ratio + 1)) : 0;
    }

    private double Pull(double u)
    {
        double s = double.Hypot(u, beta);
        return Denominator(s) * (beta == 0 ? 1 : u / s);
    }

    private double Slope(double u)
    {
        double s = double.Hypot(u, beta), share = beta == 0 ? 1 : u / s, rest = beta == 0 ? 0 : beta / s;
        return (recurrence * share * share) + (beta == 0 ? 0 : Denominator(s) * rest * rest / s);
    }

    // Where g has passed the target on its way to ±∞; null where it goes the other way, or never does within double's range.
    private double? Beyond(double from, double target)
    {
        double way = Math.Sign(recurrence);
        if (way * (target - Pull(from)) <= 0) return null;
        for (double u = Math.Max(2 * from, Math.Max(beta, 1)); double.IsFinite(u); u *= 4)
        {
            if (way * (Pull(u) - target) >= 0) return u;
        }

        return null;
    }

    private double? Bracketed(double low, double high, double target)
    {
        double atLow = Pull(low) - target, atHigh = Pull(high) - target;
        if (atLow * Math.Sign(atHigh) > 0 || double.IsNaN(atLow + atHigh)) return null;
        if (atHigh == 0) return high;
        int rising = Math.Sign(atHigh);
        double u = Middle(low, high);
        for (int k = 0; k < MostSteps; k++)
        {
            double miss = Pull(u) - target;
            if (miss == 0) break;
            (low, high) = rising * miss < 0 ? (u, high) : (low, u);
            double next = u - (miss / Slope(u));
            if (!(next > low && next < high)) next = Middle(low, high);
            double step = Math.Abs(next - u);
            u = next;
            if (step <= Math.ScaleB(u, -53) || high - low <= Math.ScaleB(high, -52)) break;
        }

        return u > 0 ? u : null;
    }

    // Of the logarithms where the ends are of different sizes.
    private static double Middle(double low, double high) =>
        low == 0 ? high / 16 : high > 4 * low ? Math.Sqrt(low) * Math.Sqrt(high) : low + ((high - low) / 2);
}

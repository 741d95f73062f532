using System;

namespace FixedPointKernels.Dynamics;

/// <summary>The coefficients of Dormand and Prince's pair of orders 5 and 4: seven slopes, of which the
/// last is the next step's first.</summary>
/// <remarks>Source: J. R. Dormand, P. J. Prince, "A family of embedded Runge–Kutta formulae", 1980, RK5(4)7M.</remarks>
internal static class DormandPrince
{
    /// <summary>Slopes of a step.</summary>
    internal const int Stages = 7;

    private static readonly double[][] Rows =
    [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    private static readonly double[] Differences =
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private static readonly double[] Bumps =
    [
        -12715105075.0 / 11282082432, 0, 87487479700.0 / 32700410799, -10690763975.0 / 1880347072, 701980252875.0 / 199316789632,
        -1453857185.0 / 822651844, 69997945.0 / 29380423,
    ];

    /// <summary>aᵢⱼ: the point of slope i (from 0) is the base plus h Σ aᵢⱼ kⱼ. Row 6 holds the weights of the fifth order.</summary>
    internal static ReadOnlySpan<double> Row(int slope) => Rows[slope];

    /// <summary>Weights of the fifth order less those of the fourth: h Σ eⱼ kⱼ estimates the error of a step.</summary>
    internal static ReadOnlySpan<double> Error => Differences;

    /// <summary>Weights bⱼ(θ) of the continuous extension of order 4: s(t + θh) = s + h Σ bⱼ(θ) kⱼ, 0 ≤ θ ≤ 1, times a factor.</summary>
    /// <remarks>The cubic through both ends with their slopes, and θ²(1 − θ)² dⱼ. Source: E. Hairer, S. P. Nørsett, G. Wanner, "Solving
    /// Ordinary Differential Equations I", 1993, section II.6; the dⱼ are L. F. Shampine's, 1986.</remarks>
    internal static void Interpolate(double theta, double factor, Span<double> weights)
    {
        double rest = 1 - theta, line = theta * rest, square = theta * line, bump = line * line;
        for (int j = 0; j < Stages; j++)
        {
            double end = j < Stages - 1 ? Rows[^1][j] : 0, first = j == 0 ? 1 : 0, last = j == Stages - 1 ? 1 : 0;
            double weight = (theta * end) + (line * (first - end)) + (square * ((2 * end) - first - last)) + (bump * Bumps[j]);
            weights[j] = factor * weight;
        }
    }
}

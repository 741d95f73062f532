using System;
using System.Linq;
using FixedPointKernels.Circuits;

namespace FixedPointKernels.Studies.Organics.Response;

/// <summary>Units tuned to orientations that share one pool, W = α everywhere, Wr = I, rectified; and the closed forms of what they
/// answer.</summary>
/// <remarks>
/// θᵢ = i·180/n degrees, tuning gᵢ(φ) = [cos 2(θᵢ − φ)]₊² (an orientation comes back after 180 degrees, and gratings at right angles share
/// no unit), input z = Σₖ cₖ g(φₖ) of gratings with contrasts cₖ. Response rᵢ = [yᵢ]₊² =
/// (b zᵢ)²/A with A = (b₀σ)² + α b² Σ z², the a of every unit. Source: the normalization equation of S. Rawat, D. J. Heeger, S. Martiniani
/// 2024 with a uniform pool.
/// </remarks>
internal sealed class Orientations
{
    internal const int Units = 36;
    internal const double Tau = 0.002;
    private const double Alpha = 1.0 / Units;
    private const double Gain = 0.5;
    private const double Sigma = 0.1;

    internal Orientations()
    {
        double[] gains = Constant(Gain), tau = Constant(Tau);
        Circuit = new(
            CircuitKind.RectifiedInput, [.. Enumerable.Repeat(Alpha, Units * Units)], [], gains, gains, Constant(Sigma), tau, tau);
    }

    /// <summary>The circuit; time in seconds.</summary>
    internal Circuit<double> Circuit { get; }

    /// <summary>c₅₀: the contrast of half the largest response.</summary>
    internal static double HalfContrast => Math.Sqrt(Floor / (Alpha * Gain * Gain * Squares));

    /// <summary>The response of the unit at the grating that no contrast reaches.</summary>
    internal static double LargestResponse => 1 / (Alpha * Squares);

    private static double Floor => Gain * Sigma * (Gain * Sigma);

    // Σ g², the same for every grating that lies on a unit; the tuning is 1 at the grating itself.
    private static double Squares => Tuning(0).Sum(one => one * one);

    /// <summary>z of gratings at 0 and at 90 degrees.</summary>
    internal static double[] Drive(double contrast, double mask) =>
        [.. Tuning(0).Zip(Tuning(Units / 2), (one, other) => (contrast * one) + (mask * other))];

    /// <summary>The response of the unit at 0 degrees under a mask at 90: r_max c²/(c² + c_m² + c₅₀²).</summary>
    internal static double Response(double contrast, double mask) =>
        LargestResponse * contrast * contrast / ((contrast * contrast) + (mask * mask) + (HalfContrast * HalfContrast));

    /// <summary>The frequency in Hz at which the circuit rings when a grating comes on; 0 where it does not.</summary>
    /// <remarks>√(4K − B²)/4π with B = (1 − P/A)/τ + √A/τ, K = √A/τ², P = A − (b₀σ)²: the two roots of the closed spectrum.</remarks>
    internal static double Frequency(double contrast)
    {
        double pool = Alpha * Gain * Gain * contrast * contrast * Squares, all = Floor + pool, root = Math.Sqrt(all);
        double damping = ((1 - (pool / all)) / Tau) + (root / Tau), stiffness = root / (Tau * Tau);
        double left = (4 * stiffness) - (damping * damping);
        return left > 0 ? Math.Sqrt(left) / (4 * Math.PI) : 0;
    }

    private static double[] Tuning(int at) =>
    [
        .. Enumerable.Range(0, Units).Select(i =>
        {
            double cosine = Math.Cos(2 * (i - at) * Math.PI / Units);
            return cosine > 1e-15 ? cosine * cosine : 0;
        }),
    ];

    private static double[] Constant(double value) => [.. Enumerable.Repeat(value, Units)];
}

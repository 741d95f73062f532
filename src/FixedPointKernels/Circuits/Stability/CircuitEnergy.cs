using System;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Circuits;

/// <summary>The energy of a circuit of the main kind with Wr = I: V = Σ tᵢ (a*ᵢ/y*ᵢ²) ((τ_yᵢ/τ_aᵢ) √a*ᵢ (yᵢ − y*ᵢ)² + (√aᵢ yᵢ − bᵢ zᵢ)²),
/// 0 at the fixed point alone.</summary>
/// <remarks>
/// The first square is how far the circuit is from normalized, the second by how much the gated response misses the drive. V falls along
/// trajectories that begin near the point; that it does everywhere is not proved, and dV/dt is 0 wherever dy/dt is. Each yᵢ* must differ
/// from 0, so each zᵢ must. Source: S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024; t as in <see cref="CircuitOscillator"/>.
/// </remarks>
public sealed class CircuitEnergy
{
    private readonly IdentityPoint point;
    private readonly double[] scales;

    private CircuitEnergy(IdentityPoint point, double[] scales) => (this.point, this.scales) = (point, scales);

    /// <summary>V and dV/dt along the circuit's trajectory through a state.</summary>
    /// <param name="y">n.</param>
    /// <param name="a">n, all positive.</param>
    /// <param name="value">V.</param>
    /// <param name="slope">dV/dt, per unit of the circuit's time.</param>
    /// <returns>False, and NaN for both, where some a is not positive or a number is not finite.</returns>
    /// <remarks>0 bytes, no scratch, 3 n² operations.</remarks>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public bool TryEvaluate(ReadOnlySpan<double> y, ReadOnlySpan<double> a, out double value, out double slope)
    {
        int n = point.Units;
        Throw.IfNotLength(y.Length, n, nameof(y));
        Throw.IfNotLength(a.Length, n, nameof(a));
        (value, slope) = (0, 0);
        for (int i = 0; i < n; i++)
        {
            double pooled = point.Floor[i] - a[i];
            for (int j = 0; j < n; j++) pooled += point.Pool[(i * n) + j] * y[j] * y[j] * a[j];
            double s = Math.Sqrt(a[i]), mismatch = (s * y[i]) - point.Driven[i], away = y[i] - point.Y[i];
            double dy = -mismatch / point.TauY[i], da = pooled / point.TauA[i];
            double spring = point.TauY[i] / point.TauA[i] * Math.Sqrt(point.A[i]);
            value += scales[i] * ((spring * away * away) + (mismatch * mismatch));
            slope += scales[i] * 2 * ((spring * away * dy) + (mismatch * ((s * dy) + (y[i] * da / (2 * s)))));
        }

        if (double.IsFinite(value) && double.IsFinite(slope)) return true;
        (value, slope) = (double.NaN, double.NaN);
        return false;
    }

    /// <summary>Null where it is not defined.</summary>
    internal static CircuitEnergy? Of(CircuitOscillator oscillator)
    {
        IdentityPoint point = oscillator.Point;
        if (point.Kind != CircuitKind.Main || oscillator.Weights.IsEmpty) return null;
        double[] scales = new double[point.Units];
        for (int i = 0; i < scales.Length; i++)
        {
            scales[i] = oscillator.Weights[i] * (point.A[i] / point.Y[i] / point.Y[i]);
            if (!double.IsFinite(scales[i])) return null;
        }

        return new(point, scales);
    }
}

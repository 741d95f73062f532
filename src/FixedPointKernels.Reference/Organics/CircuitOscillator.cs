using System;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Reference;

/// <summary>The linearized circuit with Wr = I, main form, as coupled damped oscillators u″ + B u′ + K u = 0, u = y − y*.</summary>
/// <remarks>
/// B = C B′ C⁻¹ with B′ = diag(√a/τ_y + 1/τ_a) − diag(1/τ_a) W diag(y²), K = diag(√a/(τ_y τ_a)). B′ is a nonsingular M-matrix, and
/// t = l/a with B′ᵀ l = 1 makes diag(t) B′ + B′ᵀ diag(t) positive definite. Source: spec 2, sections 6 and 7.
/// </remarks>
public static class CircuitOscillator
{
    /// <summary>B′.</summary>
    public static double[][] Damping(Circuit circuit, double[] y, double[] a)
    {
        int n = circuit.Units;
        double[][] damping = DenseMatrix.Zeros(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) damping[i][j] = -circuit.W[i][j] * y[j] * y[j] / circuit.TauA[i];
            damping[i][i] += (Math.Sqrt(a[i]) / circuit.TauY[i]) + (1 / circuit.TauA[i]);
        }

        return damping;
    }

    /// <summary>K's diagonal.</summary>
    public static double[] Stiffness(Circuit circuit, double[] a) =>
        [.. Enumerable.Range(0, circuit.Units).Select(i => Math.Sqrt(a[i]) / (circuit.TauY[i] * circuit.TauA[i]))];

    /// <summary>t.</summary>
    public static double[] Weights(double[][] damping, double[] a)
    {
        double[] l = GaussianElimination.Solve(DenseMatrix.Transpose(damping), [.. a.Select(_ => 1.0)]);
        return [.. l.Zip(a, (one, at) => one / at)];
    }

    /// <summary>The smallest eigenvalue of diag(t) B′ + B′ᵀ diag(t).</summary>
    public static double Certificate(double[][] damping, double[] t)
    {
        double[][] half = DenseMatrix.Multiply(DenseMatrix.Diagonal(t), damping);
        return Spectrum.Of(DenseMatrix.Add(half, DenseMatrix.Transpose(half))).Min(one => one.Real);
    }

    /// <summary>The energy V(y, a), 0 at the fixed point alone; not defined where some y* is 0.</summary>
    public static double Energy(Circuit circuit, double[] z, double[] t, (double[] Y, double[] A) point, double[] y, double[] a)
    {
        double[] driven = circuit.Driven(z);
        double sum = 0;
        for (int i = 0; i < circuit.Units; i++)
        {
            double away = y[i] - point.Y[i], mismatch = (Math.Sqrt(a[i]) * y[i]) - driven[i];
            double normalization = circuit.TauY[i] / circuit.TauA[i] * Math.Sqrt(point.A[i]) * away * away;
            sum += t[i] * point.A[i] / (point.Y[i] * point.Y[i]) * (normalization + (mismatch * mismatch));
        }

        return sum;
    }

    /// <summary>dV/dt along the circuit's trajectory through (y, a).</summary>
    public static double EnergySlope(Circuit circuit, double[] z, double[] t, (double[] Y, double[] A) point, double[] y, double[] a)
    {
        double[] driven = circuit.Driven(z);
        (double[] dy, double[] da) = circuit.Slopes(y, a, z);
        double sum = 0;
        for (int i = 0; i < circuit.Units; i++)
        {
            double s = Math.Sqrt(a[i]), mismatch = (s * y[i]) - driven[i];
            double normalization = circuit.TauY[i] / circuit.TauA[i] * Math.Sqrt(point.A[i]) * 2 * (y[i] - point.Y[i]) * dy[i];
            double reconstruction = 2 * mismatch * ((s * dy[i]) + (y[i] * da[i] / (2 * s)));
            sum += t[i] * point.A[i] / (point.Y[i] * point.Y[i]) * (normalization + reconstruction);
        }

        return sum;
    }

    /// <summary>The eigenvalues of the Jacobian where W = α 1 1ᵀ, and all b₀σ, τ_y and τ_a are equal.</summary>
    /// <remarks>
    /// With p units that are driven (all, in the main form): −1/τ_a n − 1 times, −√A/τ_y p − 1 times, −1/τ_y n − p times, and the roots of
    /// l² + ((1 − P/A)/τ_a + √A/τ_y) l + √A/(τ_y τ_a), P = α Σ (b z)² over them, A = (b₀σ)² + P.
    /// </remarks>
    public static Complex[] UniformSpectrum(Circuit circuit, double[] z)
    {
        double[] fed = circuit.Energy(circuit.Driven(z));
        double pool = circuit.W[0][0] * fed.Sum(), all = circuit.Floor[0] + pool, s = Math.Sqrt(all);
        double tauY = circuit.TauY[0], tauA = circuit.TauA[0];
        double half = (((1 - (pool / all)) / tauA) + (s / tauY)) / 2, product = s / (tauY * tauA);
        Complex root = Complex.Sqrt((half * half) - product);
        int driven = circuit.Kind == CircuitKind.Main ? circuit.Units : fed.Count(one => one > 0);
        return
        [
            .. Enumerable.Repeat(new Complex(-1 / tauA, 0), circuit.Units - 1), .. Enumerable.Repeat(new Complex(-s / tauY, 0), driven - 1),
            .. Enumerable.Repeat(new Complex(-1 / tauY, 0), circuit.Units - driven), -half + root, -half - root,
        ];
    }
}

using System;
using System.Linq;

namespace FixedPointKernels.Reference;

/// <summary>A divisive normalization circuit (ORGaNICs) of n principal neurons y and n normalizing neurons a under an input drive
/// z.</summary>
/// <param name="Kind">Where it is rectified.</param>
/// <param name="W">n × n, normalization weights, not negative.</param>
/// <param name="Wr">n × n, recurrent weights.</param>
/// <param name="B">b, input gains.</param>
/// <param name="B0">b₀, gains of the semisaturation.</param>
/// <param name="Sigma">σ, semisaturations.</param>
/// <param name="TauY">Time constants of y.</param>
/// <param name="TauA">Time constants of a.</param>
/// <remarks>
/// τ_y dy/dt = −y + b∘z + (1 − √a)∘(Wr y) and τ_a da/dt = −a + (b₀σ)² + W (y²∘a), main form. Source: S. Rawat, D. Heeger, S. Martiniani
/// 2024; spec 2, sections 2 and 5.
/// </remarks>
public sealed record Circuit(
    CircuitKind Kind, double[][] W, double[][] Wr, double[] B, double[] B0, double[] Sigma, double[] TauY, double[] TauA)
{
    /// <summary>n.</summary>
    public int Units => B.Length;

    /// <summary>(b₀σ)².</summary>
    public double[] Floor => [.. B0.Zip(Sigma, (b0, sigma) => b0 * sigma * (b0 * sigma))];

    /// <summary>b∘z.</summary>
    public double[] Driven(double[] z) => DenseMatrix.Multiply(B, z);

    /// <summary>The right-hand sides times their τ: 0 at a fixed point.</summary>
    public (double[] Y, double[] A) Residual(double[] y, double[] a, double[] z)
    {
        double[] recurrent = Recurrent(y), driven = Driven(z), floor = Floor;
        double[] pool = DenseMatrix.Multiply(W, DenseMatrix.Multiply(Energy(y), Positive(a)));
        double[] atY = new double[Units], atA = new double[Units];
        for (int i = 0; i < Units; i++)
        {
            atY[i] = -y[i] + driven[i] + ((1 - Math.Sqrt(Math.Max(a[i], 0))) * recurrent[i]);
            atA[i] = -a[i] + floor[i] + pool[i];
        }

        return (atY, atA);
    }

    /// <summary>dy/dt and da/dt.</summary>
    public (double[] Y, double[] A) Slopes(double[] y, double[] a, double[] z)
    {
        (double[] atY, double[] atA) = Residual(y, a, z);
        return ([.. atY.Zip(TauY, (f, tau) => f / tau)], [.. atA.Zip(TauA, (f, tau) => f / tau)]);
    }

    /// <summary>∂(dy/dt, da/dt)/∂(y, a), 2n × 2n, for a &gt; 0.</summary>
    public double[][] Jacobian(double[] y, double[] a)
    {
        int n = Units;
        double[] recurrent = Recurrent(y), energy = Energy(y), inner = DenseMatrix.Multiply(Wr, y);
        double[][] jacobian = DenseMatrix.Zeros(2 * n, 2 * n);
        for (int i = 0; i < n; i++)
        {
            double s = Math.Sqrt(a[i]);
            for (int j = 0; j < n; j++)
            {
                bool open = Kind == CircuitKind.Main || (Kind == CircuitKind.RectIn ? y[j] : inner[i]) > 0;
                double here = i == j ? 1 : 0;
                double signal = Kind == CircuitKind.Main ? y[j] : Math.Max(y[j], 0);
                jacobian[i][j] = ((open ? (1 - s) * Wr[i][j] : 0) - here) / TauY[i];
                jacobian[n + i][j] = 2 * W[i][j] * a[j] * signal / TauA[i];
                jacobian[n + i][n + j] = ((W[i][j] * energy[j]) - here) / TauA[i];
            }

            jacobian[i][n + i] = -recurrent[i] / (2 * s * TauY[i]);
        }

        return jacobian;
    }

    /// <summary>Wr y, Wr [y]₊ or [Wr y]₊.</summary>
    public double[] Recurrent(double[] y) => Kind switch
    {
        CircuitKind.RectIn => DenseMatrix.Multiply(Wr, Positive(y)),
        CircuitKind.RectOut => Positive(DenseMatrix.Multiply(Wr, y)),
        _ => DenseMatrix.Multiply(Wr, y),
    };

    /// <summary>y² or [y]₊²: what feeds the pool beside a.</summary>
    public double[] Energy(double[] y)
    {
        double[] signal = Kind == CircuitKind.Main ? y : Positive(y);
        return DenseMatrix.Multiply(signal, signal);
    }

    private static double[] Positive(double[] v) => [.. v.Select(one => one > 0 || double.IsNaN(one) ? one : 0)];
}

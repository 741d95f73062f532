using System.Collections.Generic;

namespace FixedPointKernels.Reference;

/// <summary>Euler steps of the network's own dynamics, τ dr/dt = −r + f(W r + x) or τ dv/dt = −v + W f(v) + x.</summary>
/// <remarks>Source: Zhu &amp; Rosenbaum (2024), model section; <see cref="Published"/> is the forward pass of the authors' code.</remarks>
public static class EulerRelaxation
{
    /// <summary>r after <paramref name="steps"/> times r ← r + (dt/τ)(−r + f(W r + x)), from <paramref name="start"/> or 0.</summary>
    public static double[] Rate(double[][] w, double[] x, Activation f, double dtOverTau, int steps, double[]? start = null)
    {
        double[] r = start ?? new double[x.Length];
        for (int t = 0; t < steps; t++) r = DenseMatrix.AddScaled(r, dtOverTau, RateMap.Defect(w, x, f, r));
        return r;
    }

    /// <summary>All states r₀ … r_T of <see cref="Rate"/>, T + 1 rows.</summary>
    public static double[][] RateTrajectory(double[][] w, double[] x, Activation f, double dtOverTau, int steps, double[]? start = null)
    {
        List<double[]> states = [start ?? new double[x.Length]];
        for (int t = 0; t < steps; t++) states.Add(DenseMatrix.AddScaled(states[t], dtOverTau, RateMap.Defect(w, x, f, states[t])));
        return [.. states];
    }

    /// <summary>v after <paramref name="steps"/> times v ← v + (dt/τ)(−v + W f(v) + x), from
    /// <paramref name="start"/> or 0; the rates are f(v).</summary>
    public static double[] Potential(double[][] w, double[] x, Activation f, double dtOverTau, int steps, double[]? start = null)
    {
        double[] v = start ?? new double[x.Length];
        for (int t = 0; t < steps; t++)
        {
            double[] toward = DenseMatrix.AddScaled(PotentialMap.Apply(w, x, f, v), -1, v);
            v = DenseMatrix.AddScaled(v, dtOverTau, toward);
        }

        return v;
    }

    /// <summary>The published forward pass: 500 steps of dt/τ = 0.01 from r = 0. Five time constants, so it
    /// stops short of the fixed point.</summary>
    public static double[] Published(double[][] w, double[] x, Activation f) => Rate(w, x, f, 0.01, 500);
}

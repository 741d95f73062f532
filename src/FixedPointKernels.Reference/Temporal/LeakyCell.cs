using System.Linq;

namespace FixedPointKernels.Reference;

/// <summary>A leaky recurrent cell, sample by sample: its states, and the exact gradient through time.</summary>
/// <param name="Form">Where the leak stands.</param>
/// <param name="Alpha">α.</param>
/// <param name="Phi">φ.</param>
/// <param name="W">N × N.</param>
/// <param name="U">N × D.</param>
/// <param name="B">N.</param>
/// <param name="Start">s₀, N.</param>
/// <remarks>Source: spec 3, sections 1 and 3, with the loss gradient given by the state: of V it already has φ′ where the readout reads
/// φ(v).</remarks>
public sealed record LeakyCell(LeakForm Form, double Alpha, Activation Phi, double[][] W, double[][] U, double[] B, double[] Start)
{
    /// <summary>s_t for t = 1..T of one sample, T × N, for inputs T × D.</summary>
    public double[][] Run(double[][] x)
    {
        double[][] states = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            double[] s = t == 0 ? Start : states[t - 1], u = Argument(s, x[t]);
            states[t] = [.. s.Select((old, i) => Form switch
            {
                LeakForm.V => u[i],
                LeakForm.R => ((1 - Alpha) * old) + (Alpha * Phi.Value(u[i])),
                _ => Phi.Value(u[i]),
            })];
        }

        return states;
    }

    /// <summary>∂L/∂(W, U, b, s₀) of one sample.</summary>
    /// <param name="x">T × D.</param>
    /// <param name="signals">∂L/∂s_t, T × N.</param>
    public CellGradient Gradient(double[][] x, double[][] signals)
    {
        int n = B.Length, steps = x.Length;
        double[][] states = [Start, .. Run(x)], ofW = DenseMatrix.Zeros(n, n), ofU = DenseMatrix.Zeros(n, U[0].Length);
        double[] ofB = new double[n], later = new double[n];
        for (int t = steps; t > 0; t--)
        {
            double[] old = states[t - 1], delta = new double[n], u = Argument(old, x[t - 1]);
            for (int i = 0; i < n; i++)
            {
                double a = signals[t - 1][i] + later[i];
                delta[i] = Form == LeakForm.V ? a : Phi.Slope(u[i]) * a;
            }

            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) ofW[i][j] += Alpha * delta[i] * Source(old[j]);
                for (int j = 0; j < x[t - 1].Length; j++) ofU[i][j] += Alpha * delta[i] * x[t - 1][j];
                ofB[i] += Alpha * delta[i];
            }

            later = [.. Enumerable.Range(0, n).Select(j =>
            {
                double kept = Form == LeakForm.R ? signals[t - 1][j] + later[j] : delta[j], through = 0;
                for (int i = 0; i < n; i++) through += W[i][j] * delta[i];
                if (Form == LeakForm.V) through *= Phi.Slope(old[j]);
                return ((1 - Alpha) * kept) + (Alpha * through);
            })];
        }

        return new(ofW, ofU, ofB, later);
    }

    /// <summary>What φ is taken of in the step from s with x, u_t; in V the next state itself.</summary>
    public double[] Argument(double[] s, double[] x)
    {
        double[] u = new double[s.Length];
        for (int i = 0; i < u.Length; i++)
        {
            u[i] = B[i];
            for (int j = 0; j < s.Length; j++) u[i] += W[i][j] * Source(s[j]);
            for (int j = 0; j < x.Length; j++) u[i] += U[i][j] * x[j];
            if (Form != LeakForm.R) u[i] = ((1 - Alpha) * s[i]) + (Alpha * u[i]);
        }

        return u;
    }

    /// <summary>What the weights W are given of a state: φ(v), r or h.</summary>
    public double[] Sources(double[] s) => [.. s.Select(Source)];

    /// <summary>∂s_t,i/∂a_i, a_i the argument (W · + U x + b)_i that a parameter of neuron i adds to.</summary>
    public double[] Gains(double[] s, double[] x) => Form == LeakForm.V
        ? [.. s.Select(_ => Alpha)]
        : [.. Argument(s, x).Select(u => Alpha * Phi.Slope(u))];

    /// <summary>J = ∂s_t/∂s_{t−1} of the step from s with x, N × N, as the table of section 1 has it.</summary>
    public double[][] Jacobian(double[] s, double[] x)
    {
        double[] u = Argument(s, x);
        double[][] jacobian = DenseMatrix.Zeros(s.Length, s.Length);
        for (int i = 0; i < s.Length; i++)
        {
            for (int j = 0; j < s.Length; j++)
            {
                double leak = i == j ? 1 - Alpha : 0;
                jacobian[i][j] = Form switch
                {
                    LeakForm.V => leak + (Alpha * W[i][j] * Phi.Slope(s[j])),
                    LeakForm.R => leak + (Alpha * Phi.Slope(u[i]) * W[i][j]),
                    _ => Phi.Slope(u[i]) * (leak + (Alpha * W[i][j])),
                };
            }
        }

        return jacobian;
    }

    private double Source(double s) => Form == LeakForm.V ? Phi.Value(s) : s;
}

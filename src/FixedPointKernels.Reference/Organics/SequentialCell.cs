using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Reference;

/// <summary>A sequential ORGaNICs cell: one Euler step of (y, a, b₀, b) for each input.</summary>
/// <param name="Form">Where it is rectified.</param>
/// <param name="IsOrdered">Whether y and a move with the new gains; else all move at once.</param>
/// <param name="Sigma">σ.</param>
/// <param name="Parameters">By the names of the public code: Wr, Way (n × n), Wzx, Wbx0, Wbx1 (n × m), Wby0, Wba0, Wby1, Wba1 (n × n), ky,
/// ka, k0, k1 (n × 1).</param>
/// <param name="Start">The state before the first step.</param>
/// <remarks>
/// y ← y + k_y (−y + b z + (1 − √[a]₊) rec), a ← a + k_a (−a + σ²b₀² + W (e [a]₊)), b ← b + k₁ (−b + f(Wbx1 x + Wby1 y + Wba1 a)), b₀
/// likewise. The gradient is a complex step: L(p + ih)/h has no difference to cancel, and [·]₊ and √ look at the real part. Source: spec
/// 2, section 9.
/// </remarks>
public sealed record SequentialCell(
    SequentialForm Form, bool IsOrdered, double Sigma, IReadOnlyDictionary<string, double[][]> Parameters, SequentialState Start)
{
    private const double Step = 1e-50;

    /// <summary>The states after each step, for inputs T × m.</summary>
    public SequentialState[] Run(double[][] x) => Run(x, Parameters.ToDictionary(
        one => one.Key, one => one.Value.Select(row => row.Select(v => new Complex(v, 0)).ToArray()).ToArray()));

    /// <summary>∂/∂p of Σ over samples of cotangent · y after the last step, of each parameter.</summary>
    public Dictionary<string, double[][]> Gradient(double[][][] x, double[][] cotangents)
    {
        Dictionary<string, double[][]> gradient = [];
        Dictionary<string, Complex[][]> moved = Parameters.ToDictionary(
            one => one.Key, one => one.Value.Select(row => row.Select(v => new Complex(v, 0)).ToArray()).ToArray());
        foreach ((string name, double[][] values) in Parameters)
        {
            gradient[name] = DenseMatrix.Zeros(values.Length, values[0].Length);
            for (int i = 0; i < values.Length; i++)
            {
                for (int j = 0; j < values[i].Length; j++)
                {
                    moved[name][i][j] = new(values[i][j], Step);
                    for (int k = 0; k < x.Length; k++)
                    {
                        Complex[] y = Run(x[k], moved)[^1].Y;
                        for (int u = 0; u < y.Length; u++) gradient[name][i][j] += cotangents[k][u] * y[u].Imaginary / Step;
                    }

                    moved[name][i][j] = values[i][j];
                }
            }
        }

        return gradient;
    }

    private SequentialState[] Run(double[][] x, Dictionary<string, Complex[][]> p)
    {
        SequentialState[] states = new SequentialState[x.Length];
        SequentialState state = Start;
        for (int t = 0; t < x.Length; t++) states[t] = state = Next(state, [.. x[t].Select(one => new Complex(one, 0))], p);
        return states;
    }

    private SequentialState Next(SequentialState s, Complex[] x, Dictionary<string, Complex[][]> p)
    {
        int n = s.Y.Length;
        bool rectifiesPool = Form != SequentialForm.HeadUnrectified;
        Complex[] z = Product(p["Wzx"], x), signal = rectifiesPool ? Positive(s.Y) : s.Y;
        if (Form != SequentialForm.Paper) z = Positive(z);
        Complex[] recurrent = Product(p["Wr"], Form == SequentialForm.Paper ? signal : s.Y);
        if (Form == SequentialForm.Head) recurrent = Positive(recurrent);
        Complex[] pool = Product(p["Way"], [.. signal.Zip(Positive(s.A), (e, a) => e * e * a)]);
        Complex[] gate0 = Gate(Product(p["Wbx0"], x), Product(p["Wby0"], s.Y), Product(p["Wba0"], s.A));
        Complex[] gate1 = Gate(Product(p["Wbx1"], x), Product(p["Wby1"], s.Y), Product(p["Wba1"], s.A));
        Complex[] y = new Complex[n], a = new Complex[n], b0 = new Complex[n], b = new Complex[n];
        for (int i = 0; i < n; i++)
        {
            b0[i] = s.B0[i] + (p["k0"][i][0] * (-s.B0[i] + gate0[i]));
            b[i] = s.B[i] + (p["k1"][i][0] * (-s.B[i] + gate1[i]));
            Complex usedB0 = IsOrdered ? b0[i] : s.B0[i], usedB = IsOrdered ? b[i] : s.B[i];
            y[i] = s.Y[i] + (p["ky"][i][0] * (-s.Y[i] + (usedB * z[i]) + ((1 - Root(s.A[i])) * recurrent[i])));
            a[i] = s.A[i] + (p["ka"][i][0] * (-s.A[i] + (Sigma * Sigma * usedB0 * usedB0) + pool[i]));
        }

        return new(y, a, b0, b);
    }

    private static Complex[] Product(Complex[][] matrix, Complex[] vector) =>
        [.. matrix.Select(row => row.Zip(vector, (w, v) => w * v).Aggregate(Complex.Zero, (sum, one) => sum + one))];

    private static Complex[] Positive(Complex[] values) => [.. values.Select(one => one.Real > 0 ? one : 0)];

    private static Complex[] Gate(Complex[] x, Complex[] y, Complex[] a) =>
        [.. Enumerable.Range(0, x.Length).Select(i => 1 / (1 + Complex.Exp(-(x[i] + y[i] + a[i]))))];

    private static Complex Root(Complex a)
    {
        if (!(a.Real > 0)) return 0;
        double root = Math.Sqrt(a.Real);
        return new(root, a.Imaginary / (2 * root));
    }
}

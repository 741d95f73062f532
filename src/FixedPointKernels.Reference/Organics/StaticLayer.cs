using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Reference;

/// <summary>A layer of normalization: the rates [y]₊² that a circuit reaches under z = Wz x / |Wz x| with the gain b = 1/(1 + exp(−Wb x)),
/// in complex numbers so that it can be differentiated by a step of 1e-30 i.</summary>
/// <param name="Sigma">σ.</param>
/// <param name="Iterations">Steps of the published iteration; a few hundred for the fixed point itself. Not used without
/// Wr.</param>
/// <param name="IsRepositoryForm">The linear systems with D(a) where the dynamics have D(√a): what the public code solves.</param>
/// <remarks>Parameters by name: "Wzx" and "Wbx" n × m, "log_Way" n × n, "b0" n (b₀ = 1/(1 + e^−b0)), "Wr" n × n, taken as it is, or absent
/// for I. ε = 1e-10 is added to a. Source: S. Rawat, D. Heeger, S. Martiniani 2024; spec 2, section 8.</remarks>
public sealed record StaticLayer(double Sigma, int Iterations, bool IsRepositoryForm)
{
    private const double Step = 1e-30;
    private static readonly Complex Epsilon = 1e-10;

    /// <summary>y, a and the rates of one sample.</summary>
    public (double[] Y, double[] A, double[] Rates) Outputs(IReadOnlyDictionary<string, double[][]> parameters, double[] x)
    {
        (Complex[] y, Complex[] a, Complex[] rates) = Of(Lift(parameters), [.. x.Select(one => (Complex)one)]);
        return (Real(y), Real(a), Real(rates));
    }

    /// <summary>The derivative of Σ rates∘cotangent, summed over samples, by every entry of a parameter.</summary>
    public double[] Gradient(IReadOnlyDictionary<string, double[][]> parameters, string name, double[][] x, double[][] cotangents)
    {
        double[][] shape = parameters[name];
        List<double> slopes = [];
        for (int i = 0; i < shape.Length; i++)
        {
            for (int j = 0; j < shape[i].Length; j++)
            {
                Dictionary<string, Complex[][]> moved = Lift(parameters);
                moved[name][i][j] += new Complex(0, Step);
                double slope = 0;
                for (int k = 0; k < x.Length; k++)
                {
                    Complex[] rates = Of(moved, [.. x[k].Select(one => (Complex)one)]).Rates;
                    slope += rates.Zip(cotangents[k], (rate, error) => rate.Imaginary * error).Sum() / Step;
                }

                slopes.Add(slope);
            }
        }

        return [.. slopes];
    }

    /// <summary>The derivative by the entries of a sample's input.</summary>
    public double[] InputGradient(IReadOnlyDictionary<string, double[][]> parameters, double[] x, double[] cotangent) =>
    [
        .. x.Select((_, at) =>
        {
            Complex[] moved = [.. x.Select((one, k) => new Complex(one, k == at ? Step : 0))];
            return Of(Lift(parameters), moved).Rates.Zip(cotangent, (rate, error) => rate.Imaginary * error).Sum() / Step;
        }),
    ];

    private (Complex[] Y, Complex[] A, Complex[] Rates) Of(Dictionary<string, Complex[][]> p, Complex[] x)
    {
        Complex[] u = Multiply(p["Wzx"], x), v = Multiply(p["Wbx"], x);
        Complex length = Complex.Sqrt(u.Aggregate(Complex.Zero, (sum, one) => sum + (one * one)));
        Complex[] q = [.. u.Zip(v, (one, gain) => one / length / (1 + Complex.Exp(-gain)))];
        Complex[] floor = [.. p["b0"].Select(one => Square(Sigma / (1 + Complex.Exp(-one[0]))))];
        Complex[][] w = [.. p["log_Way"].Select(row => row.Select(Complex.Exp).ToArray())];
        (Complex[] y, Complex[] a) = p.TryGetValue("Wr", out Complex[][]? wr) ? Iterate(w, wr, q, floor) : Closed(w, q, floor);
        return (y, a, [.. y.Select(one => one.Real > 0 ? one * one : Complex.Zero)]);
    }

    private static (Complex[] Y, Complex[] A) Closed(Complex[][] w, Complex[] q, Complex[] floor)
    {
        Complex[] a = Pool(w, [.. q.Select(Square)], floor);
        return ([.. q.Zip(a, (one, held) => one / Complex.Sqrt(held))], a);
    }

    private (Complex[] Y, Complex[] A) Iterate(Complex[][] w, Complex[][] wr, Complex[] q, Complex[] floor)
    {
        Complex[] recurrent = Multiply(wr, q);
        Complex[] a = Pool(w, [.. recurrent.Select(Square)], floor), y = [.. recurrent.Zip(a, (one, held) => one / Complex.Sqrt(held))];
        for (int k = 0; k < Iterations; k++)
        {
            Complex[][] system =
            [
                .. wr.Select((row, i) => row.Select((one, j) =>
                    (i == j ? 1 : 0) - ((1 - (IsRepositoryForm ? a[i] : Complex.Sqrt(a[i]))) * one)).ToArray()),
            ];
            y = Solve(system, q);
            a = Pool(w, [.. a.Zip(y, (held, one) => held * one * one)], floor);
        }

        return (y, a);
    }

    private static Complex[] Pool(Complex[][] w, Complex[] signals, Complex[] floor) =>
        [.. Multiply(w, signals).Zip(floor, (pool, least) => pool + least + Epsilon)];

    private static Complex[] Multiply(Complex[][] matrix, Complex[] vector) =>
        [.. matrix.Select(row => row.Zip(vector, (one, other) => one * other).Aggregate(Complex.Zero, (sum, one) => sum + one))];

    private static Complex Square(Complex one) => one * one;

    // Gaussian elimination with the largest pivot.
    private static Complex[] Solve(Complex[][] a, Complex[] b)
    {
        int n = b.Length;
        Complex[][] rows = [.. a.Select((row, i) => row.Append(b[i]).ToArray())];
        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).MaxBy(i => rows[i][k].Magnitude);
            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            for (int i = k + 1; i < n; i++)
            {
                Complex factor = rows[i][k] / rows[k][k];
                for (int j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
            }
        }

        Complex[] x = new Complex[n];
        for (int i = n - 1; i >= 0; i--)
        {
            Complex sum = rows[i][n];
            for (int j = i + 1; j < n; j++) sum -= rows[i][j] * x[j];
            x[i] = sum / rows[i][i];
        }

        return x;
    }

    private static Dictionary<string, Complex[][]> Lift(IReadOnlyDictionary<string, double[][]> parameters) =>
        parameters.ToDictionary(one => one.Key, one => one.Value.Select(row => row.Select(value => (Complex)value).ToArray()).ToArray());

    private static double[] Real(Complex[] values) => [.. values.Select(one => one.Real)];
}

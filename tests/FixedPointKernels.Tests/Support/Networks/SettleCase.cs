using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>A random network and start whose dynamics are followed: by the library, and by the twin.</summary>
/// <param name="Family">random, balanced, hopfield, ring or low-rank.</param>
/// <param name="F">Its activation's name.</param>
/// <param name="W">N × N.</param>
/// <param name="X">N.</param>
/// <param name="Start">N.</param>
internal sealed record SettleCase(string Family, string F, double[][] W, double[] X, double[] Start)
{
    private static readonly string[] Families = ["random", "balanced", "hopfield", "ring", "low-rank"];
    private static readonly string[] Functions = ["tanh", "logistic", "relu", "softplus", "power"];

    internal int Neurons => X.Length;

    /// <summary>Case number <paramref name="index"/> of an endless list: five families by five activations, N to
    /// <paramref name="most"/>, starts at random.</summary>
    internal static SettleCase Number(int index, int most = 200)
    {
        Random random = new(7_000 + index);
        string family = Families[index % 5];
        string function = Functions[index / 5 % 5];
        int n = 2 + (int)Math.Round((most - 2) * Math.Pow(random.NextDouble(), 2));
        double gain = 0.3 + (3.2 * random.NextDouble());

        // Functions without a bound run away where the weights are large; the family's structure stays.
        if (function is "relu" or "softplus") gain *= 0.5;
        if (function == "power") gain *= 0.25;
        if (function == "logistic") gain *= 4;
        double[][] w = Weights(family, n, gain, random);
        double level = (function is "power" ? 0.3 : 1) * Math.Pow(10, -random.NextDouble());
        double[] x = DenseMatrix.Scale(level, RandomSample.Normal(random, 1, n))[0];

        // Logistic neurons where they are steepest: half of each input is what the others give at rest.
        if (function == "logistic") x = DenseMatrix.AddScaled(x, -0.5, w.Select(row => row.Sum()).ToArray());
        return new SettleCase(family, function, w, x, RandomSample.Normal(random, 1, n)[0]);
    }

    /// <summary>s ↦ F(s) by the twin.</summary>
    internal Func<double[], double[]> Map(bool potential = false)
    {
        Twin.Activation f = Twin.Activation.Named(F);
        return potential ? v => Twin.PotentialMap.Apply(W, X, f, v) : r => Twin.RateMap.Apply(W, X, f, r);
    }

    /// <summary>The library's answer in double.</summary>
    internal Answer Solve(SolverOptions options, bool potential = false) => F switch
    {
        "tanh" => Solve<Tanh>(options, potential),
        "logistic" => Solve<Logistic>(options, potential),
        "relu" => Solve<Relu>(options, potential),
        "softplus" => Solve<Softplus>(options, potential),
        "power" => Solve<PowerLaw>(options, potential),
        _ => Solve<Linear>(options, potential),
    };

    private Answer Solve<TActivation>(SolverOptions options, bool potential)
        where TActivation : struct, IActivation
    {
        double[] state = (double[])Start.Clone();
        FixedPointSolver<double, TActivation> solver = new(
            new RateNetwork<double, TActivation>(W.SelectMany(row => row).ToArray(), Neurons), 1, options);
        SolveSummary<double> solved = potential
            ? solver.SolvePotential(X, state, warmStart: true)
            : solver.Solve(X, state, warmStart: true);
        return new Answer(solved.Status(0), state, solved.Residual(0), solved.Amplitude(0), solved.Evaluations);
    }

    private static double[][] Weights(string family, int n, double gain, Random random)
    {
        double[][] w = RandomSample.Normal(random, n, n);
        switch (family)
        {
            case "balanced":
                // Four fifths of the columns excite, the others inhibit four times as strongly.
                int excitatory = Math.Max(1, (4 * n) / 5);
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j < n; j++) w[i][j] = Math.Abs(w[i][j]) * (j < excitatory ? 1 : -4.2) * gain / Math.Sqrt(6 * n);
                }

                return w;
            case "hopfield":
                int patterns = 1 + random.Next(Math.Max(1, n / 10));
                bool[][] signs =
                    Enumerable.Range(0, patterns).Select(_ => Enumerable.Range(0, n).Select(_ => random.Next(2) == 0).ToArray()).ToArray();
                return Fill(n, (i, j) => i == j ? 0 : gain / n * signs.Sum(p => p[i] == p[j] ? 1 : -1));
            case "ring":
                double inhibition = random.NextDouble();
                return Fill(n, (i, j) => gain / n * ((2 * Math.Cos(2 * Math.PI * (i - j) / n)) - inhibition));
            case "low-rank":
                double[][] m = RandomSample.Normal(random, 4, n);
                return Fill(n, (i, j) =>
                    (gain / n * ((m[0][i] * (m[0][j] + m[2][j])) + (m[1][i] * (m[1][j] - m[3][j])))) + (0.3 * w[i][j] / Math.Sqrt(n)));
            default:
                return Fill(n, (i, j) => gain / Math.Sqrt(n) * w[i][j]);
        }
    }

    private static double[][] Fill(int n, Func<int, int, double> entry) =>
        Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => entry(i, j)).ToArray()).ToArray();

    /// <summary>What one solve said.</summary>
    internal sealed record Answer(SolveStatus Status, double[] State, double Residual, double Amplitude, long Evaluations);
}

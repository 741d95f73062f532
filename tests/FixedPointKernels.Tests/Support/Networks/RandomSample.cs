using System;
using FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>One sample of a random network: W, gains, rates and loss gradient drawn independently,
/// so r need not be a fixed point.</summary>
/// <param name="Seed">Decides everything but the three settings.</param>
/// <param name="N">Neurons.</param>
/// <param name="Radius">Standard deviation of W times √N, about ρ(W).</param>
/// <param name="SmallestGain">Gains are uniform from here to 1.5; below 0 a rectifier's silent neurons (gain
/// 0) are drawn for a third of them.</param>
public sealed record RandomSample(int Seed, int N, double Radius, double SmallestGain)
{
    public double[][] W { get; } = DenseMatrix.Scale(Radius / Math.Sqrt(N), Normal(new Random(Seed), N, N));

    public double[] G { get; } = DrawGains(new Random(Seed + 1), N, SmallestGain);

    public double[] R { get; } = Normal(new Random(Seed + 2), 1, N)[0];

    public double[] E { get; } = Normal(new Random(Seed + 3), 1, N)[0];

    /// <summary>Independent N(0, 1) entries, by Box and Muller's transform.</summary>
    public static double[][] Normal(Random random, int rows, int columns)
    {
        double[][] a = DenseMatrix.Zeros(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                a[i][j] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return a;
    }

    public override string ToString() => $"seed {Seed}, N {N}, radius {Radius}, smallest gain {SmallestGain}";

    private static double[] DrawGains(Random random, int n, double smallest)
    {
        double[] g = new double[n];
        double floor = Math.Max(smallest, 0);
        for (int i = 0; i < n; i++)
        {
            bool silent = smallest < 0 && random.Next(3) == 0;
            double drawn = floor + ((1.5 - floor) * random.NextDouble());
            g[i] = silent ? 0 : drawn;
        }

        return g;
    }
}

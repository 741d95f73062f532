using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Weights;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>One of 4,140 networks whose rates have no bound: three activations × six families of W × ten gains × 23 draws; a network is its
/// index, and nothing else is random.</summary>
/// <param name="Index">0 … 4,139.</param>
/// <remarks>
/// Families: independent normal weights; excitatory and inhibitory columns (Dale); a ring of cosines; rank one in noise; excitation alone;
/// sparse inhibition. Gains 0.2 to 7 are about the spectral radius. Sizes 1 to 80; drives of scale 0.1, 1 and 10, with and without a common
/// part. Many have no fixed point at all.
/// </remarks>
public sealed record UnboundedNetwork(int Index)
{
    /// <summary>How many there are.</summary>
    public const int Count = 3 * Families * 10 * Draws;

    private const int Families = 6;
    private const int Draws = 23;

    private static readonly double[] Gains = [0.2, 0.5, 0.8, 0.95, 1.05, 1.3, 1.7, 2.5, 4, 7];
    private static readonly int[] Sizes = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 36, 40, 48, 50, 60, 64, 80, 2, 10, 30];
    private static readonly double[] Exponents = [2, 1.5, 2.5, 3];

    private int Kind => Index % 3;

    private int Family => Index / 3 % Families;

    private double Gain => Gains[Index / (3 * Families) % 10];

    private int Draw => Index / (3 * Families * 10);

    private double Exponent => Exponents[Draw % 4];

    /// <summary>Neurons.</summary>
    public int N => Sizes[Draw];

    /// <summary>The twin's activation.</summary>
    public Twin.Activation Function => Kind switch
    {
        0 => Twin.Activation.Relu,
        1 => Twin.Activation.Softplus,
        _ => Twin.Activation.PowerLaw(Exponent, 0.3),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Index}: {new[] { "relu", "softplus", $"power {Exponent}" }[Kind]}, "
        + $"{new[] { "normal", "Dale", "ring", "rank one", "excitation", "inhibition" }[Family]}, N {N}, gain {Gain}";

    /// <summary>W and x.</summary>
    public (double[][] W, double[][] X) Values()
    {
        Random random = new(77_000 + Index);
        double[][] normal = RandomSample.Normal(random, N, N), left = RandomSample.Normal(random, 1, N),
            right = RandomSample.Normal(random, 1, N);
        double[][] w = Twin.DenseMatrix.Zeros(N, N);
        double root = Math.Sqrt(N);
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                double size = Math.Abs(normal[i][j]);
                w[i][j] = Gain * (Family switch
                {
                    0 => normal[i][j] / root,
                    1 => (5 * j < 4 * N ? size : -4 * size) / root,
                    2 => ((2 * Math.Cos(2 * Math.PI * (i - j) / N)) - 0.5) / N,
                    3 => (left[0][i] * right[0][j] / N) + (0.3 * normal[i][j] / root),
                    4 => size / (0.8 * N),
                    _ => random.Next(5) == 0 ? -size * Math.Sqrt(5) / root : 0,
                });
            }
        }

        double scale = (Draw % 3) switch { 0 => 1, 1 => 0.1, _ => 10 };
        double common = Draw % 2 == 0 ? 0 : scale;
        double[][] x = RandomSample.Normal(random, 1, N);
        for (int i = 0; i < N; i++) x[0][i] = common + (scale * x[0][i]);
        return (w, x);
    }

    /// <summary>Auto beside its parts on this network.</summary>
    internal PartsBesideAuto Solve<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double[][] w, double[][] x) = Values();
        T[] rounded = [.. w.SelectMany(row => row).Select(T.CreateTruncating)], drive = [.. x[0].Select(T.CreateTruncating)];
        PackedWeights<T> weights = new RateNetwork<T, Relu>(rounded, N).Recurrent;
        double[][] wOfT = [.. rounded.Chunk(N).Select(row => row.Select(double.CreateTruncating).ToArray())];
        double[] xOfT = [.. drive.Select(double.CreateTruncating)];
        double Residual(double[] r) => Twin.RateMap.Residual(wOfT, xOfT, Function, r);
        return Kind switch
        {
            0 => PartsBesideAuto.Of<T, RateMap<T, Dense<T>, Uniform<Relu>>>(new(weights, default), drive, new T[N], Residual),
            1 => PartsBesideAuto.Of<T, RateMap<T, Dense<T>, Uniform<Softplus>>>(new(weights, default), drive, new T[N], Residual),
            _ => PartsBesideAuto.Of<T, RateMap<T, Dense<T>, Uniform<PowerLaw>>>(
                new(weights, new PowerLaw(0.3, Exponent)), drive, new T[N], Residual),
        };
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>A random network and batch of inputs: W with independent normal entries of spectral radius about
/// <paramref name="Radius"/>, x ~ scale·N(0, 1).</summary>
/// <param name="Seed">Decides everything but the settings.</param>
/// <param name="N">Neurons.</param>
/// <param name="Radius">Standard deviation of W times √N, ρ(W) by the circular law; exactly |w| for one neuron.</param>
/// <param name="Batch">Samples.</param>
/// <param name="InputScale">Standard deviation of x.</param>
public sealed record RandomNet(int Seed, int N, double Radius, int Batch, double InputScale = 1)
{
    public double[][] W { get; } = N == 1
        ? [[Seed % 2 == 0 ? Radius : -Radius]]
        : DenseMatrix.Scale(Radius / Math.Sqrt(N), RandomSample.Normal(new Random(Seed), N, N));

    public double[][] X { get; } = DenseMatrix.Scale(InputScale, RandomSample.Normal(new Random(Seed + 1), Batch, N));

    public double[][] E { get; } = RandomSample.Normal(new Random(Seed + 2), Batch, N);

    public RateNetwork<T, TActivation> Network<T, TActivation>(TActivation f = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation => new(Rows.Flat<T>(W), N, f);
}

using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>What the library measured of a run of the twin's, and its gradients of Σ (λ − λ*)².</summary>
internal sealed record CoreSpectrum(
    SpectrumStatus Status, double[] Exponents, double[][] Logs, int Dead, double Smallest, double Loss, double[][] Gradients)
{
    /// <summary>The library's path of each of the twin's ways.</summary>
    internal static FlossingPath PathOf(Twin.FlossingWay way) => way switch
    {
        Twin.FlossingWay.Exact => FlossingPath.Exact,
        Twin.FlossingWay.EpropChain => FlossingPath.ChainAlongLeak,
        Twin.FlossingWay.StateDetached => FlossingPath.Chain,
        Twin.FlossingWay.Local => FlossingPath.Local,
        _ => FlossingPath.LocalAlongLeak,
    };

    /// <summary>Measures, and takes the gradient along each of the ways.</summary>
    internal static CoreSpectrum Of<T>(Twin.LyapunovRun run, double[] targets, params Twin.FlossingWay[] ways)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => run.Cell.Phi.Kind switch
        {
            Twin.ActivationKind.Linear => Of<T, Linear>(run, targets, ways),
            Twin.ActivationKind.Tanh => Of<T, Tanh>(run, targets, ways),
            Twin.ActivationKind.Relu => Of<T, Relu>(run, targets, ways),
            Twin.ActivationKind.RectifiedTanh => Of<T, RectifiedTanh>(run, targets, ways),
            Twin.ActivationKind.Logistic => Of<T, Logistic>(run, targets, ways),
            Twin.ActivationKind.Softplus => Of<T, Softplus>(run, targets, ways),
            _ => throw new ArgumentException($"{run.Cell.Phi.Kind} is not followed here.", nameof(run)),
        };

    /// <summary>A spectrum for a run, with its way back.</summary>
    internal static LyapunovSpectrum<T, TActivation> Make<T, TActivation>(Twin.LyapunovRun run, bool withGradient = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation => new(
            CoreLeaky.Of<T>(run.Cell), new(run.X.Length, run.Interval, run.WarmUp), run.Vectors.Length, withGradient);

    /// <summary>k random orthonormal vectors of N, as rows.</summary>
    internal static double[][] Vectors(int seed, int n, int k)
    {
        Random random = new(seed);
        double[][] columns = [.. Enumerable.Range(0, k * n).Select(_ => random.NextDouble() - 0.5).Chunk(n)];
        return Twin.GramSchmidt.Factor(columns).Q;
    }

    private static CoreSpectrum Of<T, TActivation>(Twin.LyapunovRun run, double[] targets, Twin.FlossingWay[] ways)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        LyapunovSpectrum<T, TActivation> spectrum = Make<T, TActivation>(run, ways.Length > 0);
        SpectrumStatus status = spectrum.Measure(Rows.Flat<T>(run.X), Rows.Flat<T>(run.Vectors));
        bool measured = status == SpectrumStatus.Measured;
        double[][] gradients = [.. ways.Select(way =>
        {
            T[] gradient = new T[spectrum.Weights.Shape.Count];
            spectrum.Gradient(targets, PathOf(way), gradient);
            return Rows.From<T>(gradient);
        })];
        return new(
            status, spectrum.Exponents.ToArray(), [.. spectrum.Logs.ToArray().Chunk(spectrum.Count)], spectrum.DeadDirections,
            spectrum.SmallestDiagonal, measured ? spectrum.Loss(targets) : 0, gradients);
    }
}

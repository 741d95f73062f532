using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Misuse is told in the caller's words: the parameter an exception names is one of the method that was
/// called, and the one that was wrong.</summary>
public sealed class ParameterNameTests
{
    private static readonly double[] One = new double[1], Two = new double[2], Three = new double[3],
        Four = new double[4], Six = new double[6];

    [Fact, Trait("Leg", "Any")]
    public void Of_trajectories_and_analysis()
    {
        ParameterNames names = new();
        PackedWeights<double> w = Network().Recurrent, oblong = new(Six, 2, 3);
        double[] x = new double[4], r = new double[4], shared = new double[8];
        Type type = typeof(ThroughTime<double, Tanh>);
        ThroughTime<double, Tanh> trajectory = new(w, default, 2, 0.1, 3);
        names.New(type, "weights", () => _ = new ThroughTime<double, Tanh>(null!, default, 2));
        names.New(type, "weights", () => _ = new ThroughTime<double, Tanh>(oblong, default, 2));
        names.New(type, "maxBatch", () => _ = new ThroughTime<double, Tanh>(w, default, 0));
        names.New(type, "stepSize", () => _ = new ThroughTime<double, Tanh>(w, default, 2, double.NaN));
        names.New(type, "steps", () => _ = new ThroughTime<double, Tanh>(w, default, 2, 0.1, 0));
        foreach (string method in new[] { "Forward", "Look" })
        {
            names.Call(type, method, "drive", () => Run(method, Three, r));
            names.Call(type, method, "rates", () => Run(method, x, new double[3]));
            names.Call(type, method, "drive", () => Run(method, Six, new double[6]));
            names.Call(type, method, "drive", () => Run(method, shared.AsSpan(0, 4), shared.AsSpan(1, 4)));
        }

        trajectory.Forward(x, r);
        names.Call(type, "Backward", "lossGradient", () => trajectory.Backward(Three, 1, 1, new double[4], default));
        names.Call(type, "Backward", "scale", () => trajectory.Backward(Four, double.NaN, 1, new double[4], default));
        names.Call(type, "Backward", "divisor", () => trajectory.Backward(Four, 1, 0, new double[4], default));
        names.Call(type, "Backward", "weightGradient", () => trajectory.Backward(Four, 1, 1, new double[3], default));
        names.Call(type, "Backward", "driveGradient", () => trajectory.Backward(Four, 1, 1, new double[4], new double[3]));

        names.Call(typeof(Eigenvalues), "Of", "n", () => Eigenvalues.Of<double>(-2, Four));
        names.Call(typeof(Eigenvalues), "Of", "matrix", () => Eigenvalues.Of<double>(2, Three));
        names.Call(typeof(Eigenvalues), "Of", "matrix", () => Eigenvalues.Of<double>(1, [double.NaN]));
        type = typeof(Stability);
        names.Call(type, "OfMatrix", "n", () => Stability.OfMatrix<double>(-2, Four));
        names.Call(type, "OfMatrix", "matrix", () => Stability.OfMatrix<double>(2, Three));
        names.Call(type, "OfMatrix", "matrix", () => Stability.OfMatrix<double>(1, [double.NaN]));
        names.Call(type, "OfFixedPoint", "n", () => Stability.OfFixedPoint<double>(-2, Four, Two));
        names.Call(type, "OfFixedPoint", "weights", () => Stability.OfFixedPoint<double>(2, Three, Two));
        names.Call(type, "OfFixedPoint", "gains", () => Stability.OfFixedPoint<double>(2, Four, Three));
        names.Call(type, "OfFixedPoint", "gains", () => Stability.OfFixedPoint<double>(1, One, [double.NaN]));
        names.Call(type, "OfFixedPoint", "weights", () => Stability.OfFixedPoint<double>(1, [double.NaN], One));
        type = typeof(Angles);
        names.Call(type, "Euclidean", "neurons", () => Angles.Euclidean<double>(-2, Four, Four));
        names.Call(type, "Euclidean", "u", () => Angles.Euclidean<double>(2, Three, Four));
        names.Call(type, "Euclidean", "v", () => Angles.Euclidean<double>(2, Four, Three));
        names.Call(type, "UnderMetricScratch", "neurons", () => Angles.UnderMetricScratch<double>(-2));
        names.Call(type, "UnderMetric", "neurons", () => Angles.UnderMetric<double>(-2, Four, Two, Four, Four, out _, new int[2], Lent()));
        names.Call(type, "UnderMetric", "weights", () => Angles.UnderMetric<double>(2, Three, Two, Four, Four, out _, new int[2], Lent()));
        names.Call(type, "UnderMetric", "gains", () => Angles.UnderMetric<double>(2, Four, Three, Four, Four, out _, new int[2], Lent()));
        names.Call(type, "UnderMetric", "u", () => Angles.UnderMetric<double>(2, Four, Two, Three, Four, out _, new int[2], Lent()));
        names.Call(type, "UnderMetric", "v", () => Angles.UnderMetric<double>(2, Four, Two, Four, Three, out _, new int[2], Lent()));
        names.Call(type, "UnderMetric", "pivots", () => Angles.UnderMetric<double>(2, Four, Two, Four, Four, out _, new int[1], Lent()));
        names.Call(type, "UnderMetric", "scratch", () => Angles.UnderMetric<double>(2, Four, Two, Four, Four, out _, new int[2], default));
        names.AssertAllRight();

        void Run(string method, ReadOnlySpan<double> drive, Span<double> rates)
        {
            if (method == "Forward") trajectory.Forward(drive, rates);
            else trajectory.Look(drive, rates);
        }
    }

    private static RateNetwork<double, Tanh> Network() => new(Four, 2);

    private static Scratch<double> Lent() => new AlignedBuffer<double>(100_000).Scratch;
}

using System.Linq;
using FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>A golden case solved by the twin from W and X alone: fixed points, gains and loss gradients, a row per sample.</summary>
public sealed class TwinOfCase
{
    public TwinOfCase(GoldenCase golden)
    {
        Case = golden;
        F = Activation.Named(golden.Activation);
        R = FixedPoints(golden.W, [.. golden.X.Select(x => new double[x.Length])]);
        G = [.. Enumerable.Range(0, golden.Batch).Select(k => RateMap.Gains(W, golden.X[k], F, R[k]))];
        E = golden.IsCrossEntropy
            ? CrossEntropy.Gradients(golden.Readout, R, golden.Labels)
            : SquaredError.Gradients(R, golden.Targets);
    }

    public GoldenCase Case { get; }

    public Activation F { get; }

    public double[][] W => Case.W;

    public double[][] R { get; }

    public double[][] G { get; }

    public double[][] E { get; }

    /// <summary>J of these rates.</summary>
    public double Loss(double[][] r) => Case.IsCrossEntropy
        ? CrossEntropy.MeanLoss(Case.Readout, r, Case.Labels)
        : SquaredError.MeanLoss(r, Case.Targets);

    /// <summary>J as a function of W, the fixed points solved anew (from the ones at hand).</summary>
    public double LossAt(double[][] w) => Loss(FixedPoints(w, R));

    // 10⁻¹⁴ is asked for so that the last Newton step goes down to rounding.
    private double[][] FixedPoints(double[][] w, double[][] starts) =>
        [.. Enumerable.Range(0, Case.Batch).Select(k => NewtonIteration.Solve(w, Case.X[k], F, starts[k], 1e-14).R)];
}

using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Rules;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>What a training step should do, equation by equation: drive, fixed point, loss, update.</summary>
internal sealed class TwinStep
{
    private readonly Twin.Activation f = Twin.Activation.Tanh;
    private readonly double[][] readout;

    internal TwinStep(Model<double, Tanh> model, Dataset data, int[] chosen)
    {
        int n = model.Network.Neurons;
        W = SmallTask.Rows(model.Network.Weights, n);
        readout = SmallTask.Rows(model.Readout, n);
        double[] features = new double[chosen.Length * data.Features];
        Labels = new int[chosen.Length];
        data.Gather(chosen, features, Labels);
        double[][] input = SmallTask.Rows(model.Network.Input!.Values, data.Features);
        X = Array.ConvertAll(SmallTask.Rows<double>(features, data.Features), s => Twin.DenseMatrix.Multiply(input, s));
    }

    internal double[][] W { get; }

    internal double[][] X { get; }

    internal int[] Labels { get; }

    /// <summary>The forward pass: Newton from 0 to 1e-14, or Euler steps.</summary>
    internal double[][] Rates(double stepSize = 0, int steps = 0) => Array.ConvertAll(X, x => steps > 0
        ? Twin.EulerRelaxation.Rate(W, x, f, stepSize, steps)
        : Twin.NewtonIteration.Solve(W, x, f, new double[x.Length], 1e-14).R);

    internal double Loss(double[][] r) => Twin.CrossEntropy.MeanLoss(readout, r, Labels);

    /// <summary>e = ∂L/∂r.</summary>
    internal double[][] Errors(double[][] r) => Twin.CrossEntropy.Gradients(readout, r, Labels);

    /// <summary>ΔW of a rule, without weight decay.</summary>
    internal double[][] Change(RuleEntry rule, double rate, double[][] r, double[][]? gains = null)
    {
        double[][] g = gains ?? [.. r.Select((rates, k) => Twin.RateMap.Gains(W, X[k], f, rates))];
        double[][] e = Errors(r);
        return rule.Name switch
        {
            "euclidean" => Twin.EuclideanRule.Step(W, g, r, e, rate),
            "linearized" => Twin.LinearizedRule.Step(W, g, r, e, rate),
            "variant" => Twin.GainVariantRule.Step(W, g, r, e, rate),
            "finite-step" => Twin.FiniteStepRule.Step(W, g, r, e, rate),
            "finite-step-damped" => Twin.FiniteStepRule.DampedStep(W, g, r, e, rate),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
    }

    /// <summary>ΔW by backpropagation through Euler steps.</summary>
    internal double[][] ChangeThroughTime(double rate, double stepSize, int steps)
    {
        double[][] sum = Twin.DenseMatrix.Zeros(W.Length, W.Length);
        for (int k = 0; k < X.Length; k++)
        {
            double[][] states = Twin.EulerRelaxation.RateTrajectory(W, X[k], f, stepSize, steps);
            double[] e = Twin.CrossEntropy.Gradient(readout, states[^1], Labels[k]);
            sum = Twin.DenseMatrix.Add(sum, Twin.ThroughTime.Gradient(W, X[k], f, stepSize, states, e).Weights);
        }

        return Twin.DenseMatrix.Scale(-rate / X.Length, sum);
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Learning.Models;

/// <summary>The one-step Jacobians J_t = ∂s_t/∂s_{t−1} of a leaky cell along a trial, formed entry by entry in double: what spectra, which
/// do not form them, are held against, and what products of many steps are looked at with.</summary>
internal static class CellJacobians
{
    /// <summary>Goes along the trial.</summary>
    /// <param name="weights">The cell.</param>
    /// <param name="activation">φ.</param>
    /// <param name="trial">T × D.</param>
    /// <param name="steps">T.</param>
    /// <param name="visit">Called with every step from 1 and its J, N × N, which the next step overwrites.</param>
    internal static void Visit<T, TActivation>(
        LeakyWeights<T> weights, TActivation activation, ReadOnlySpan<T> trial, int steps, Action<int, double[]> visit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        LeakyWeights<double> exact = new(weights.Placement, weights.Shape, weights.Alpha);
        exact.Set(Array.ConvertAll(weights.Values.ToArray(), double.CreateTruncating));
        int n = weights.Shape.Units, m = weights.Shape.Inputs;
        LeakyCell<double, TActivation> cell = new(exact, steps, 1, activation);
        double[] states = new double[steps * n], jacobian = new double[n * n];
        double[] inputs = Array.ConvertAll(trial.ToArray(), double.CreateTruncating);
        cell.Trace(inputs, states);
        for (int step = 0; step < steps; step++)
        {
            ReadOnlySpan<double> before = step == 0
                ? exact.Shape.Of(exact.Values, LeakyPart.Start)
                : states.AsSpan((step - 1) * n, n);
            Fill(exact, activation, before, inputs.AsSpan(step * m, m), jacobian);
            visit(step + 1, jacobian);
        }
    }

    // J of one step: V (1 − α) I + α W diag(φ′(v)), of the state before; R (1 − α) I + α diag(φ′(u)) W; P diag(φ′(u)) ((1 − α) I + α W).
    private static void Fill<TActivation>(
        LeakyWeights<double> weights, TActivation activation, ReadOnlySpan<double> before, ReadOnlySpan<double> inputs, double[] jacobian)
        where TActivation : struct, ICurvedActivation
    {
        int n = weights.Shape.Units, m = weights.Shape.Inputs;
        double alpha = weights.Alpha;
        bool inside = weights.Placement == LeakPlacement.Inside, onVoltage = weights.Placement == LeakPlacement.Voltage;
        ReadOnlySpan<double> w = weights.Shape.Of(weights.Values, LeakyPart.Recurrent),
            u = weights.Shape.Of(weights.Values, LeakyPart.Input), b = weights.Shape.Of(weights.Values, LeakyPart.Bias);
        double[] arguments = before.ToArray(), slopes = new double[n];
        for (int i = 0; i < n && !onVoltage; i++)
        {
            double sum = b[i];
            for (int j = 0; j < n; j++) sum += w[(i * n) + j] * before[j];
            for (int j = 0; j < m; j++) sum += u[(i * m) + j] * inputs[j];
            arguments[i] = inside ? ((1 - alpha) * before[i]) + (alpha * sum) : sum;
        }

        Activation.Apply(activation, arguments, new double[n], slopes);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double keep = i == j ? 1 - alpha : 0, through = alpha * w[(i * n) + j];
                jacobian[(i * n) + j] = inside ? slopes[i] * (keep + through) : keep + (through * slopes[onVoltage ? j : i]);
            }
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of a sequential case: the cell from the library's public calls, in the precision to check; readout, loss and the
/// chain to log W and p here, in double.</summary>
internal static class SequentialComputation
{
    internal static IReadOnlyDictionary<string, double[]> Of(SequentialCase one, Precision precision) =>
        precision == Precision.Float ? Of<float>(one) : Of<double>(one);

    private static Dictionary<string, double[]> Of<T>(SequentialCase one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SequentialShape shape = one.Shape;
        (int n, int batch) = (shape.Units, one.Labels.Length);
        double[][] effective = [.. SequentialQuantities.Parts.Select((name, part) => Effective(one, name, part))];
        SequentialWeights<T> weights = new(one.Form, shape, semisaturation: one.Sigma);
        for (int part = 0; part < effective.Length; part++) weights.Set((SequentialPart)part, Narrow<T>(effective[part]));
        weights.SetStart(Narrow<T>(one.Start[0]), Narrow<T>(one.Start[1]), Narrow<T>(one.Start[2]), Narrow<T>(one.Start[3]));
        SequentialCell<T> cell = new(weights, one.Steps, batch);
        T[] inputs = Narrow<T>(one.Inputs), trajectories = new T[batch * one.Steps * 4 * n], last = new T[batch * n];
        cell.Trace(inputs, trajectories);
        Dictionary<string, double[]> found = [];
        AddStates(found, one, Widen(trajectories));
        cell.Forward(inputs, last);
        double[] back = AddReadout(found, one, Widen(last));
        T[] gradients = new T[shape.Count];
        cell.Backward(Narrow<T>(back), gradients);
        for (int part = 0; part < effective.Length; part++)
        {
            string name = SequentialQuantities.Parts[part];
            double[] gradient = Widen(shape.Of<T>(gradients.AsSpan(), (SequentialPart)part).ToArray());
            found[SequentialQuantities.GradientName(name)] =
                [.. gradient.Select((slope, k) => slope * Slope(one, name, part, effective[part][k]))];
        }

        return found;
    }

    // e to log W; k_max f(p).
    private static double[] Effective(SequentialCase one, string name, int part)
    {
        double[] values = one.Parameters[name];
        if (part == (int)SequentialPart.Pool) return [.. values.Select(Math.Exp)];
        return part < (int)SequentialPart.RateY ? values : [.. values.Select(p => LargestRate(one, part) / (1 + Math.Exp(-p)))];
    }

    // What a change of the file's parameter does to the effective one.
    private static double Slope(SequentialCase one, string name, int part, double effective)
    {
        if (part == (int)SequentialPart.Pool) return effective;
        return part < (int)SequentialPart.RateY ? 1 : effective * (1 - (effective / LargestRate(one, part)));
    }

    private static double LargestRate(SequentialCase one, int part) => one.LargestRates[part - (int)SequentialPart.RateY];

    // The file has step after step, in it the samples.
    private static void AddStates(Dictionary<string, double[]> found, SequentialCase one, double[] trajectories)
    {
        (int n, int batch) = (one.Shape.Units, one.Labels.Length);
        for (int state = 0; state < SequentialQuantities.States.Count; state++)
        {
            List<double> values = [];
            for (int step = 0; step < one.Steps; step++)
            {
                for (int sample = 0; sample < batch; sample++)
                    values.AddRange(trajectories.AsSpan(((((sample * one.Steps) + step) * 4) + state) * n, n));
            }

            found[SequentialQuantities.StateName(SequentialQuantities.States[state])] = [.. values];
        }
    }

    // Softmax cross-entropy, the mean over samples; returns ∂L/∂y.
    private static double[] AddReadout(Dictionary<string, double[]> found, SequentialCase one, double[] y)
    {
        (int n, int batch, int classes) = (one.Shape.Units, one.Labels.Length, one.Classes);
        (double[] readout, double[] bias) = (one.Parameters["fcW"], one.Parameters["fcb"]);
        double[] logits = new double[batch * classes], back = new double[batch * n];
        double[] ofReadout = new double[classes * n], ofBias = new double[classes];
        double loss = 0;
        for (int k = 0; k < batch; k++)
        {
            ReadOnlySpan<double> state = y.AsSpan(k * n, n);
            Span<double> row = logits.AsSpan(k * classes, classes);
            for (int c = 0; c < classes; c++)
            {
                row[c] = bias[c];
                for (int i = 0; i < n; i++) row[c] += readout[(c * n) + i] * state[i];
            }

            double sum = 0;
            foreach (double logit in row) sum += Math.Exp(logit);
            loss += (Math.Log(sum) - row[one.Labels[k]]) / batch;
            for (int c = 0; c < classes; c++)
            {
                double delta = ((Math.Exp(row[c]) / sum) - (c == one.Labels[k] ? 1 : 0)) / batch;
                ofBias[c] += delta;
                for (int i = 0; i < n; i++)
                {
                    ofReadout[(c * n) + i] += delta * state[i];
                    back[(k * n) + i] += delta * readout[(c * n) + i];
                }
            }
        }

        (found["rnn.logits"], found["rnn.loss"]) = (logits, [loss]);
        found[SequentialQuantities.GradientName("fcW")] = ofReadout;
        found[SequentialQuantities.GradientName("fcb")] = ofBias;
        return back;
    }

    private static double[] Widen<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(double.CreateChecked)];

    private static T[] Narrow<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];
}

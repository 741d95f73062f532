using System;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>A batch of trials from .npy files, steps first: X is T×B×D, Y T×B or T×B×K, the mask T×B.</summary>
internal static class TrialFiles
{
    /// <summary>Reads the batch, checked against each other.</summary>
    /// <param name="here">Streams.</param>
    /// <param name="input">File of X.</param>
    /// <param name="target">File of Y.</param>
    /// <param name="mask">File of the mask; null for 1 everywhere.</param>
    /// <param name="inputs">D of the weights.</param>
    /// <param name="outputs">K of the weights.</param>
    /// <param name="values">What numbers T×B×K are.</param>
    /// <exception cref="DataFileException">A shape does not fit, or something is not finite; the message names file and shapes.</exception>
    internal static TrialSet Read(
        Surroundings here, string input, string target, string? mask, int inputs, int outputs, TrialTarget values)
    {
        NpyArray x = InputFile.Array(here, input), y = InputFile.Array(here, target);
        if (x.Shape.Length != 3 || x.Shape[2] != inputs || x.Count == 0)
        {
            throw new DataFileException(x.File, $"holds {x.ShapeText} {x.ElementType}, but the input must be T×B×{inputs} with T and B at "
                + $"least 1, to fit the {inputs} columns of U.npy");
        }

        (int steps, int batch) = (x.Shape[0], x.Shape[1]);
        bool classes = y.Shape.Length == 2;
        if (!(classes ? y.Shape.SequenceEqual([steps, batch]) : y.Shape.SequenceEqual([steps, batch, outputs])))
        {
            throw new DataFileException(y.File, $"holds {y.ShapeText} {y.ElementType}, but the target must be {steps}×{batch} classes or "
                + $"{steps}×{batch}×{outputs} numbers, to fit {x.ShapeText} of {x.File} and the {outputs} rows of V.npy");
        }

        TrialSet trials = new(x.File, batch, steps, inputs, outputs, classes ? TrialTarget.Classes : values);
        double[] from = x.ToDoubles();
        double[] weights = mask is null ? [] : Mask(here, mask, steps, batch);
        int[] labels = classes ? y.ToInt32s() : [];
        double[] wanted = classes ? [] : y.ToDoubles();
        for (int k = 0; k < batch; k++)
        {
            Trial trial = trials[k];
            for (int t = 0; t < steps; t++)
            {
                int row = (t * batch) + k;
                from.AsSpan(row * inputs, inputs).CopyTo(trial.Row(t));
                trial.Mask[t] = mask is null ? 1 : weights[row];
                trial.Scored[t] = trial.Mask[t] > 0;
                if (classes) trial.Classes[t] = labels[row];
                else wanted.AsSpan(row * outputs, outputs).CopyTo(trial.Targets.Slice(t * outputs, outputs));
            }
        }

        try
        {
            trials.ThrowIfUnfit();
        }
        catch (ArgumentException failure)
        {
            throw new CommandFailure($"{input}, {target}{(mask is null ? "" : $", {mask}")}: {failure.Message}", failure);
        }

        return trials;
    }

    private static double[] Mask(Surroundings here, string mask, int steps, int batch)
    {
        NpyArray m = InputFile.Array(here, mask);
        m.RequireShape("the mask", steps, batch);
        return m.ToDoubles();
    }
}

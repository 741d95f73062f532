using System;
using System.Numerics;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>A leaky cell from .npy files, checked against each other.</summary>
/// <param name="Recurrent">File of W.</param>
/// <param name="Input">File of U, or null.</param>
/// <param name="Bias">File of b, or null for 0.</param>
/// <param name="Start">File of the state before the first step, or null.</param>
/// <param name="Trials">File of X, or null.</param>
/// <param name="Placement">Where the leak is.</param>
/// <param name="Alpha">α.</param>
internal sealed record CellFiles(
    string Recurrent, string? Input, string? Bias, string? Start, string? Trials, LeakPlacement Placement, double Alpha)
{
    /// <summary>Reads the weights; a cell without inputs has one input whose weights are 0.</summary>
    /// <exception cref="DataFileException">A file does not fit; the message names it and the shapes.</exception>
    internal LeakyWeights<T> Weights<T>(Surroundings here)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkFiles.Weights<T> w = NetworkFiles.ReadWeights<T>(here, Recurrent);
        int n = w.Neurons, inputs = 1;
        T[] u = new T[n];
        if (Input is not null)
        {
            NpyArray array = InputFile.Array(here, Input);
            (int rows, inputs) = array.RequireMatrix("the input weights");
            if (rows != n || inputs == 0)
            {
                throw new DataFileException(
                    array.File, $"holds {array.ShapeText} {array.ElementType}, but the input weights must be {n}×D to fit the {n}×{n} "
                        + $"weights of {w.File}");
            }

            u = array.To<T>();
            NetworkFiles.RequireFinite<T>(array, u, "input weights");
        }

        LeakyWeights<T> weights = new(Placement, new(n, inputs), Alpha);
        weights.Set(LeakyPart.Recurrent, w.Values);
        weights.Set(LeakyPart.Input, u);
        if (Vector<T>(here, Bias, n, "the bias") is { } bias) weights.Set(LeakyPart.Bias, bias);
        if (Vector<T>(here, Start, n, "the start") is { } start) weights.Set(LeakyPart.Start, start);
        return weights;
    }

    /// <summary>The trials one after the other, T × D each; null where there are none.</summary>
    internal (T[][] Trials, int Steps)? Read<T>(Surroundings here, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Trials is null) return null;
        NpyArray x = InputFile.Array(here, Trials);
        ReadOnlySpan<int> shape = x.Shape;
        if (shape.Length is not (2 or 3) || shape[^1] != inputs || x.Count == 0)
        {
            throw new DataFileException(x.File, $"holds {x.ShapeText} {x.ElementType}, but the input must be T×{inputs} or T×B×{inputs} "
                + $"with T and B at least 1, to fit the {inputs} columns of {Input}");
        }

        (int steps, int batch) = (shape[0], shape.Length == 3 ? shape[1] : 1);
        T[] all = x.To<T>();
        NetworkFiles.RequireFinite<T>(x, all, "inputs");
        T[][] trials = new T[batch][];
        for (int k = 0; k < batch; k++)
        {
            trials[k] = new T[steps * inputs];
            for (int t = 0; t < steps; t++)
                all.AsSpan(((t * batch) + k) * inputs, inputs).CopyTo(trials[k].AsSpan(t * inputs));
        }

        return (trials, steps);
    }

    private static T[]? Vector<T>(Surroundings here, string? file, int n, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (file is null) return null;
        NpyArray array = InputFile.Array(here, file);
        if (!array.Shape.SequenceEqual([n, 1])) array.RequireShape(what, n);
        T[] values = array.To<T>();
        NetworkFiles.RequireFinite<T>(array, values, what);
        return values;
    }
}

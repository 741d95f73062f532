using System;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>A folder of the weights of a network through time: an .npy of every parameter, those that are 0 may be left out.</summary>
internal static class TemporalWeights
{
    /// <summary>N, D and K of the folder.</summary>
    /// <exception cref="DataFileException">W, U or V is missing, or they do not fit each other.</exception>
    internal static (int Units, int Inputs, int Outputs) Sizes(Surroundings here, string folder)
    {
        if (!Directory.Exists(folder)) throw new CommandFailure($"--weights-dir {folder} does not exist");
        NpyArray w = Array(here, folder, "W"), u = Array(here, folder, "U"), v = Array(here, folder, "V");
        (int n, int columns) = w.RequireMatrix("W");
        if (n != columns || n == 0)
            throw new DataFileException(w.File, $"holds {w.ShapeText} {w.ElementType}, but W must be square, N×N with N at least 1");
        (int rows, int inputs) = u.RequireMatrix("U");
        if (rows != n || inputs == 0)
            throw new DataFileException(u.File, $"holds {u.ShapeText} {u.ElementType}, but U must be {n}×D to fit the {n}×{n} of W.npy");
        (int outputs, columns) = v.RequireMatrix("V");
        if (columns != n || outputs == 0)
            throw new DataFileException(v.File, $"holds {v.ShapeText} {v.ElementType}, but V must be K×{n} to fit the {n}×{n} of W.npy");
        return (n, inputs, outputs);
    }

    /// <summary>Reads all parameters into a network.</summary>
    /// <param name="here">Streams.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="network">Receives them; all 0.</param>
    /// <param name="needsFeedback">Whether F has to be there.</param>
    internal static void Read<T, TActivation>(
        Surroundings here, string folder, TemporalNetwork<T, TActivation> network, bool needsFeedback)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        string[] needed = needsFeedback ? ["W", "U", "V", "F"] : ["W", "U", "V"];
        foreach (Parameter<T> parameter in network.Parameters)
        {
            if (!needed.Contains(parameter.Name) && !File.Exists(Path.Combine(folder, $"{parameter.Name}.npy"))) continue;
            NpyArray array = Array(here, folder, parameter.Name);
            if (!(parameter.Columns == 1 && array.Shape.SequenceEqual([parameter.Rows])))
                array.RequireShape(parameter.Name, parameter.Rows, parameter.Columns);
            T[] values = array.To<T>();
            NetworkFiles.RequireFinite<T>(array, values, parameter.Name);
            parameter.TrySet(values);
        }
    }

    private static NpyArray Array(Surroundings here, string folder, string name) =>
        InputFile.Array(here, Path.Combine(folder, $"{name}.npy"));
}

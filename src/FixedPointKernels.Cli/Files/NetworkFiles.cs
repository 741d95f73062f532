using System;
using System.Numerics;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Files;

/// <summary>W and X from .npy files, checked against each other.</summary>
internal static class NetworkFiles
{
    /// <summary>W, square and finite.</summary>
    /// <exception cref="DataFileException">It is not; the message names the file, the shape and the first entry that is not
    /// finite.</exception>
    internal static Weights<T> ReadWeights<T>(Surroundings here, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NpyArray array = InputFile.Array(here, path);
        (int rows, int columns) = array.RequireMatrix("the weights");
        if (rows != columns || rows == 0)
            throw new DataFileException(
                array.File, $"holds {array.ShapeText} {array.ElementType}, but the weights must be square, N×N with N at least 1");
        T[] values = array.To<T>();
        RequireFinite<T>(array, values, "weights");
        return new Weights<T>(array.File, values, rows);
    }

    /// <summary>X, B×N, or a vector of length N as one sample. Its entries may be anything: a row that is not finite is that sample's
    /// affair.</summary>
    /// <exception cref="DataFileException">It does not fit W; the message names both files and shapes.</exception>
    internal static Samples<T> ReadInput<T>(Surroundings here, string path, Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NpyArray array = InputFile.Array(here, path);
        ReadOnlySpan<int> shape = array.Shape;
        int n = weights.Neurons;
        bool fits = (shape.Length == 1 && shape[0] == n) || (shape.Length == 2 && shape[1] == n && shape[0] > 0);
        if (!fits)
            throw new DataFileException(
                array.File,
                $"holds {array.ShapeText} {array.ElementType}, but the input must be B×{n} with B at least 1, or ({n},), to fit the "
                    + $"{n}×{n} weights of {weights.File}");
        return new Samples<T>(array.File, array.To<T>(), array.Count / n, shape.ToArray());
    }

    /// <summary>R₀ in the shape of X; zeros where no file is named.</summary>
    /// <exception cref="DataFileException">It has another shape; the message names both files.</exception>
    internal static T[] ReadInitial<T>(Surroundings here, string? path, Samples<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (path is null) return new T[samples.Values.Length];
        NpyArray array = InputFile.Array(here, path);
        array.RequireShape($"the start, in the shape of {samples.File},", samples.Shape);
        return array.To<T>();
    }

    /// <summary>Refuses a NaN or an infinity, naming file, shape, place and value.</summary>
    internal static void RequireFinite<T>(NpyArray array, ReadOnlySpan<T> values, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (T.IsFinite(values[i])) continue;
            string place = array.Shape.Length == 2 ? $"({i / array.Shape[1]}, {i % array.Shape[1]})" : $"{i}";
            throw new DataFileException(
                array.File, $"holds {array.ShapeText} {array.ElementType} whose entry {place} is {values[i]}, but {what} must be finite");
        }
    }

    /// <summary>W as read.</summary>
    internal sealed record Weights<T>(string File, T[] Values, int Neurons);

    /// <summary>X as read: <paramref name="Shape"/> is the file's, which the result is written in.</summary>
    internal sealed record Samples<T>(string File, T[] Values, int Count, int[] Shape);
}

using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>A few random samples of three classes, models for them, and the same numbers as the twin wants them.</summary>
internal static class SmallTask
{
    internal const int Features = 6;
    internal const int Classes = 3;
    internal const int Samples = 21;

    internal static Dataset Data { get; } = Draw(11);

    internal static int[] First(int count)
    {
        int[] chosen = new int[count];
        for (int k = 0; k < count; k++) chosen[k] = k;
        return chosen;
    }

    internal static Model<T, TActivation> Model<T, TActivation>(int neurons = 7, double gain = 0.5, TActivation activation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation =>
            FixedPointKernels.Learning.Models.Model<T, TActivation>.Random(neurons, Features, Classes, seed: 5, gain, activation);

    /// <summary>Rows of a matrix in double.</summary>
    internal static double[][] Rows<T>(ReadOnlySpan<T> flat, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[][] rows = new double[flat.Length / columns][];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new double[columns];
            for (int j = 0; j < columns; j++) rows[i][j] = double.CreateTruncating(flat[(i * columns) + j]);
        }

        return rows;
    }

    private static Dataset Draw(int seed)
    {
        Random random = new(seed);
        byte[] pixels = new byte[Samples * Features];
        random.NextBytes(pixels);
        int[] labels = new int[Samples];
        for (int k = 0; k < Samples; k++) labels[k] = random.Next(Classes);
        return new("random", Features, Classes, pixels, labels, 255);
    }
}

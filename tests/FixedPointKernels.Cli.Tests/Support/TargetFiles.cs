using System;
using System.Linq;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>Forty samples of three features, X.npy, with two targets each, Y.npy, and of two classes, y.npy: smooth, so that a small
/// network learns them. With a shift they are other targets, and one other label.</summary>
internal static class TargetFiles
{
    internal const int Samples = 40, Features = 3, Targets = 2;

    internal static void Write(WorkFolder folder, double shift = 0)
    {
        Random random = new(7);
        double[] x = [.. Enumerable.Range(0, Samples * Features).Select(_ => (2 * random.NextDouble()) - 1)];
        double[] y = new double[Samples * Targets];
        int[] labels = new int[Samples];
        for (int k = 0; k < Samples; k++)
        {
            (double a, double b, double c) = (x[Features * k], x[(Features * k) + 1], x[(Features * k) + 2]);
            (y[2 * k], y[(2 * k) + 1], labels[k]) = (a - b + shift, Math.Sin(2 * c) + (0.3 * a), (a > b) == (shift == 0 || k > 0) ? 1 : 0);
        }

        Npy.Write<double>(folder["X.npy"], x, Samples, Features);
        Npy.Write<double>(folder["Y.npy"], y, Samples, Targets);
        Npy.Write<int>(folder["y.npy"], labels, Samples);
    }
}

using System;
using System.Linq;
using FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>Random circuits of the twin, every parameter over three decades.</summary>
internal static class DrawnCircuits
{
    /// <summary>A number from 10^−1.5 to 10^1.5, its logarithm uniform.</summary>
    internal static double Decades(Random random) => Math.Pow(10, (3 * random.NextDouble()) - 1.5);

    /// <summary>A circuit of 1 to 16 units and a drive of both signs; Wr = I, or Gaussian of singular values of about 1.</summary>
    internal static (Circuit Circuit, double[] Z) Next(Random random, CircuitKind kind, bool identity, int? units = null)
    {
        int n = units ?? random.Next(1, 17);
        double[][] recurrent = identity ? DenseMatrix.Identity(n) : Square(n, () => Gaussian(random) / Math.Sqrt(4 * n));
        Circuit circuit = new(
            kind, Square(n, () => Decades(random) / n), recurrent, Row(n), Row(n), Row(n), Row(n), Row(n));
        return (circuit, [.. Row(n).Select(one => random.Next(2) == 0 ? one : -one)]);

        double[] Row(int count) => [.. Enumerable.Range(0, count).Select(_ => Decades(random))];
    }

    internal static double[] Flat(double[][] matrix) => [.. matrix.SelectMany(row => row)];

    internal static double[][] Rows(ReadOnlySpan<double> flat, int columns)
    {
        double[][] rows = new double[flat.Length / columns][];
        for (int i = 0; i < rows.Length; i++) rows[i] = flat.Slice(i * columns, columns).ToArray();
        return rows;
    }

    internal static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[][] Square(int n, Func<double> next) =>
        [.. Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, n).Select(_ => next()).ToArray())];
}

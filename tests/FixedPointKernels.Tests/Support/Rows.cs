using System;
using System.Numerics;
using Xunit;

namespace FixedPointKernels.Tests.Support;

/// <summary>Between the twin's rows (<c>double[][]</c>) and the library's flat row-major spans, and comparison of the two.</summary>
public static class Rows
{
    /// <summary>Rows of a flat row-major matrix whose rows are <paramref name="leading"/> apart (columns apart where 0).</summary>
    public static double[][] From<T>(ReadOnlySpan<T> flat, int rows, int columns, int leading = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int stride = leading == 0 ? columns : leading;
        double[][] result = new double[rows][];
        for (int i = 0; i < rows; i++) result[i] = From(flat.Slice(i * stride, columns));
        return result;
    }

    /// <summary>A vector in double.</summary>
    public static double[] From<T>(ReadOnlySpan<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] result = new double[vector.Length];
        for (int i = 0; i < vector.Length; i++) result[i] = double.CreateTruncating(vector[i]);
        return result;
    }

    /// <summary>Rows one after the other, in the element type asked for.</summary>
    public static T[] Flat<T>(double[][] rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = rows.Length == 0 ? 0 : rows[0].Length;
        T[] flat = new T[rows.Length * columns];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < columns; j++) flat[(i * columns) + j] = T.CreateTruncating(rows[i][j]);
        }

        return flat;
    }

    /// <summary>A vector in the element type asked for.</summary>
    public static T[] Flat<T>(double[] vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Flat<T>([vector]);

    /// <summary>The nearest values of T, as doubles: what the twin must be given to be compared with a kernel in T.</summary>
    public static double[][] Rounded<T>(double[][] rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => From<T>(Flat<T>(rows), rows.Length, rows.Length == 0 ? 0 : rows[0].Length);

    /// <summary>max |expected − actual| / max |expected|; infinite where a number faces a NaN. An expectation of
    /// all zeros is compared absolutely.</summary>
    public static double RelativeError(double[][] expected, double[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0;
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Length, actual[i].Length);
            for (int j = 0; j < expected[i].Length; j++)
            {
                double difference = Math.Abs(expected[i][j] - actual[i][j]);
                worst = Math.Max(worst, double.IsNaN(difference) ? double.PositiveInfinity : difference);
                scale = Math.Max(scale, Math.Abs(expected[i][j]));
            }
        }

        return scale == 0 ? worst : worst / scale;
    }

    /// <summary>The same for vectors.</summary>
    public static double RelativeError(double[] expected, double[] actual) => RelativeError([expected], [actual]);

    /// <summary>Fails unless <see cref="RelativeError(double[][], double[][])"/> is within the
    /// tolerance; the message has both numbers.</summary>
    public static void AssertClose(double[][] expected, double[][] actual, double tolerance, string what)
    {
        double error = RelativeError(expected, actual);
        Assert.True(error <= tolerance, $"{what}: relative error {error:E2} > {tolerance:E2}");
    }

    /// <summary>The same for vectors.</summary>
    public static void AssertClose(double[] expected, double[] actual, double tolerance, string what) =>
        AssertClose([expected], [actual], tolerance, what);
}

using System;
using System.Numerics;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Learning.Layers;

/// <summary>Random orthogonal matrices, and the largest singular value of small ones.</summary>
internal static class Orthogonal
{
    /// <summary>n × n: Gaussian rows, each made orthogonal to those before it, twice, and of length 1: uniform over the orthogonal
    /// group.</summary>
    internal static T[] Draw<T>(SeededRandom random, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] matrix = Draws.Gaussian<T>(random, n * n);
        for (int i = 0; i < n; i++)
        {
            Span<T> row = matrix.AsSpan(i * n, n);
            for (int again = 0; again < 2; again++)
            {
                for (int j = 0; j < i; j++) Axpy.Add(-Dot.Product<T>(matrix.AsSpan(j * n, n), row), matrix.AsSpan(j * n, n), row);
            }

            T length = T.Sqrt(Dot.Product<T>(row, row));
            foreach (ref T one in row) one /= length;
        }

        return matrix;
    }

    /// <summary>The largest eigenvalue of AᵀA, A rows × columns, by 1,000 power steps.</summary>
    internal static T LargestSquare<T>(ReadOnlySpan<T> matrix, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] vector = new T[columns], next = new T[columns];
        Array.Fill(vector, T.One);
        T square = T.Zero;
        for (int k = 0; k < 1000; k++)
        {
            Array.Clear(next);
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<T> row = matrix.Slice(i * columns, columns);
                Axpy.Add(Dot.Product<T>(row, vector), row, next);
            }

            square = T.Sqrt(Dot.Product<T>(next, next));
            for (int j = 0; j < columns; j++) vector[j] = next[j] / square;
        }

        return square;
    }
}

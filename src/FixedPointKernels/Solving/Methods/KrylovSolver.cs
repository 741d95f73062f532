using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>(I − DF) x = b of one sample by GMRES with restarts, on products DF·v alone: no N × N matrix.</summary>
/// <remarks>
/// Memory: (<see cref="Cycle"/> + 2) N elements. Every product costs about an evaluation. The small least-squares problem is
/// <see cref="ArnoldiLeastSquares"/>. Source: Y. Saad, M. H. Schultz, "GMRES", 1986.
/// </remarks>
internal sealed class KrylovSolver<T>(int size)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Cycle = 30;

    private readonly AlignedBuffer<T> basis = new(checked((Cycle + 1) * size));
    private readonly AlignedBuffer<T> rest = new(size);
    private readonly double[] triangle = new double[ArnoldiLeastSquares.TriangleLength(Cycle)];
    private readonly double[] rotations = new double[ArnoldiLeastSquares.RotationsLength(Cycle)];

    /// <summary>x ← an approximation of (I − DF)⁻¹ b, from 0.</summary>
    /// <param name="map">The map.</param>
    /// <param name="linearization">Of the point.</param>
    /// <param name="b">The right side, Size.</param>
    /// <param name="x">Size, overwritten; must not overlap b.</param>
    /// <param name="enough">The 2-norm of b − (I − DF) x to stop at.</param>
    /// <param name="most">Products that may be made.</param>
    /// <param name="products">Products that were made.</param>
    /// <param name="scratch">As the map says for one row.</param>
    /// <returns>The 2-norm of b − (I − DF) x, as the least-squares problem has it; not finite where a product was not.</returns>
    internal double Solve<TMap>(
        in TMap map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> b, Span<T> x, double enough, int most,
        out int products, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        x.Clear();
        b.CopyTo(rest.Span);
        products = 0;
        double left = Norm(rest.Span);
        while (true)
        {
            double before = left;
            left = Run(map, linearization, x, left, enough, most, ref products, scratch);
            if (!(left > enough && left <= 0.9 * before && products + 1 < most)) return left;
            Rest(map, linearization, b, x, scratch);
            products++;
        }
    }

    // One cycle from what is left of b; x gets its part.
    private double Run<TMap>(
        in TMap map, ReadOnlySpan<T> linearization, Span<T> x, double left, double enough, int most, ref int products, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (!(left > 0)) return left;
        ArnoldiLeastSquares small = new(triangle, rotations, Cycle);
        small.Begin(left);
        TensorPrimitives.Multiply(rest.Span, T.CreateTruncating(1 / left), Column(0));
        int count = 0;
        while (count < Cycle && products < most)
        {
            Span<T> next = Column(count + 1);
            map.Product(1, linearization, Column(count), next, scratch);
            products++;
            TensorPrimitives.Subtract(Column(count), next, next);
            Span<double> column = small.Column(count);
            for (int i = 0; i <= count; i++)
            {
                T dot = Dot.Product<T>(Column(i), next);
                column[i] = double.CreateTruncating(dot);
                Axpy.Add(-dot, Column(i), next);
            }

            double length = Norm(next);
            if (!double.IsFinite(length)) return double.NaN;
            column[count + 1] = length;
            left = small.Rotate(count++);
            if (left <= enough || !(length > 0)) break;
            TensorPrimitives.Multiply(next, T.CreateTruncating(1 / length), next);
        }

        Span<double> y = stackalloc double[Cycle];
        small.Solve(count, y);
        for (int i = 0; i < count; i++) Axpy.Add(T.CreateTruncating(y[i]), Column(i), x);
        return left;
    }

    // b − (I − DF) x as it is, for another cycle.
    private void Rest<TMap>(in TMap map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> b, ReadOnlySpan<T> x, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        map.Product(1, linearization, x, rest.Span, scratch);
        TensorPrimitives.Subtract(rest.Span, x, rest.Span);
        TensorPrimitives.Add(rest.Span, b, rest.Span);
    }

    private Span<T> Column(int j) => basis.Span.Slice(j * size, size);

    private static double Norm(ReadOnlySpan<T> v) => Math.Sqrt(double.CreateTruncating(Dot.Product(v, v)));
}

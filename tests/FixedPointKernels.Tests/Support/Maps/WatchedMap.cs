using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Support;

/// <summary>A map that hands the states of every evaluation, or the vectors of every transposed product,
/// to the test before it is made.</summary>
internal readonly struct WatchedMap<T, TMap>(TMap inner, Action<T[]> watch) : IFixedPointMap<WatchedMap<T, TMap>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly TMap inner = inner;

    public static bool WritesJacobian(in WatchedMap<T, TMap> map) => TMap.WritesJacobian(map.inner);

    public static Transpose JacobianForm => TMap.JacobianForm;

    public int Size => inner.Size;

    public int DriveSize => inner.DriveSize;

    public int LinearizationSize => inner.LinearizationSize;

    public ScratchSize Scratch(int rows) => inner.Scratch(rows);

    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations,
        Span<T> residuals, Scratch<T> scratch)
    {
        watch(states.ToArray());
        inner.Evaluate(rows, states, drives, images, linearizations, residuals, scratch);
    }

    public static void Relax(
        in WatchedMap<T, TMap> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        Span<T> images, Scratch<T> scratch) =>
        TMap.Relax(map.inner, rows, steps, alpha, states, drives, images, scratch);

    public static void WriteJacobian(in WatchedMap<T, TMap> map, ReadOnlySpan<T> linearization, Span<T> jacobian) =>
        TMap.WriteJacobian(map.inner, linearization, jacobian);

    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        inner.Product(rows, linearizations, vectors, products, scratch);

    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        inner.DriveProduct(rows, linearizations, vectors, products, scratch);

    public void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        watch(vectors.ToArray());
        inner.TransposedProduct(rows, linearizations, vectors, products, scratch);
    }
}

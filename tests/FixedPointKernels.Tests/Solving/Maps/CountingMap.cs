using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Another map, counted: what a solver really asked of it, beside what the solver says.</summary>
internal readonly struct CountingMap<T, TMap>(TMap inner, CountingMap<T, TMap>.Counts counts) : IFixedPointMap<CountingMap<T, TMap>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly TMap inner = inner;
    private readonly Counts counts = counts;

    public static bool WritesJacobian(in CountingMap<T, TMap> map) => TMap.WritesJacobian(map.inner);

    public static Transpose JacobianForm => TMap.JacobianForm;

    public int Size => inner.Size;

    public int DriveSize => inner.DriveSize;

    public int LinearizationSize => inner.LinearizationSize;

    public ScratchSize Scratch(int rows) => inner.Scratch(rows);

    public void Evaluate(int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations,
        Span<T> residuals, Scratch<T> scratch)
    {
        counts.Evaluations += rows;
        counts.OnEvaluate?.Invoke();
        inner.Evaluate(rows, states, drives, images, linearizations, residuals, scratch);
    }

    public static void Relax(
        in CountingMap<T, TMap> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        Span<T> images, Scratch<T> scratch)
    {
        map.counts.Evaluations += (long)rows * steps;
        TMap.Relax(map.inner, rows, steps, alpha, states, drives, images, scratch);
    }

    public static void WriteJacobian(in CountingMap<T, TMap> map, ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        map.counts.Jacobians++;
        TMap.WriteJacobian(map.inner, linearization, jacobian);
    }

    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        inner.Product(rows, linearizations, vectors, products, scratch);

    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        inner.DriveProduct(rows, linearizations, vectors, products, scratch);

    public void TransposedProduct(
        int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        inner.TransposedProduct(rows, linearizations, vectors, products, scratch);

    public static T ResidualError(
        in CountingMap<T, TMap> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        TMap.ResidualError(map.inner, state, drive, linearization, scratch);

    public static void Enclose(
        in CountingMap<T, TMap> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Span<T> residuals,
        T trusted, Span<T> scales,
        Scratch<T> scratch) =>
        TMap.Enclose(map.inner, state, drive, linearization, residuals, trusted, scales, scratch);

    internal sealed class Counts
    {
        internal long Evaluations { get; set; }

        internal long Jacobians { get; set; }

        internal Action? OnEvaluate { get; set; }
    }
}

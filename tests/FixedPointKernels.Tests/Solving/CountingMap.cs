using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Another map, counted: what a solver really asked of it, beside what the solver says.</summary>
internal readonly struct CountingMap<T, TMap>(TMap inner, CountingMap<T, TMap>.Counts counts) : IFixedPointMap<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<T>
{
    public static Transpose JacobianForm => TMap.JacobianForm;

    public int Size => inner.Size;

    public int DriveSize => inner.DriveSize;

    public int LinearizationSize => inner.LinearizationSize;

    public ScratchSize Scratch(int rows) => inner.Scratch(rows);

    public void Evaluate(int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations, Span<T> residuals, Scratch<T> scratch)
    {
        counts.Evaluations += rows;
        counts.OnEvaluate?.Invoke();
        inner.Evaluate(rows, states, drives, images, linearizations, residuals, scratch);
    }

    public void Relax(int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch)
    {
        counts.Evaluations += (long)rows * steps;
        inner.Relax(rows, steps, alpha, states, drives, images, scratch);
    }

    public void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        counts.Jacobians++;
        inner.Jacobian(linearization, jacobian);
    }

    public void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        inner.TransposedProduct(rows, linearizations, vectors, products, scratch);

    public T ResidualError(ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        inner.ResidualError(state, drive, linearization, scratch);

    public void Enclose(ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch) =>
        inner.Enclose(state, drive, residuals, trusted, scales, scratch);

    internal sealed class Counts
    {
        internal long Evaluations { get; set; }

        internal long Jacobians { get; set; }

        internal Action? OnEvaluate { get; set; }
    }
}

using System;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Support;

/// <summary>A map of one number that is never sure of its evaluation, so that every point near a fixed point is enclosed.</summary>
/// <param name="inner">The map.</param>
/// <param name="enclosed">The exact residual's bound that it gives for a computed one, as magnitudes.</param>
/// <param name="scale">The magnitudes that it says meet in the number.</param>
internal readonly struct DoubtfulMap(ScalarMap inner, Func<double, double> enclosed, double scale = 0) : IDenseMap<DoubtfulMap, double>
{
    private readonly double scale = scale;
    private readonly ScalarMap inner = inner;
    private readonly Func<double, double> enclosed = enclosed;

    public int Size => 1;

    public int DriveSize => 1;

    public int LinearizationSize => 1;

    public ScratchSize Scratch(int rows) => ScratchSize.None;

    public void Evaluate(
        int rows, ReadOnlySpan<double> states, ReadOnlySpan<double> drives, Span<double> images, Span<double> linearizations,
        Span<double> residuals, Scratch<double> scratch) =>
        inner.Evaluate(rows, states, drives, images, linearizations, residuals, scratch);

    public void Jacobian(ReadOnlySpan<double> linearization, Span<double> jacobian) => inner.Jacobian(linearization, jacobian);

    public void Product(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        inner.Product(rows, linearizations, vectors, products, scratch);

    public void DriveProduct(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        inner.DriveProduct(rows, linearizations, vectors, products, scratch);

    public void TransposedProduct(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        inner.TransposedProduct(rows, linearizations, vectors, products, scratch);

    public static double ResidualError(
        in DoubtfulMap map, ReadOnlySpan<double> state, ReadOnlySpan<double> drive, ReadOnlySpan<double> linearization,
        Scratch<double> scratch) => 1;

    public static void Enclose(
        in DoubtfulMap map, ReadOnlySpan<double> state, ReadOnlySpan<double> drive, ReadOnlySpan<double> linearization,
        Span<double> residuals,
        double trusted, Span<double> scales,
        Scratch<double> scratch) =>
        (residuals[0], scales[0]) = (Math.CopySign(map.enclosed(Math.Abs(residuals[0])), residuals[0]), map.scale);
}

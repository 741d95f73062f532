using System;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Support;

/// <summary>A map of one number, F(s; d), with the slope ∂F/∂s that it claims: small enough to know every step
/// of a solver in exact arithmetic.</summary>
/// <param name="value">F(s; d).</param>
/// <param name="slope">∂F/∂s at s.</param>
/// <param name="claimed">What the Jacobian says in place of 1 − slope: a map that does not know itself.</param>
internal readonly struct ScalarMap(Func<double, double, double> value, Func<double, double> slope, double? claimed = null)
    : IDenseMap<ScalarMap, double>
{
    public int Size => 1;

    public int DriveSize => 1;

    public int LinearizationSize => 1;

    /// <summary>The affine map s ↦ slope·s + d.</summary>
    internal static ScalarMap Affine(double slope) => new((s, d) => (slope * s) + d, _ => slope);

    public ScratchSize Scratch(int rows) => ScratchSize.None;

    public void Evaluate(
        int rows, ReadOnlySpan<double> states, ReadOnlySpan<double> drives, Span<double> images, Span<double> linearizations,
        Span<double> residuals, Scratch<double> scratch)
    {
        for (int k = 0; k < rows; k++)
        {
            images[k] = value(states[k], drives[k]);
            double residual = Math.Abs(images[k] - states[k]);
            residuals[k] = double.IsFinite(residual) ? residual : double.NaN;
            if (!linearizations.IsEmpty) linearizations[k] = slope(states[k]);
        }
    }

    public void Product(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        TransposedProduct(rows, linearizations, vectors, products, scratch);

    public void Jacobian(ReadOnlySpan<double> linearization, Span<double> jacobian) => jacobian[0] = claimed ?? (1 - linearization[0]);

    public void TransposedProduct(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
    {
        for (int k = 0; k < rows; k++) products[k] = linearizations[k] * vectors[k];
    }

    public void DriveProduct(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        vectors.CopyTo(products);
}

using System;
using System.Linq;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Solving;

/// <summary>A user's own map: s ↦ s − f(s), whose fixed points are the roots of f and whose I − DF is f's Jacobian.
/// Its dynamics are ds/dt = −f(s).</summary>
internal readonly struct EquationMap(EquationSystem system) : IDenseMap<EquationMap, double>
{
    public int Size => system.Start.Length;

    public int DriveSize => 1;

    public int LinearizationSize => Size;

    public ScratchSize Scratch(int rows) => ScratchSize.None;

    public void Evaluate(
        int rows, ReadOnlySpan<double> states, ReadOnlySpan<double> drives, Span<double> images, Span<double> linearizations,
        Span<double> residuals, Scratch<double> scratch)
    {
        int n = Size;
        if (!linearizations.IsEmpty) states.CopyTo(linearizations);
        for (int k = 0; k < rows; k++)
        {
            double[] s = states.Slice(k * n, n).ToArray(), f = system.At(s);
            residuals[k] = 0;
            for (int i = 0; i < n; i++)
            {
                images[(k * n) + i] = s[i] - f[i];
                residuals[k] = Math.Max(residuals[k], Math.Abs(images[(k * n) + i] - s[i]));
            }

            if (!f.All(double.IsFinite)) residuals[k] = double.NaN;
        }
    }

    public void Jacobian(ReadOnlySpan<double> linearization, Span<double> jacobian)
    {
        int n = Size;
        Dual[] x = new Dual[n];
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++) x[i] = new(linearization[i], i == j ? 1 : 0);
            Dual[] f = system.F(x);
            for (int i = 0; i < n; i++) jacobian[(i * n) + j] = f[i].Slope;
        }
    }

    public void Product(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        Apply(rows, linearizations, vectors, products, transposed: false);

    public void TransposedProduct(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        Apply(rows, linearizations, vectors, products, transposed: true);

    public void DriveProduct(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        products[..rows].Clear();

    private void Apply(int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, bool transposed)
    {
        int n = Size;
        double[] jacobian = new double[n * n];
        for (int k = 0; k < rows; k++)
        {
            Jacobian(linearizations.Slice(k * n, n), jacobian);
            for (int j = 0; j < n; j++)
            {
                products[(k * n) + j] = vectors[(k * n) + j];
                for (int i = 0; i < n; i++)
                    products[(k * n) + j] -= jacobian[transposed ? (i * n) + j : (j * n) + i] * vectors[(k * n) + i];
            }
        }
    }
}

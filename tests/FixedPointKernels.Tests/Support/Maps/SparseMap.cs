using System;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Support;

/// <summary>r = tanh(W r + x) with a few random weights in each row: a map without a Jacobian, as large as one likes.</summary>
/// <param name="neurons">N.</param>
/// <param name="perRow">Weights in each row, of either sign, gain/√perRow in size.</param>
/// <param name="gain">Near the spectral radius.</param>
internal readonly struct SparseMap(int neurons, int perRow, double gain) : IFixedPointMap<SparseMap, double>
{
    private readonly (int[] Columns, double[] Values) w = Draw(neurons, perRow, gain);

    public int Size => neurons;

    public int DriveSize => neurons;

    public int LinearizationSize => neurons;

    public ScratchSize Scratch(int rows) => ScratchSize.None;

    public void Evaluate(
        int rows, ReadOnlySpan<double> states, ReadOnlySpan<double> drives, Span<double> images, Span<double> linearizations,
        Span<double> residuals, Scratch<double> scratch)
    {
        Multiply(rows, states, images);
        for (int k = 0; k < rows; k++) residuals[k] = 0;
        for (int i = 0; i < images.Length; i++)
        {
            images[i] = Math.Tanh(images[i] + drives[i]);
            residuals[i / neurons] = Math.Max(residuals[i / neurons], Math.Abs(images[i] - states[i]));
            if (!linearizations.IsEmpty) linearizations[i] = 1 - (images[i] * images[i]);
        }
    }

    public void Product(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
    {
        Multiply(rows, vectors, products);
        DriveProduct(rows, linearizations, products, products, scratch);
    }

    public void TransposedProduct(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
    {
        products.Clear();
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int at = (i % neurons) * perRow; at < ((i % neurons) + 1) * perRow; at++)
                products[(i / neurons * neurons) + w.Columns[at]] += w.Values[at] * linearizations[i] * vectors[i];
        }
    }

    public void DriveProduct(
        int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
    {
        for (int i = 0; i < products.Length; i++) products[i] = linearizations[i] * vectors[i];
    }

    private static (int[] Columns, double[] Values) Draw(int neurons, int perRow, double gain)
    {
        Random random = new(1);
        (int[] columns, double[] values) = (new int[neurons * perRow], new double[neurons * perRow]);
        for (int at = 0; at < columns.Length; at++)
            (columns[at], values[at]) = (random.Next(neurons), gain / Math.Sqrt(perRow) * (random.Next(2) == 0 ? 1 : -1));
        return (columns, values);
    }

    private void Multiply(int rows, ReadOnlySpan<double> vectors, Span<double> products)
    {
        for (int i = 0; i < products.Length; i++)
        {
            double sum = 0;
            for (int at = (i % neurons) * perRow; at < ((i % neurons) + 1) * perRow; at++)
                sum += w.Values[at] * vectors[(i / neurons * neurons) + w.Columns[at]];
            products[i] = sum;
        }
    }
}

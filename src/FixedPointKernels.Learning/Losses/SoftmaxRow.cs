using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace FixedPointKernels.Learning.Losses;

/// <summary>One sample's softmax: readouts ŷ in, softmax(ŷ) − onehot out, and the loss ln Σ exp(ŷ − m) − (ŷ_label − m), m = max
/// ŷ.</summary>
/// <remarks>
/// With smoothing ε the target is q = (1 − ε) onehot + ε/C: out comes softmax(ŷ) − q, and the loss ln Σ exp(ŷ − m) − Σ_c q_c (ŷ_c − m).
/// The sum runs in the order of the classes in plain scalar code: tens of classes, and the same bits wherever the row lies in memory.
/// A NaN readout reaches the sum whatever m is (NaN − m is NaN), so it cannot hide.
/// </remarks>
internal static class SoftmaxRow
{
    internal static T Surplus<T>(Span<T> row, int label, T smoothing, out bool labelIsLargest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int largest = 0;
        for (int c = 1; c < row.Length; c++)
        {
            if (row[c] > row[largest]) largest = c;
        }

        TensorPrimitives.Subtract(row, row[largest], row);
        T shifted = row[label];
        T each = smoothing / T.CreateTruncating(row.Length);
        if (smoothing > T.Zero) shifted = ((T.One - smoothing) * shifted) + (each * TensorPrimitives.Sum<T>(row));
        TensorPrimitives.Exp(row, row);
        T sum = T.Zero;
        foreach (T part in row) sum += part;
        T loss = T.Log(sum) - shifted;
        TensorPrimitives.Divide(row, sum, row);
        if (smoothing > T.Zero) TensorPrimitives.Subtract(row, each, row);
        row[label] -= T.One - smoothing;
        labelIsLargest = largest == label && !T.IsNaN(loss);
        return loss;
    }
}

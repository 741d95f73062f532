using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Losses;

/// <summary>Softmax cross-entropy of a linear readout: L = ln Σ_c exp(ŷ_c) − ŷ_label, ŷ = R r; e = ∂L/∂r = Rᵀ(softmax(ŷ) −
/// onehot(label)).</summary>
/// <remarks>
/// <para>Shapes: R is classes × neurons, rates are batch × neurons (a row is a sample), labels batch integers in 0..classes − 1;
/// losses batch values, gradient batch × neurons, one row per sample and without 1/B. All row-major and without gaps.</para>
/// <para>Units: nats. The largest ŷ_c is subtracted before the exponential, so no finite readout overflows.
/// A sample with a NaN in r (or one that meets ∞ − ∞) has loss NaN, is not counted as correct, and makes the mean NaN; the others' losses
/// and gradients stay what they are. Of equal largest readouts the first counts.</para>
/// <para>Aliasing: what is written (losses, gradients) must not share memory with anything that is read. Errors:
/// <see cref="ArgumentException"/> for a wrong length or for a label outside, with its index and value, before anything is written.
/// Scratch: <see cref="Scratch{T}(int, int, int)"/>. 0 bytes.</para>
/// <para>Label smoothing: C. Szegedy and others, "Rethinking the Inception architecture for computer vision", 2016, section 7.</para>
/// <para>Source: J. S. Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990; log-sum-exp as in
/// P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and softmax functions", IMA J. Numer. Anal. 41(4), 2021,
/// eq. 1.3.</para>
/// </remarks>
public static class SoftmaxCrossEntropy
{
    /// <summary>Scratch that every method here needs: the readouts, batch × classes, and what the products need.</summary>
    public static ScratchSize Scratch<T>(int batch, int neurons, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(neurons);
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        return ScratchSize.Of(batch, classes) + ScratchSize.Max(
            Gemm.MultiplyScratch<T>(batch, classes, neurons), Gemm.MultiplyScratch<T>(batch, neurons, classes));
    }

    /// <summary>The losses alone: scoring.</summary>
    /// <param name="batch">Samples, at least 1.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="readout">R, classes × neurons.</param>
    /// <param name="rates">r, batch × neurons.</param>
    /// <param name="labels">batch labels.</param>
    /// <param name="losses">L of every sample, overwritten.</param>
    /// <param name="scratch">See <see cref="Scratch{T}(int, int, int)"/>.</param>
    public static LossSummary Evaluate<T>(
        int batch, int neurons, int classes, ReadOnlySpan<T> readout, ReadOnlySpan<T> rates, ReadOnlySpan<int> labels, Span<T> losses,
        Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Check(batch, neurons, classes, readout, rates, labels, losses);
        scratch = scratch.Take(batch, classes, out Span<T> surplus);
        return Surplus(batch, neurons, classes, readout, rates, labels, losses, surplus, scratch);
    }

    /// <summary>The losses and e = ∂L/∂r.</summary>
    /// <param name="batch">Samples, at least 1.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="readout">R, classes × neurons.</param>
    /// <param name="rates">r, batch × neurons.</param>
    /// <param name="labels">batch labels.</param>
    /// <param name="losses">L of every sample, overwritten.</param>
    /// <param name="gradient">e of every sample, batch × neurons, overwritten.</param>
    /// <param name="scratch">See <see cref="Scratch{T}(int, int, int)"/>.</param>
    public static LossSummary Differentiate<T>(
        int batch, int neurons, int classes, ReadOnlySpan<T> readout, ReadOnlySpan<T> rates, ReadOnlySpan<int> labels,
        Span<T> losses, Span<T> gradient, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Check(batch, neurons, classes, readout, rates, labels, losses);
        scratch = scratch.Take(batch, classes, out Span<T> outputGradient);
        return Differentiate(batch, neurons, classes, readout, rates, labels, losses, gradient, outputGradient, scratch);
    }

    /// <summary>The losses, e = ∂L/∂r, and d = ∂L/∂ŷ = softmax − onehot, from which ∂J/∂R = (1/B) Σ d rᵀ.</summary>
    /// <param name="batch">Samples, at least 1.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="readout">R, classes × neurons.</param>
    /// <param name="rates">r, batch × neurons.</param>
    /// <param name="labels">batch labels.</param>
    /// <param name="losses">L of every sample, overwritten.</param>
    /// <param name="gradient">e of every sample, batch × neurons, overwritten.</param>
    /// <param name="outputGradient">d of every sample, batch × classes, overwritten.</param>
    /// <param name="scratch">See <see cref="Scratch{T}(int, int, int)"/>.</param>
    /// <param name="smoothing">ε in [0, 1): the target is (1 − ε) onehot + ε/C in place of onehot, in loss and gradients.</param>
    /// <param name="classWeights">A factor on loss and gradients of a sample, by its class; empty for 1.</param>
    public static LossSummary Differentiate<T>(
        int batch, int neurons, int classes, ReadOnlySpan<T> readout, ReadOnlySpan<T> rates, ReadOnlySpan<int> labels,
        Span<T> losses, Span<T> gradient, Span<T> outputGradient, Scratch<T> scratch, T smoothing = default,
        ReadOnlySpan<T> classWeights = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Check(batch, neurons, classes, readout, rates, labels, losses);
        CheckGradient(batch, neurons, readout, rates, losses, gradient);
        Misuse.IfNotShape(outputGradient.Length, batch, classes, nameof(outputGradient));
        Misuse.IfOverlaps(outputGradient, readout, nameof(outputGradient), nameof(readout));
        Misuse.IfOverlaps(outputGradient, rates, nameof(outputGradient), nameof(rates));
        Misuse.IfOverlaps(outputGradient, gradient, nameof(outputGradient), nameof(gradient));
        Misuse.IfOverlaps(outputGradient, losses, nameof(outputGradient), nameof(losses));
        if (!(smoothing >= T.Zero && smoothing < T.One))
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, $"The smoothing is {smoothing}; it must be in [0, 1).");
        if (!classWeights.IsEmpty) Misuse.IfNotLength(classWeights.Length, classes, nameof(classWeights));
        LossSummary summary =
            Surplus(batch, neurons, classes, readout, rates, labels, losses, outputGradient, scratch, smoothing, classWeights);
        Gemm.Multiply(
            Transpose.No, Transpose.No, batch, neurons, classes, T.One, outputGradient, classes, readout, neurons, T.Zero, gradient,
            neurons,
            scratch);
        return summary;
    }

    /// <summary>softmax − onehot per sample in <paramref name="surplus"/>, and the losses.</summary>
    private static LossSummary Surplus<T>(
        int batch, int neurons, int classes, ReadOnlySpan<T> readout, ReadOnlySpan<T> rates, ReadOnlySpan<int> labels,
        Span<T> losses, Span<T> surplus, Scratch<T> scratch, T smoothing = default, ReadOnlySpan<T> classWeights = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Gemm.Multiply(
            Transpose.No, Transpose.Yes, batch, classes, neurons, T.One, rates, neurons, readout, neurons, T.Zero, surplus, classes,
            scratch);
        double sum = 0;
        int correct = 0;
        for (int k = 0; k < batch; k++)
        {
            Span<T> row = surplus.Slice(k * classes, classes);
            losses[k] = SoftmaxRow.Surplus(row, labels[k], smoothing, out bool largest);
            if (!classWeights.IsEmpty)
            {
                losses[k] *= classWeights[labels[k]];
                TensorPrimitives.Multiply(row, classWeights[labels[k]], row);
            }

            sum += double.CreateChecked(losses[k]);
            if (largest) correct++;
        }

        return new LossSummary(sum / batch, correct);
    }

    private static void Check<T>(
        int batch, int neurons, int classes, ReadOnlySpan<T> readout, ReadOnlySpan<T> rates, ReadOnlySpan<int> labels, Span<T> losses)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        Misuse.IfNotShape(readout.Length, classes, neurons, nameof(readout));
        Misuse.IfNotShape(rates.Length, batch, neurons, nameof(rates));
        Misuse.IfNotLength(labels.Length, batch, nameof(labels));
        Misuse.IfNotLength(losses.Length, batch, nameof(losses));
        Misuse.IfLabelOutside(labels, classes, nameof(labels));
        Misuse.IfOverlaps(losses, readout, nameof(losses), nameof(readout));
        Misuse.IfOverlaps(losses, rates, nameof(losses), nameof(rates));
    }

    private static void CheckGradient<T>(
        int batch, int neurons, ReadOnlySpan<T> readout, ReadOnlySpan<T> rates, Span<T> losses, Span<T> gradient)
    {
        Misuse.IfNotShape(gradient.Length, batch, neurons, nameof(gradient));
        Misuse.IfOverlaps(gradient, readout, nameof(gradient), nameof(readout));
        Misuse.IfOverlaps(gradient, rates, nameof(gradient), nameof(rates));
        Misuse.IfOverlaps(gradient, losses, nameof(gradient), nameof(losses));
    }
}

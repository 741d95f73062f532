using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Losses;

/// <summary>Squared error of a linear readout: L = Σⱼ (ŷⱼ − yⱼ)², ŷ = R r; d = ∂L/∂ŷ = 2(ŷ − y), e = ∂L/∂r = Rᵀ d.</summary>
/// <remarks>
/// <para>Shapes: R is outputs × neurons, rates are batch × neurons (a row is a sample), targets batch × outputs; losses batch values,
/// gradient batch × neurons and outputGradient batch × outputs, one row per sample and without 1/B. All row-major and without gaps.</para>
/// <para>Units: ŷ². A NaN in a sample makes its loss and the mean NaN; the others stay what they are.</para>
/// <para>Aliasing: what is written must not share memory with what is read. Errors: <see cref="ArgumentException"/> for a wrong length,
/// before anything is written. Scratch: <see cref="Scratch{T}(int, int, int)"/>. 0 bytes.</para>
/// </remarks>
public static class ReadoutSquaredError
{
    /// <summary>Scratch that <see cref="Differentiate"/> needs: the outputs, batch × outputs, and what the products need.</summary>
    public static ScratchSize Scratch<T>(int batch, int neurons, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(neurons);
        ArgumentOutOfRangeException.ThrowIfNegative(outputs);
        ScratchSize products = ScratchSize.Max(
            Gemm.MultiplyScratch<T>(batch, outputs, neurons), Gemm.MultiplyScratch<T>(batch, neurons, outputs));
        return ScratchSize.Of(batch, outputs) + ScratchSize.Max(products, SquaredError.Scratch<T>(outputs));
    }

    /// <summary>The losses, e = ∂L/∂r, and d = ∂L/∂ŷ, from which ∂J/∂R = (1/B) Σ d rᵀ.</summary>
    /// <param name="batch">Samples, at least 1.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="outputs">Targets of a sample.</param>
    /// <param name="readout">R, outputs × neurons.</param>
    /// <param name="rates">r, batch × neurons.</param>
    /// <param name="targets">y, batch × outputs.</param>
    /// <param name="losses">L of every sample, overwritten.</param>
    /// <param name="gradient">e of every sample, batch × neurons, overwritten.</param>
    /// <param name="outputGradient">d of every sample, batch × outputs, overwritten.</param>
    /// <param name="scratch">See <see cref="Scratch{T}(int, int, int)"/>.</param>
    public static LossSummary Differentiate<T>(
        int batch, int neurons, int outputs, ReadOnlySpan<T> readout, ReadOnlySpan<T> rates, ReadOnlySpan<T> targets, Span<T> losses,
        Span<T> gradient, Span<T> outputGradient, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Misuse.IfNotShape(readout.Length, outputs, neurons, nameof(readout));
        Misuse.IfNotShape(rates.Length, batch, neurons, nameof(rates));
        Misuse.IfNotShape(targets.Length, batch, outputs, nameof(targets));
        Misuse.IfNotLength(losses.Length, batch, nameof(losses));
        Misuse.IfNotShape(gradient.Length, batch, neurons, nameof(gradient));
        Misuse.IfNotShape(outputGradient.Length, batch, outputs, nameof(outputGradient));
        Apart(losses, nameof(losses), readout, rates, targets);
        Apart(gradient, nameof(gradient), readout, rates, targets);
        Apart(outputGradient, nameof(outputGradient), readout, rates, targets);
        Misuse.IfOverlaps(gradient, losses, nameof(gradient), nameof(losses));
        Misuse.IfOverlaps(outputGradient, losses, nameof(outputGradient), nameof(losses));
        Misuse.IfOverlaps(outputGradient, gradient, nameof(outputGradient), nameof(gradient));
        scratch = scratch.Take(batch, outputs, out Span<T> given);
        Gemm.Multiply(
            Transpose.No, Transpose.Yes, batch, outputs, neurons, T.One, rates, neurons, readout, neurons, T.Zero, given, outputs, scratch);
        LossSummary summary = SquaredError.Differentiate(batch, outputs, outputs, given, targets, losses, outputGradient, scratch);
        Gemm.Multiply(
            Transpose.No, Transpose.No, batch, neurons, outputs, T.One, outputGradient, outputs, readout, neurons, T.Zero, gradient,
            neurons, scratch);
        return summary;
    }

    private static void Apart<T>(
        ReadOnlySpan<T> written, string name, ReadOnlySpan<T> readout, ReadOnlySpan<T> rates, ReadOnlySpan<T> targets)
    {
        Misuse.IfOverlaps(written, readout, name, nameof(readout));
        Misuse.IfOverlaps(written, rates, name, nameof(rates));
        Misuse.IfOverlaps(written, targets, name, nameof(targets));
    }
}

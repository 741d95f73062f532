using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Losses;

/// <summary>Squared error on all or some neurons: L = Σⱼ (rⱼ − yⱼ)², e = ∂L/∂r = 2(r − y), and 0 at neurons that have no target.</summary>
/// <remarks>
/// <para>Shapes: rates are batch × neurons (a row is a sample), targets batch × outputs, where output j is neuron j (the first
/// <c>outputs</c> neurons, or all) or, with a choice, neuron <c>chosen[j]</c>; losses batch values; gradient batch × neurons, one row per
/// sample and without 1/B. All row-major and without gaps. A neuron chosen twice counts twice.</para>
/// <para>Units: rate². A NaN in a sample makes its loss and the mean NaN; the others stay what they are.</para>
/// <para>Aliasing: what is written must not share memory with what is read. Errors: <see cref="ArgumentException"/> for a wrong length or a
/// neuron outside 0..neurons − 1, before anything is written. Scratch: <see cref="Scratch{T}(int)"/>. 0 bytes.</para>
/// </remarks>
public static class SquaredError
{
    /// <summary>Scratch that every method here needs: one sample's differences.</summary>
    public static ScratchSize Scratch<T>(int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(outputs);
        return ScratchSize.Of(outputs);
    }

    /// <summary>The losses alone, on the first <paramref name="outputs"/> neurons.</summary>
    /// <param name="batch">Samples, at least 1.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="outputs">Neurons with a target, 1..neurons.</param>
    /// <param name="rates">r, batch × neurons.</param>
    /// <param name="targets">y, batch × outputs.</param>
    /// <param name="losses">L of every sample, overwritten.</param>
    /// <param name="scratch">See <see cref="Scratch{T}(int)"/>.</param>
    public static LossSummary Evaluate<T>(
        int batch, int neurons, int outputs, ReadOnlySpan<T> rates, ReadOnlySpan<T> targets, Span<T> losses, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputs, neurons);
        Check(batch, neurons, outputs, rates, targets, losses);
        scratch.Take(outputs, out Span<T> difference);
        double sum = 0;
        for (int k = 0; k < batch; k++)
        {
            TensorPrimitives.Subtract(rates.Slice(k * neurons, outputs), targets.Slice(k * outputs, outputs), difference);
            sum += Finish(difference, out losses[k]);
        }

        return new LossSummary(sum / batch, 0);
    }

    /// <summary>The losses and e = ∂L/∂r, on the first <paramref name="outputs"/> neurons.</summary>
    /// <param name="batch">Samples, at least 1.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="outputs">Neurons with a target, 1..neurons.</param>
    /// <param name="rates">r, batch × neurons.</param>
    /// <param name="targets">y, batch × outputs.</param>
    /// <param name="losses">L of every sample, overwritten.</param>
    /// <param name="gradient">e of every sample, batch × neurons, overwritten.</param>
    /// <param name="scratch">See <see cref="Scratch{T}(int)"/>.</param>
    public static LossSummary Differentiate<T>(
        int batch, int neurons, int outputs, ReadOnlySpan<T> rates, ReadOnlySpan<T> targets, Span<T> losses, Span<T> gradient,
        Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputs, neurons);
        Check(batch, neurons, outputs, rates, targets, losses);
        CheckGradient(batch, neurons, rates, targets, losses, gradient);
        scratch.Take(outputs, out Span<T> difference);
        double sum = 0;
        for (int k = 0; k < batch; k++)
        {
            TensorPrimitives.Subtract(rates.Slice(k * neurons, outputs), targets.Slice(k * outputs, outputs), difference);
            sum += Finish(difference, out losses[k]);
            Span<T> row = gradient.Slice(k * neurons, neurons);
            TensorPrimitives.Add(difference, difference, row[..outputs]);
            row[outputs..].Clear();
        }

        return new LossSummary(sum / batch, 0);
    }

    /// <summary>The losses and e = ∂L/∂r, on chosen neurons.</summary>
    /// <param name="batch">Samples, at least 1.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="chosen">The neuron of every target, at least one.</param>
    /// <param name="rates">r, batch × neurons.</param>
    /// <param name="targets">y, batch × chosen.Length.</param>
    /// <param name="losses">L of every sample, overwritten.</param>
    /// <param name="gradient">e of every sample, batch × neurons, overwritten.</param>
    /// <param name="scratch">See <see cref="Scratch{T}(int)"/>.</param>
    public static LossSummary Differentiate<T>(
        int batch, int neurons, ReadOnlySpan<int> chosen, ReadOnlySpan<T> rates, ReadOnlySpan<T> targets, Span<T> losses, Span<T> gradient,
        Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        if (chosen.IsEmpty) throw new ArgumentException("No neuron has a target: at least one must be chosen.", nameof(chosen));
        Check(batch, neurons, chosen.Length, rates, targets, losses);
        Misuse.IfNeuronOutside(chosen, neurons, nameof(chosen));
        CheckGradient(batch, neurons, rates, targets, losses, gradient);
        scratch.Take(chosen.Length, out Span<T> difference);
        double sum = 0;
        gradient.Clear();
        for (int k = 0; k < batch; k++)
        {
            ReadOnlySpan<T> rate = rates.Slice(k * neurons, neurons);
            Span<T> row = gradient.Slice(k * neurons, neurons);
            for (int j = 0; j < chosen.Length; j++)
            {
                T apart = rate[chosen[j]] - targets[(k * chosen.Length) + j];
                difference[j] = apart;
                row[chosen[j]] += apart + apart;
            }

            sum += Finish(difference, out losses[k]);
        }

        return new LossSummary(sum / batch, 0);
    }

    private static double Finish<T>(Span<T> difference, out T loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        loss = TensorPrimitives.SumOfSquares<T>(difference);
        return double.CreateChecked(loss);
    }

    private static void Check<T>(int batch, int neurons, int outputs, ReadOnlySpan<T> rates, ReadOnlySpan<T> targets, Span<T> losses)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Misuse.IfNotShape(rates.Length, batch, neurons, nameof(rates));
        Misuse.IfNotShape(targets.Length, batch, outputs, nameof(targets));
        Misuse.IfNotLength(losses.Length, batch, nameof(losses));
        Misuse.IfOverlaps(losses, rates, nameof(losses), nameof(rates));
        Misuse.IfOverlaps(losses, targets, nameof(losses), nameof(targets));
    }

    private static void CheckGradient<T>(
        int batch, int neurons, ReadOnlySpan<T> rates, ReadOnlySpan<T> targets, Span<T> losses, Span<T> gradient)
    {
        Misuse.IfNotShape(gradient.Length, batch, neurons, nameof(gradient));
        Misuse.IfOverlaps(gradient, rates, nameof(gradient), nameof(rates));
        Misuse.IfOverlaps(gradient, targets, nameof(gradient), nameof(targets));
        Misuse.IfOverlaps(gradient, losses, nameof(gradient), nameof(losses));
    }
}

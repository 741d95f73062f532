using System;
using System.Numerics;

namespace FixedPointKernels.Dynamics;

/// <summary>A recurrent cell at work on a block of sequences: all its steps forward, and back from the last state to its
/// parameters.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>Sample k's states do not depend on the block, bit for bit. A sample with something that is not finite is left out of the sums
/// and harms no other; what overflows on the way back alone is not finite in the gradients. One caller at a time.</remarks>
public interface ISequenceCell<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements of a sequence.</summary>
    int Steps { get; }

    /// <summary>Of each sample of the last call, whether it is left out: something in it is not finite.</summary>
    ReadOnlySpan<bool> LeftOut { get; }

    /// <summary>Runs all steps and keeps what <see cref="Backward"/> needs.</summary>
    /// <param name="inputs">x, samples × steps × inputs.</param>
    /// <param name="states">What a readout reads after the last step, samples × units, overwritten.</param>
    /// <returns>Samples left out.</returns>
    int Forward(ReadOnlySpan<T> inputs, Span<T> states);

    /// <summary>The same without a way back.</summary>
    /// <inheritdoc cref="Forward" path="/param|/returns"/>
    int Look(ReadOnlySpan<T> inputs, Span<T> states);

    /// <summary>Runs all steps and writes every state.</summary>
    /// <param name="inputs">x, samples × steps × inputs.</param>
    /// <param name="trajectories">samples × steps × the numbers of a state, what a readout reads first; overwritten.</param>
    /// <returns>Samples left out.</returns>
    int Trace(ReadOnlySpan<T> inputs, Span<T> trajectories);

    /// <summary>Goes back through the steps of the last <see cref="Forward"/>; once.</summary>
    /// <param name="lossGradient">By what a readout reads after the last step, samples × units.</param>
    /// <param name="gradients">By every parameter of the cell, summed over the samples that are not left out; overwritten.</param>
    void Backward(ReadOnlySpan<T> lossGradient, Span<T> gradients);
}

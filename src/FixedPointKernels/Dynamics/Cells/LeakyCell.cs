using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>A leaky recurrent cell at work on a block of samples: all its steps forward, and back through time to the gradients of every
/// parameter.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TActivation">φ.</typeparam>
/// <remarks>
/// The state s is v, r or h by <see cref="LeakPlacement"/>; what is written, and by what the loss gradient is given, is s, or in V where
/// <see cref="LeakyReadout.Activity"/> is asked for φ(v). Forward is one product and one pass a step, back as much, and one product over
/// all T·B rows for the gradients. All steps are kept: about (T + 1) B (2N + D + 1) numbers, rows rounded up to lines of 64 bytes; blocks
/// bound it. Sample k's states do not depend on the block, bit for bit. Gradients are sums over a block. A sample with a NaN or an
/// infinity in its inputs, its last state or its loss gradient is left out of the sums and harms no other (one whose φ is infinite at a
/// finite argument and finite at infinity is not found by its last state; none of the library's is). One cell per thread; 0 bytes per
/// call. Source: spec of learning through time, sections 1 and 3; P. J. Werbos, "Backpropagation through time", 1990.
/// </remarks>
public sealed class LeakyCell<T, TActivation> : ISequenceCell<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly TActivation activation;
    private readonly LeakyTape<T> tape;
    private readonly LeakyDescent<T> descent;
    private readonly AlignedBuffer<T> fed;
    private readonly AlignedBuffer<T> slope;
    private readonly bool[] leftOut;
    private readonly SoleCaller caller = new("cell");
    private int samples;
    private long version;
    private bool isTaped;

    /// <summary>Makes the memory.</summary>
    /// <param name="weights">Shared, not copied: what they are set to counts from the next call on.</param>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="maxBatch">The most samples of a block.</param>
    /// <param name="activation">φ, with its parameters.</param>
    /// <param name="readout">What is read of a state.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public LeakyCell(
        LeakyWeights<T> weights, int steps, int maxBatch = DefaultBatch, TActivation activation = default,
        LeakyReadout readout = LeakyReadout.State)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        if (!Enum.IsDefined(readout)) throw new ArgumentOutOfRangeException(nameof(readout), readout, "Not what a readout can read.");
        Footprint.ThrowIfTooLarge(
            nameof(maxBatch), maxBatch, $"a cell of {weights.Shape.Units} units over {steps} steps",
            count => weights.Strides.Memory<T>(steps, count));
        (Weights, MaxBatch, Readout, this.activation) = (weights, maxBatch, readout, activation);
        (fed, slope, leftOut) = (new(weights.Shape.Units), new(weights.Shape.Units), new bool[maxBatch]);
        tape = new(weights, steps, maxBatch);
        descent = new(weights, tape, maxBatch, readout);
    }

    /// <summary>Samples of a block where nothing is said.</summary>
    public const int DefaultBatch = 64;

    /// <summary>The parameters.</summary>
    public LeakyWeights<T> Weights { get; }

    /// <summary>T.</summary>
    public int Steps => tape.Steps;

    /// <summary>The most samples of a block.</summary>
    public int MaxBatch { get; }

    /// <summary>What is read of a state.</summary>
    public LeakyReadout Readout { get; }

    /// <summary>Of each sample of the last call, whether it is left out: something in it is not finite.</summary>
    public ReadOnlySpan<bool> LeftOut => leftOut.AsSpan(0, samples);

    /// <summary>Runs all steps and keeps what the way back needs.</summary>
    /// <param name="inputs">x, samples × T × D.</param>
    /// <param name="states">s after the last step, samples × N, overwritten; a sample that is left out has what came of it.</param>
    /// <returns>Samples left out.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, no sample, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work here, or the weights were set meanwhile: there is no tape
    /// then.</exception>
    public int Forward(ReadOnlySpan<T> inputs, Span<T> states)
    {
        using SoleCaller.Visit visit = caller.Enter();
        return Run(inputs, states, Weights.Shape.Units, nameof(states), isKept: true);
    }

    /// <summary>Runs all steps without keeping them: the bits of <see cref="Forward"/>, where no gradient is wanted. A tape that was there
    /// is gone.</summary>
    /// <inheritdoc cref="Forward" path="/param|/returns|/exception"/>
    public int Look(ReadOnlySpan<T> inputs, Span<T> states)
    {
        using SoleCaller.Visit visit = caller.Enter();
        return Run(inputs, states, Weights.Shape.Units, nameof(states), isKept: false);
    }

    /// <summary>Runs all steps, writes every state, and keeps what the way back needs.</summary>
    /// <param name="inputs">x, samples × T × D.</param>
    /// <param name="trajectories">s after each step, samples × T × N, overwritten.</param>
    /// <inheritdoc cref="Forward" path="/returns|/exception"/>
    public int Trace(ReadOnlySpan<T> inputs, Span<T> trajectories)
    {
        using SoleCaller.Visit visit = caller.Enter();
        return Run(inputs, trajectories, Steps * Weights.Shape.Units, nameof(trajectories), isKept: true);
    }

    /// <summary>Goes back through the steps of the last <see cref="Forward"/> or <see cref="Trace"/>, of a loss of the last state; once.
    /// </summary>
    /// <param name="lossGradient">∂L/∂s of the last state, samples × N.</param>
    /// <param name="gradients">∂L/∂ of every parameter, summed over the samples that are not left out, as <see cref="LeakyShape"/> lays
    /// them; overwritten. What overflows on the way back is not finite here.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">There is no tape, another call is at work here, or the weights were set since the
    /// tape was made: the gradients are unchanged then.</exception>
    public void Backward(ReadOnlySpan<T> lossGradient, Span<T> gradients)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Return(lossGradient, Weights.Shape.Units, nameof(lossGradient), gradients, CreditPath.Exact);
    }

    /// <summary>The same of a loss of the states of all steps, whole or along a part of the way.</summary>
    /// <param name="signals">∂L/∂ of what is read after each step, directly, samples × T × N; or what a rule tells the neurons in its
    /// place.</param>
    /// <param name="gradients">As <see cref="Backward"/>.</param>
    /// <param name="path">What of a step back through the recurrent weights is taken; <c>default</c> takes all, the exact gradient.</param>
    /// <inheritdoc cref="Backward" path="/exception"/>
    public void BackwardThrough(ReadOnlySpan<T> signals, Span<T> gradients, CreditPath path = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Weights.Refuse(path, nameof(path));
        Return(signals, Steps * Weights.Shape.Units, nameof(signals), gradients, path);
    }

    private int Run(ReadOnlySpan<T> inputs, Span<T> states, int perSample, string name, bool isKept)
    {
        (int n, int columns) = (Weights.Shape.Units, Steps * Weights.Shape.Inputs);
        int rows = inputs.Length / columns;
        Throw.IfNotShape(inputs.Length, rows, columns, nameof(inputs));
        if (rows == 0) throw new ArgumentException("The batch is empty.", nameof(inputs));
        Throw.IfNotShape(states.Length, rows, perSample, name);
        Throw.IfOverlaps(inputs, states, nameof(inputs), name);
        if (rows > MaxBatch)
            throw new ArgumentException($"The batch has {rows} samples, but the cell was made for at most {MaxBatch}.", nameof(inputs));
        long since = Weights.BeginRead();
        isTaped = false;
        samples = rows;
        Begin(rows);
        int to = 0;
        for (int time = 0; time < Steps; time++)
        {
            int from = to;
            to = isKept ? time + 1 : 1 - from;
            tape.Multiply(time, from, inputs);
            LeakyForwardPass<T, TActivation> pass = new() { Planes = tape.Planes(from, to), Activation = activation };
            Dispatch.Run<LeakyForwardPass<T, TActivation>, T>(ref pass);
            if (perSample == n && time < Steps - 1) continue;
            int at = perSample == n ? 0 : time * n;
            for (int row = 0; row < rows; row++) tape.Read(row, to, Readout).CopyTo(states[((row * perSample) + at)..]);
        }

        int count = 0;
        for (int row = 0; row < rows; row++)
        {
            leftOut[row] = !(Finite.All(inputs.Slice(row * columns, columns)) && Finite.All(tape.Read(row, to, LeakyReadout.State)));
            if (leftOut[row]) count++;
        }

        Weights.EndRead(since);
        (isTaped, version) = (isKept, since);
        return count;
    }

    // In V φ(v₀) is fed, and φ′(v₀) leads back to it.
    private void Begin(int rows)
    {
        if (Weights.Placement == LeakPlacement.Voltage) Activation.Apply(activation, Weights.Start, fed.Span, slope.Span);
        else Weights.Start.CopyTo(fed.Span);
        tape.Begin(rows, Weights.Start, fed.Span, slope.Span);
    }

    private void Return(ReadOnlySpan<T> signals, int perSample, string name, Span<T> gradients, CreditPath path)
    {
        if (!isTaped) throw new InvalidOperationException("There is no tape: run Forward first.");
        Throw.IfNotShape(signals.Length, samples, perSample, name);
        Throw.IfNotLength(gradients.Length, Weights.Shape.Count, nameof(gradients));
        Throw.IfOverlaps(signals, gradients, name, nameof(gradients));
        Weights.EndRead(version);
        isTaped = false;
        for (int row = 0; row < samples; row++) leftOut[row] |= !Finite.All(signals.Slice(row * perSample, perSample));
        descent.Run(signals, LeftOut, path);
        Weights.EndRead(version);
        descent.Write(gradients);
    }
}

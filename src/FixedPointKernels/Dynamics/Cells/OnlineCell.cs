using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>A leaky recurrent cell that learns while it runs: a step, what is told of it, and on; nothing of the steps before is kept but
/// the traces of its synapses.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TActivation">φ.</typeparam>
/// <remarks>
/// The gradient is <see cref="LeakyCell{T, TActivation}.BackwardThrough"/>'s along the same path, summed forwards; weights may change
/// between steps, where the other way needs them to stay for a whole sequence. Of the paths: the leak alone, in every form; a neuron's own
/// weight; one hop. Traces take samples × (N + D) numbers where the leak is on the voltage (the trace is the same for all neurons), and
/// samples × N × (N + D) in the other forms and with a neuron's own weight. 0 bytes a step. A sample whose state is not finite counts no
/// more from that step on. One caller at a time. Source: spec of learning through time, section 4.1.
/// </remarks>
public sealed class OnlineCell<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly TActivation activation;
    private readonly LeakyTape<T> tape;
    private readonly LeakyTraces<T> traces;
    private readonly AlignedBuffer<T> fed;
    private readonly AlignedBuffer<T> slope;
    private readonly bool[] leftOut;
    private readonly SoleCaller caller = new("cell");
    private int samples;
    private int slot;
    private bool isBehind;

    /// <summary>Makes the memory.</summary>
    /// <param name="weights">Shared, not copied: what they are set to counts from the next step on.</param>
    /// <param name="path">Along which credit goes.</param>
    /// <param name="maxBatch">The most samples.</param>
    /// <param name="activation">φ, with its parameters.</param>
    /// <param name="readout">What is read of a state.</param>
    /// <exception cref="ArgumentException">A path that needs the steps to come, or that these weights do not have; a size out of range, or
    /// memory that cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public OnlineCell(
        LeakyWeights<T> weights, CreditPath path, int maxBatch, TActivation activation = default,
        LeakyReadout readout = LeakyReadout.State)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        if (!Enum.IsDefined(readout)) throw new ArgumentOutOfRangeException(nameof(readout), readout, "Not what a readout can read.");
        weights.Refuse(path, nameof(path));
        if (path.Hop is CreditHop.All or CreditHop.Modulated)
            throw new ArgumentException($"The path {path.Hop} needs the steps to come: LeakyCell goes back over them.", nameof(path));
        Footprint.ThrowIfTooLarge(
            nameof(maxBatch), maxBatch, $"the traces of {weights.Shape.Units} units", count => LeakyTraces<T>.Memory(weights, path, count));
        (Weights, Path, MaxBatch, Readout, this.activation) = (weights, path, maxBatch, readout, activation);
        (fed, slope, leftOut) = (new(weights.Shape.Units), new(weights.Shape.Units), new bool[maxBatch]);
        tape = new(weights, 1, maxBatch);
        traces = new(weights, path, maxBatch);
    }

    /// <summary>The parameters.</summary>
    public LeakyWeights<T> Weights { get; }

    /// <summary>Along which credit goes.</summary>
    public CreditPath Path { get; }

    /// <summary>The most samples.</summary>
    public int MaxBatch { get; }

    /// <summary>What is read of a state.</summary>
    public LeakyReadout Readout { get; }

    /// <summary>Of each sample, whether it counts no more: something in it is not finite.</summary>
    public ReadOnlySpan<bool> LeftOut => leftOut.AsSpan(0, samples);

    /// <summary>Puts samples at s₀, with nothing remembered and nothing learned.</summary>
    /// <param name="count">How many, at most <see cref="MaxBatch"/>.</param>
    public void Begin(int count)
    {
        using SoleCaller.Visit visit = caller.Enter();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxBatch);
        (samples, slot, isBehind) = (count, 0, false);
        if (Weights.Placement == LeakPlacement.Voltage) Activation.Apply(activation, Weights.Start, fed.Span, slope.Span);
        else Weights.Start.CopyTo(fed.Span);
        tape.Begin(count, Weights.Start, fed.Span, slope.Span);
        traces.Begin(count);
        Array.Clear(leftOut);
    }

    /// <summary>One step.</summary>
    /// <param name="inputs">x of this step, samples × D.</param>
    /// <param name="states">What is read after it, samples × N, overwritten.</param>
    /// <returns>Samples that count no more.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">Nothing was begun, another call is at work here, or the weights were set
    /// meanwhile.</exception>
    public int Step(ReadOnlySpan<T> inputs, Span<T> states)
    {
        using SoleCaller.Visit visit = caller.Enter();
        if (samples == 0) throw new InvalidOperationException("There are no samples: call Begin first.");
        (int n, int m) = (Weights.Shape.Units, Weights.Shape.Inputs);
        Throw.IfNotShape(inputs.Length, samples, m, nameof(inputs));
        Throw.IfNotShape(states.Length, samples, n, nameof(states));
        Throw.IfOverlaps(inputs, states, nameof(inputs), nameof(states));
        if (isBehind) traces.Advance(tape, 1 - slot, slot, LeftOut);
        long since = Weights.BeginRead();
        tape.Multiply(0, slot, inputs);
        LeakyForwardPass<T, TActivation> pass = new() { Planes = tape.Planes(slot, 1 - slot), Activation = activation };
        Dispatch.Run<LeakyForwardPass<T, TActivation>, T>(ref pass);
        Weights.EndRead(since);
        (slot, isBehind) = (1 - slot, true);
        int count = 0;
        for (int row = 0; row < samples; row++)
        {
            tape.Read(row, slot, Readout).CopyTo(states[(row * n)..]);
            leftOut[row] |= !(Finite.All(inputs.Slice(row * m, m)) && Finite.All(tape.Read(row, slot, LeakyReadout.State)));
            if (leftOut[row]) count++;
        }

        return count;
    }

    /// <summary>Learns from what the last step is told; at most once a step, and not at all where nothing is told.</summary>
    /// <param name="signals">∂L/∂ of what is read after it, or what a rule tells the neurons in its place, samples × N.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    /// <exception cref="InvalidOperationException">No step to learn from, another call is at work here, or the weights were set
    /// meanwhile.</exception>
    public void Learn(ReadOnlySpan<T> signals)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int n = Weights.Shape.Units;
        Throw.IfNotShape(signals.Length, samples, n, nameof(signals));
        if (!isBehind) throw new InvalidOperationException("There is no step to learn from: call Step first.");
        long since = Weights.BeginRead();
        bool throughSlope = Weights.Placement == LeakPlacement.Voltage && Readout == LeakyReadout.Activity;
        for (int row = 0; row < samples; row++)
        {
            ReadOnlySpan<T> told = signals.Slice(row * n, n);
            leftOut[row] |= !Finite.All(told);
            Span<T> signal = traces.SignalOf(row);
            if (throughSlope) TensorPrimitives.Multiply(told, tape.Deltas(slot).Slice(row * Weights.Strides.Delta, n), signal);
            else told.CopyTo(signal);
        }

        traces.Learn(tape, 1 - slot, slot, LeftOut);
        isBehind = false;
        Weights.EndRead(since);
    }

    /// <summary>Writes the gradients learned since the last time, or since <see cref="Begin"/>, and forgets them.</summary>
    /// <param name="gradients">By every parameter, summed over steps and samples, as <see cref="LeakyShape"/> lays them;
    /// overwritten.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void Take(Span<T> gradients)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Throw.IfNotLength(gradients.Length, Weights.Shape.Count, nameof(gradients));
        traces.Take(gradients);
    }
}

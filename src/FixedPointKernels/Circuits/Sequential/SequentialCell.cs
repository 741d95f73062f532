using System;
using System.Numerics;
using FixedPointKernels.Dynamics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>A sequential ORGaNICs cell at work on a block of samples: all its steps forward, and back to the gradients of every
/// parameter.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// A step forward is 12n² operations a sample in products, two wide and two of n × n, and one pass for all else; a step back 24n². The tape
/// of a segment of the steps is kept, the state where each segment begins, and the rest run again.
/// Sample k's states do not depend on the block, bit for bit. Gradients are sums over a block: whoever has blocks of a fixed size and adds
/// their gradients in order has the same bits over any number of threads. A sample with a NaN or an infinity in its inputs, its last state
/// or its loss gradient is left out of the sums and harms no other. One cell per thread; 0 bytes per call.
/// </remarks>
public sealed class SequentialCell<T> : ISequenceCell<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SequentialTape<T> tape;
    private readonly SequentialDescent<T> descent;
    private readonly bool[] leftOut;
    private readonly SoleCaller caller = new("cell");
    private int samples;
    private long version;

    /// <summary>Makes the memory.</summary>
    /// <param name="weights">Shared, not copied: what they are set to counts from the next call on.</param>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="maxBatch">The most samples of a block.</param>
    /// <param name="segment">Steps on the tape at a time; 0 for all while that is at most 256 MiB, else √T; T or more for all.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public SequentialCell(SequentialWeights<T> weights, int steps, int maxBatch = DefaultBatch, int segment = 0)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        Segment = SequentialMemory.Kept<T>(weights.Shape, steps, maxBatch, segment);
        Footprint.ThrowIfTooLarge(
            nameof(maxBatch), maxBatch, $"a cell of {weights.Shape.Units} units over {steps} steps",
            count => SequentialMemory.Of<T>(weights.Shape, steps, count, segment));
        (Weights, MaxBatch) = (weights, maxBatch);
        leftOut = new bool[maxBatch];
        tape = new(weights, steps, maxBatch, Segment);
        descent = new(weights, tape, maxBatch);
    }

    /// <summary>Samples of a block where nothing is said.</summary>
    public const int DefaultBatch = 64;

    /// <summary>The parameters.</summary>
    public SequentialWeights<T> Weights { get; }

    /// <summary>T.</summary>
    public int Steps => tape.Steps;

    /// <summary>The most samples of a block.</summary>
    public int MaxBatch { get; }

    /// <summary>Steps on the tape at a time.</summary>
    public int Segment { get; }

    /// <summary>Of each sample of the last call, whether it is left out: something in it is not finite.</summary>
    public ReadOnlySpan<bool> LeftOut => leftOut.AsSpan(0, samples);

    /// <summary>Runs all steps and keeps what <see cref="Backward"/> needs.</summary>
    /// <param name="inputs">x, samples × T × m.</param>
    /// <param name="states">y after the last step, samples × n, overwritten; a sample that is left out has what came of it.</param>
    /// <returns>Samples left out.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, no sample, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work here, or the weights were set meanwhile: there is no tape
    /// then.</exception>
    public int Forward(ReadOnlySpan<T> inputs, Span<T> states)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int rows = Samples(inputs, states.Length, Weights.Shape.Units, nameof(states));
        Throw.IfOverlaps(inputs, states, nameof(inputs), nameof(states));
        long since = Weights.BeginRead();
        IsTaped = false;
        tape.Begin(rows, inputs);
        for (int segment = 0; segment < tape.Segments; segment++)
        {
            if (segment > 0) tape.MoveOn(segment - 1);
            if (tape.Segments > 1) tape.Keep(segment);
            tape.Run(segment);
        }

        int count = Finish(rows, tape.StepsOf(tape.Segments - 1), states);
        Weights.EndRead(since);
        (IsTaped, version) = (true, since);
        return count;
    }

    /// <summary>Runs all steps without keeping them: the bits of <see cref="Forward"/>, where no gradient is wanted. A tape that was there
    /// is gone.</summary>
    /// <inheritdoc cref="Forward" path="/param|/returns|/exception"/>
    public int Look(ReadOnlySpan<T> inputs, Span<T> states)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int rows = Samples(inputs, states.Length, Weights.Shape.Units, nameof(states));
        Throw.IfOverlaps(inputs, states, nameof(inputs), nameof(states));
        return Follow(rows, inputs, states, default);
    }

    /// <summary>Runs all steps and writes every state, for whoever wants to see them. A tape that was there is gone.</summary>
    /// <param name="inputs">x, samples × T × m.</param>
    /// <param name="trajectories">(y, a, b₀, b) after each step, samples × T × 4n, overwritten.</param>
    /// <returns>Samples left out.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, no sample, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work here, or the weights were set meanwhile.</exception>
    public int Trace(ReadOnlySpan<T> inputs, Span<T> trajectories)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int rows = Samples(inputs, trajectories.Length, 4 * Weights.Shape.Units * Steps, nameof(trajectories));
        Throw.IfOverlaps(inputs, trajectories, nameof(inputs), nameof(trajectories));
        return Follow(rows, inputs, default, trajectories);
    }

    /// <summary>Goes back through the steps of the last <see cref="Forward"/>; once.</summary>
    /// <param name="lossGradient">∂L/∂y of the last state, samples × n.</param>
    /// <param name="gradients">∂L/∂ of every parameter, summed over the samples that are not left out, as <see cref="SequentialShape"/>
    /// lays them; overwritten. What overflows on the way back is not finite here.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">There is no tape, another call is at work here, or the weights were set since the
    /// tape was made: the gradients are unchanged then.</exception>
    public void Backward(ReadOnlySpan<T> lossGradient, Span<T> gradients)
    {
        using SoleCaller.Visit visit = caller.Enter();
        if (!IsTaped) throw new InvalidOperationException("There is no tape: run Forward first.");
        int n = Weights.Shape.Units;
        Throw.IfNotShape(lossGradient.Length, samples, n, nameof(lossGradient));
        Throw.IfNotLength(gradients.Length, Weights.Shape.Count, nameof(gradients));
        Throw.IfOverlaps(lossGradient, gradients, nameof(lossGradient), nameof(gradients));
        Weights.EndRead(version);
        IsTaped = false;
        for (int row = 0; row < samples; row++) leftOut[row] |= !Finite.All(lossGradient.Slice(row * n, n));
        descent.Begin(lossGradient, LeftOut);
        for (int segment = tape.Segments - 1; segment >= 0; segment--)
        {
            int steps = tape.StepsOf(segment);
            if (segment < tape.Segments - 1)
            {
                tape.Return(segment);
                tape.Run(segment);
            }

            for (int row = 0; row < samples; row++)
            {
                if (leftOut[row]) tape.Erase(row, steps);
            }

            descent.Run(steps);
        }

        Weights.EndRead(version);
        descent.Write(gradients);
    }

    private bool IsTaped { get; set; }

    // Two slots of the tape in turn, and one for the products.
    private int Follow(int rows, ReadOnlySpan<T> inputs, Span<T> states, Span<T> trajectories)
    {
        long since = Weights.BeginRead();
        IsTaped = false;
        tape.Begin(rows, inputs);
        for (int time = 0; time < Steps; time++)
        {
            tape.Advance(time, time & 1, (time + 1) & 1, 0);
            if (!trajectories.IsEmpty) tape.CopyStates((time + 1) & 1, time, trajectories);
        }

        int count = Finish(rows, Steps & 1, states);
        Weights.EndRead(since);
        return count;
    }

    private int Finish(int rows, int slot, Span<T> states)
    {
        samples = rows;
        int count = 0;
        for (int row = 0; row < rows; row++)
        {
            leftOut[row] = !tape.IsFinite(row, slot);
            if (leftOut[row]) count++;
        }

        if (!states.IsEmpty) tape.CopyLast(slot, states);
        return count;
    }

    private int Samples(ReadOnlySpan<T> inputs, int length, int perSample, string name)
    {
        int columns = Steps * Weights.Shape.Inputs;
        int rows = inputs.Length / columns;
        Throw.IfNotShape(inputs.Length, rows, columns, nameof(inputs));
        if (rows == 0) throw new ArgumentException("The batch is empty.", nameof(inputs));
        Throw.IfNotShape(length, rows, perSample, name);
        return rows <= MaxBatch
            ? rows
            : throw new ArgumentException($"The batch has {rows} samples, but the cell was made for at most {MaxBatch}.", nameof(inputs));
    }
}

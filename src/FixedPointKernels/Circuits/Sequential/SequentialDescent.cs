using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Circuits;

/// <summary>A block of samples on its way back: what its states are answerable for, and the gradients of the parameters.</summary>
/// <remarks>The deltas of some steps lie in a stack, <see cref="SequentialMemory.StackRows"/> rows of it, and one product of each parameter
/// takes them to its gradient: a sum of that length costs a read and a write of the gradient.</remarks>
internal sealed class SequentialDescent<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SequentialWeights<T> weights;
    private readonly SequentialTape<T> tape;
    private readonly SequentialStrides strides;
    private readonly AlignedBuffer<T> back;
    private readonly AlignedBuffer<T> backProducts;
    private readonly AlignedBuffer<T> backGains;
    private readonly AlignedBuffer<T> gateDeltas;
    private readonly AlignedBuffer<T> deltas;
    private readonly AlignedBuffer<T> sources;
    private readonly AlignedBuffer<T> rateSums;
    private readonly AlignedBuffer<T> rates;
    private readonly AlignedBuffer<T> gates;
    private readonly AlignedBuffer<T> recurrent;
    private readonly AlignedBuffer<T> pool;
    private readonly AlignedBuffer<T> drive;
    private readonly AlignedBuffer<T> scratch;

    internal SequentialDescent(SequentialWeights<T> weights, SequentialTape<T> tape, int maxBatch)
    {
        (this.weights, this.tape, strides) = (weights, tape, weights.Strides);
        int rows = SequentialMemory.StackRowsOf(maxBatch, tape.Segment);
        back = new(maxBatch * strides.Pair);
        backProducts = new(maxBatch * strides.Pair);
        backGains = new(maxBatch * strides.Pair);
        gateDeltas = new(rows * strides.Gate);
        deltas = new(rows * strides.Delta);
        sources = new(rows * strides.Gate);
        rateSums = new(4 * strides.Width);
        rates = new(4 * strides.Width);
        gates = new(strides.Pair * strides.State);
        recurrent = new(strides.Width * strides.Width);
        pool = new(strides.Width * strides.Width);
        drive = new(strides.Width * strides.Drive);
        scratch = Gemm.MultiplyScratch<T>(strides.Pair, strides.Feed, rows).Allocate<T>();
    }

    /// <summary>Puts the block behind its last step.</summary>
    /// <param name="lossGradient">∂L/∂y of the last state, samples × n.</param>
    /// <param name="leftOut">Samples that do not count.</param>
    internal void Begin(ReadOnlySpan<T> lossGradient, ReadOnlySpan<bool> leftOut)
    {
        int n = weights.Shape.Units;
        back.Span.Clear();
        backProducts.Span.Clear();
        backGains.Span.Clear();
        for (int row = 0; row < tape.Rows; row++)
        {
            if (!leftOut[row]) lossGradient.Slice(row * n, n).CopyTo(back.Span[(row * strides.Pair)..]);
        }

        rates.Span.Clear();
        gates.Span.Clear();
        recurrent.Span.Clear();
        pool.Span.Clear();
        drive.Span.Clear();
    }

    /// <summary>Goes back through the steps of the segment that is on the tape.</summary>
    internal unsafe void Run(int steps)
    {
        int stack = SequentialMemory.StackSteps(tape.Rows);
        (int width, int pair, int rows) = (strides.Width, strides.Pair, tape.Rows);
        for (int first = (steps - 1) / stack * stack, end = steps; end > 0; end = first, first -= stack)
        {
            rateSums.Span.Clear();
            for (int step = end - 1; step >= first; step--)
            {
                int gate = (step - first) * rows * strides.Gate, delta = (step - first) * rows * strides.Delta;
                SequentialPlanes<T> planes = tape.Planes(step, step + 1, step);
                planes.Ahead = step > 0 ? -1 : 0;
                planes.Sources = sources.Pointer + gate;
                planes.Back = back.Pointer;
                planes.BackProducts = backProducts.Pointer;
                planes.BackGains = backGains.Pointer;
                planes.GateDeltas = gateDeltas.Pointer + gate;
                planes.Deltas = deltas.Pointer + delta;
                planes.RateSums = rateSums.Pointer;
                tape.Passes.Backward(planes);
                Gemm.MultiplyPacked(
                    rows, pair, pair, T.One, gateDeltas.Span[gate..], strides.Gate, weights.GatesBackward.Span, T.One, back.Span, pair);
                Gemm.MultiplyPacked(
                    rows, width, width, T.One, deltas.Span[(delta + width)..], strides.Delta, weights.RecurrentBackward.Span, T.Zero,
                    backProducts.Span, pair);
                Gemm.MultiplyPacked(
                    rows, width, width, T.One, deltas.Span[delta..], strides.Delta, weights.PoolBackward.Span, T.Zero,
                    backProducts.Span[width..], pair);
            }

            AddProducts(first, (end - first) * rows);
        }
    }

    /// <summary>Writes the gradients, as <see cref="SequentialShape"/> lays them.</summary>
    internal void Write(Span<T> gradients)
    {
        (int width, int state) = (strides.Width, strides.State);
        ReadOnlySpan<T> all = gates.Span, ofGain = all[(width * state)..];
        Write(gradients, SequentialPart.Recurrent, recurrent.Span, width);
        Write(gradients, SequentialPart.Pool, pool.Span, width);
        Write(gradients, SequentialPart.Drive, drive.Span, strides.Drive);
        Write(gradients, SequentialPart.PoolGainFromY, all, state);
        Write(gradients, SequentialPart.PoolGainFromA, all[width..], state);
        Write(gradients, SequentialPart.PoolGainFromInput, all[strides.Pair..], state);
        Write(gradients, SequentialPart.GainFromY, ofGain, state);
        Write(gradients, SequentialPart.GainFromA, ofGain[width..], state);
        Write(gradients, SequentialPart.GainFromInput, ofGain[strides.Pair..], state);
        for (SequentialPart rate = SequentialPart.RateY; rate <= SequentialPart.RateGain; rate++)
            Write(gradients, rate, rates.Span[((rate - SequentialPart.RateY) * width)..], 1);
    }

    // The gradients of the steps in the stack, of which the first is at a slot of the tape.
    private void AddProducts(int first, int rows)
    {
        (int width, int pair, int state) = (strides.Width, strides.Pair, strides.State);
        ReadOnlySpan<T> states = tape.States.Span.Slice(first * tape.StateSize, rows * state);
        Add(pair, strides.Feed, rows, gateDeltas.Span, strides.Gate, states, state, gates.Span, state);
        bool apart = tape.Passes.RectifiesInput;
        Add(
            width, width, rows, deltas.Span[width..], strides.Delta, apart ? sources.Span : states, apart ? strides.Gate : state,
            recurrent.Span, width);
        Add(width, width, rows, deltas.Span, strides.Delta, sources.Span[width..], strides.Gate, pool.Span, width);
        Add(width, strides.Inputs, rows, deltas.Span[pair..], strides.Delta, states[pair..], state, drive.Span, strides.Drive);
        System.Numerics.Tensors.TensorPrimitives.Add(rates.Span, rateSums.Span, rates.Span);
    }

    private void Add(int m, int n, int k, ReadOnlySpan<T> left, int ldl, ReadOnlySpan<T> right, int ldr, Span<T> sum, int lds) =>
        Gemm.Multiply(Transpose.Yes, Transpose.No, m, n, k, T.One, left, ldl, right, ldr, T.One, sum, lds, scratch.Scratch);

    private void Write(Span<T> gradients, SequentialPart part, ReadOnlySpan<T> from, int stride)
    {
        SequentialShape shape = weights.Shape;
        int columns = shape.Columns(part);
        Span<T> to = shape.Of(gradients, part);
        for (int row = 0; row < shape.Units; row++) from.Slice(row * stride, columns).CopyTo(to[(row * columns)..]);
    }
}

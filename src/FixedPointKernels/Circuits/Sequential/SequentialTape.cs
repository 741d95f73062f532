using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Circuits;

/// <summary>A block of samples on its way forward: the steps of one segment, and the state where each segment begins.</summary>
/// <remarks>Arrays by quantity, in them step after step, in a step the rows of the block: so a product takes the rows of many steps at
/// once. Slot k holds the state before step k of the segment, and slot k + 1 the one after it.</remarks>
internal sealed class SequentialTape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SequentialWeights<T> weights;
    private readonly SequentialStrides strides;
    private readonly SequentialPasses<T> passes;
    private readonly AlignedBuffer<T> starts;
    private readonly AlignedBuffer<T> sources;
    private readonly T sigmaSquared;

    internal SequentialTape(SequentialWeights<T> weights, int steps, int maxBatch, int segment)
    {
        (this.weights, strides, Steps, Segment) = (weights, weights.Strides, steps, segment);
        passes = SequentialPasses<T>.Of(weights.Form, weights.Order);
        double sigma = weights.Semisaturation;
        sigmaSquared = T.CreateTruncating(sigma * sigma);
        Segments = (steps + segment - 1) / segment;
        Inputs = new(maxBatch * steps * weights.Shape.Inputs);
        States = new((segment + 1) * maxBatch * strides.State);
        Gains = new((segment + 1) * maxBatch * strides.Pair);
        Gates = new(segment * maxBatch * strides.Pair);
        Products = new(segment * maxBatch * strides.Pair);
        Drives = new(segment * maxBatch * strides.Width);
        starts = new(Segments > 1 ? Segments * maxBatch * 2 * strides.Pair : 0);
        sources = new(maxBatch * strides.Gate);
    }

    /// <summary>T.</summary>
    internal int Steps { get; }

    /// <summary>Steps of a segment; the last may have fewer.</summary>
    internal int Segment { get; }

    internal int Segments { get; }

    /// <summary>Samples of the block.</summary>
    internal int Rows { get; private set; }

    internal AlignedBuffer<T> Inputs { get; }

    internal AlignedBuffer<T> States { get; }

    internal AlignedBuffer<T> Gains { get; }

    internal AlignedBuffer<T> Gates { get; }

    internal AlignedBuffer<T> Products { get; }

    internal AlignedBuffer<T> Drives { get; }

    internal SequentialPasses<T> Passes => passes;

    internal int StateSize => Rows * strides.State;

    internal int PairSize => Rows * strides.Pair;

    internal int DriveSize => Rows * strides.Width;

    /// <summary>Steps of a segment.</summary>
    internal int StepsOf(int segment) => Math.Min(Segment, Steps - (segment * Segment));

    /// <summary>Takes the inputs, samples × T × m, and puts the block before its first step.</summary>
    internal void Begin(int rows, ReadOnlySpan<T> inputs)
    {
        Rows = rows;
        inputs.CopyTo(Inputs.Span);
        ReadOnlySpan<T> start = weights.Start.Span;
        for (int row = 0; row < rows; row++)
        {
            start[..strides.Pair].CopyTo(States.Span[(row * strides.State)..]);
            start[strides.Pair..].CopyTo(Gains.Span[(row * strides.Pair)..]);
        }

        Feed(0);
    }

    /// <summary>Runs a segment from slot 0 on.</summary>
    internal void Run(int segment)
    {
        for (int step = 0; step < StepsOf(segment); step++) Advance((segment * Segment) + step, step, step + 1, step);
    }

    /// <summary>From the end of a segment to the beginning of the next, which is kept.</summary>
    internal void MoveOn(int segment)
    {
        int last = StepsOf(segment);
        States.Span.Slice(last * StateSize, StateSize).CopyTo(States.Span);
        Gains.Span.Slice(last * PairSize, PairSize).CopyTo(Gains.Span);
    }

    /// <summary>Keeps the state in slot 0 as a segment's beginning.</summary>
    internal void Keep(int segment)
    {
        Span<T> kept = starts.Span[(segment * 2 * PairSize)..];
        for (int row = 0; row < Rows; row++)
        {
            States.Span.Slice(row * strides.State, strides.Pair).CopyTo(kept[(row * strides.Pair)..]);
        }

        Gains.Span[..PairSize].CopyTo(kept[PairSize..]);
    }

    /// <summary>Puts the block back to where a segment began.</summary>
    internal void Return(int segment)
    {
        ReadOnlySpan<T> kept = starts.Span.Slice(segment * 2 * PairSize, 2 * PairSize);
        for (int row = 0; row < Rows; row++)
            kept.Slice(row * strides.Pair, strides.Pair).CopyTo(States.Span[(row * strides.State)..]);
        kept[PairSize..].CopyTo(Gains.Span);
        Feed(0);
    }

    /// <summary>One step, at a time of the sequence, from a slot of the state to another; its products into a slot of theirs.</summary>
    internal void Advance(int time, int from, int to, int slot)
    {
        (int width, int pair, int m) = (strides.Width, strides.Pair, strides.Inputs);
        Span<T> state = States.Span.Slice(from * StateSize, StateSize), products = Products.Span.Slice(slot * PairSize, PairSize);
        Span<T> gates = Gates.Span.Slice(slot * PairSize, PairSize), drives = Drives.Span.Slice(slot * DriveSize, DriveSize);
        ReadOnlySpan<T> inputs = Inputs.Span;
        for (int row = 0; row < Rows; row++)
            inputs.Slice(((row * Steps) + time) * m, m).CopyTo(state[((row * strides.State) + pair)..]);
        Gemm.MultiplyPacked(
            Rows, pair, strides.Feed, T.One, state, strides.State, weights.GatesForward.Span, T.Zero, gates, pair);
        bool apart = passes.RectifiesInput;
        Gemm.MultiplyPacked(
            Rows, width, width, T.One, apart ? sources.Span : state, apart ? strides.Gate : strides.State,
            weights.RecurrentForward.Span, T.Zero, products, pair);
        Gemm.MultiplyPacked(
            Rows, width, width, T.One, sources.Span[width..], strides.Gate, weights.PoolForward.Span, T.Zero, products[width..], pair);
        Gemm.MultiplyPacked(Rows, width, m, T.One, state[pair..], strides.State, weights.DriveForward.Span, T.Zero, drives, width);
        SequentialPlanes<T> planes = Planes(from, to, slot);
        planes.Ahead = slot == from && slot + 1 < Segment ? 1 : 0;
        passes.Forward(planes);
    }

    /// <summary>The rows of a step.</summary>
    internal unsafe SequentialPlanes<T> Planes(int from, int to, int slot) => new()
    {
        Rows = Rows, Width = strides.Width, StateStride = strides.State, SourceStride = strides.Gate, DeltaStride = strides.Delta,
        SigmaSquared = sigmaSquared, Rates = weights.Rates.Pointer, State = States.Pointer + ((nint)from * StateSize),
        Next = States.Pointer + ((nint)to * StateSize), Gates = Gates.Pointer + ((nint)slot * PairSize),
        Products = Products.Pointer + ((nint)slot * PairSize), Drive = Drives.Pointer + ((nint)slot * DriveSize),
        Gains = Gains.Pointer + ((nint)from * PairSize), NextGains = Gains.Pointer + ((nint)to * PairSize), Sources = sources.Pointer,
    };

    /// <summary>Whether a sample is finite: its inputs, and the state in a slot, which keeps what was not.</summary>
    internal bool IsFinite(int row, int slot)
    {
        int length = Steps * strides.Inputs;
        return Finite.All(Inputs.Span.Slice(row * length, length))
            && Finite.All(States.Span.Slice((slot * StateSize) + (row * strides.State), strides.Pair))
            && Finite.All(Gains.Span.Slice((slot * PairSize) + (row * strides.Pair), strides.Pair));
    }

    /// <summary>Zeros in place of a sample on the steps of a segment: whatever is summed over the rows does not see it.</summary>
    internal void Erase(int row, int steps)
    {
        for (int step = 0; step <= steps; step++)
        {
            States.Span.Slice((step * StateSize) + (row * strides.State), strides.Feed).Clear();
            Gains.Span.Slice((step * PairSize) + (row * strides.Pair), strides.Pair).Clear();
            if (step == steps) return;
            Gates.Span.Slice((step * PairSize) + (row * strides.Pair), strides.Pair).Clear();
            Products.Span.Slice((step * PairSize) + (row * strides.Pair), strides.Pair).Clear();
            Drives.Span.Slice((step * DriveSize) + (row * strides.Width), strides.Width).Clear();
        }
    }

    /// <summary>y of a slot, samples × n.</summary>
    internal void CopyLast(int slot, Span<T> states)
    {
        int n = weights.Shape.Units;
        for (int row = 0; row < Rows; row++)
            States.Span.Slice((slot * StateSize) + (row * strides.State), n).CopyTo(states[(row * n)..]);
    }

    /// <summary>(y, a, b₀, b) of a slot, into a time of samples × T × 4n.</summary>
    internal void CopyStates(int slot, int time, Span<T> trajectories)
    {
        int n = weights.Shape.Units;
        for (int row = 0; row < Rows; row++)
        {
            Span<T> to = trajectories.Slice(((row * Steps) + time) * 4 * n, 4 * n);
            ReadOnlySpan<T> state = States.Span[((slot * StateSize) + (row * strides.State))..];
            ReadOnlySpan<T> gains = Gains.Span[((slot * PairSize) + (row * strides.Pair))..];
            state[..n].CopyTo(to);
            state.Slice(strides.Width, n).CopyTo(to[n..]);
            gains[..n].CopyTo(to[(2 * n)..]);
            gains.Slice(strides.Width, n).CopyTo(to[(3 * n)..]);
        }
    }

    // What the first products of a segment take: the passes leave it for all others.
    private void Feed(int slot)
    {
        (int width, bool rectifies) = (strides.Width, weights.Form != SequentialForm.HeadUnrectified);
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<T> state = States.Span.Slice((slot * StateSize) + (row * strides.State), strides.Pair);
            Span<T> source = sources.Span.Slice(row * strides.Gate, strides.Pair);
            for (int i = 0; i < width; i++)
            {
                T y = state[i], a = state[width + i], signal = !rectifies || y > T.Zero ? y : T.Zero;
                source[i] = signal;
                source[width + i] = signal * signal * (a > T.Zero ? a : T.Zero);
            }
        }
    }
}

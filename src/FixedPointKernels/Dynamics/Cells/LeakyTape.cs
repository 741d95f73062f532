using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Dynamics;

/// <summary>What a block of samples leaves on its way forward: step after step, and in a step the rows of the block, so that one product
/// takes the rows of all steps.</summary>
/// <remarks>Slot t has z after step t (of step 0 the start's) with the input of step t + 1 and a 1 behind it, and the slope that step t
/// back takes: φ′(v_t), or φ′(u_t).</remarks>
internal sealed class LeakyTape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LeakyWeights<T> weights;
    private readonly LeakyStrides strides;
    private readonly AlignedBuffer<T> products;
    private readonly AlignedBuffer<T> state;

    internal LeakyTape(LeakyWeights<T> weights, int steps, int maxBatch)
    {
        (this.weights, strides, Steps) = (weights, weights.Strides, steps);
        Feeds = new((steps + 1) * maxBatch * strides.Row);
        Slopes = new((steps + 1) * maxBatch * strides.Delta);
        products = new(maxBatch * strides.Width);
        Carry = new(maxBatch * strides.Width);
        state = new(maxBatch * strides.Width);
    }

    /// <summary>T.</summary>
    internal int Steps { get; }

    /// <summary>Samples of the block.</summary>
    internal int Rows { get; private set; }

    /// <summary>(z, x, 1).</summary>
    internal AlignedBuffer<T> Feeds { get; }

    /// <summary>φ′, and in its place what a step is answerable for, α δ or α g.</summary>
    internal AlignedBuffer<T> Slopes { get; }

    /// <summary>What the way back carries past φ.</summary>
    internal AlignedBuffer<T> Carry { get; }

    internal Span<T> Products => products.Span[..(Rows * strides.Width)];

    internal int FeedSize => Rows * strides.Row;

    internal int DeltaSize => Rows * strides.Delta;

    /// <summary>Puts a block before its first step: where it starts, what of that is fed, and the slope there.</summary>
    internal void Begin(int rows, ReadOnlySpan<T> start, ReadOnlySpan<T> fed, ReadOnlySpan<T> slope)
    {
        Rows = rows;
        for (int row = 0; row < rows; row++)
        {
            start.CopyTo(state.Span[(row * strides.Width)..]);
            fed.CopyTo(Feeds.Span[(row * strides.Row)..]);
            slope.CopyTo(Slopes.Span[(row * strides.Delta)..]);
        }
    }

    /// <summary>The product of a step, [W U b](z, x, 1) of the rows of a slot.</summary>
    internal void Multiply(int time, int from, ReadOnlySpan<T> inputs)
    {
        (int n, int m) = (weights.Shape.Units, weights.Shape.Inputs);
        Span<T> feeds = Feeds.Span.Slice(from * FeedSize, FeedSize);
        for (int row = 0; row < Rows; row++)
        {
            Span<T> behind = feeds.Slice((row * strides.Row) + n, m + 1);
            inputs.Slice(((row * Steps) + time) * m, m).CopyTo(behind);
            behind[m] = T.One;
        }

        Gemm.MultiplyPacked(
            Rows, n, strides.Feed, T.One, feeds, strides.Row, weights.Forward.Span, T.Zero, products.Span, strides.Width);
    }

    /// <summary>Deltas of the rows of a slot.</summary>
    internal Span<T> Deltas(int slot) => Slopes.Span.Slice(slot * DeltaSize, DeltaSize);

    /// <summary>The rows of a step from a slot to another.</summary>
    internal unsafe LeakyPlanes<T> Planes(int from, int to) => new()
    {
        Placement = weights.Placement, Rows = Rows, Width = strides.Width, RowStride = strides.Row, DeltaStride = strides.Delta,
        Rate = weights.Rate, Keep = weights.Keep, From = Feeds.Pointer + ((nint)from * FeedSize),
        To = Feeds.Pointer + ((nint)to * FeedSize), State = state.Pointer, Slopes = Slopes.Pointer + ((nint)to * DeltaSize),
        Products = products.Pointer, Carry = Carry.Pointer,
    };

    /// <summary>What is read of a sample after the step that led to a slot.</summary>
    internal ReadOnlySpan<T> Read(int row, int slot, LeakyReadout what) =>
        weights.Placement == LeakPlacement.Voltage && what == LeakyReadout.State
            ? state.Span.Slice(row * strides.Width, weights.Shape.Units)
            : Feeds.Span.Slice((slot * FeedSize) + (row * strides.Row), weights.Shape.Units);

    /// <summary>Zeros in place of a sample at all steps: whatever is summed over the rows does not see it.</summary>
    internal void Erase(int row)
    {
        for (int slot = 0; slot <= Steps; slot++)
        {
            Feeds.Span.Slice((slot * FeedSize) + (row * strides.Row), strides.Row).Clear();
            Slopes.Span.Slice((slot * DeltaSize) + (row * strides.Delta), strides.Delta).Clear();
        }
    }
}

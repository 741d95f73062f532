using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>What the synapses of a leaky cell remember of the way so far, step after step: eligibility traces, and the gradient that they
/// add up to.</summary>
/// <remarks>
/// A trace is by (z, x, 1, s₀): of s₀ it is what of the start is left. With the leak on the voltage and credit that never passes through
/// a weight it is the same for all neurons of a sample (a row); else each neuron has a row of its own (samples × N × N).
/// </remarks>
internal sealed class LeakyTraces<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LeakyWeights<T> weights;
    private readonly LeakyStrides strides;
    private readonly CreditPath path;
    private readonly bool isVector;
    private readonly int columns;
    private readonly int stride;
    private readonly AlignedBuffer<T> traces;
    private readonly AlignedBuffer<T> former;
    private readonly AlignedBuffer<T> sources;
    private readonly AlignedBuffer<T> kept;
    private readonly AlignedBuffer<T> gained;
    private readonly AlignedBuffer<T> signals;
    private readonly AlignedBuffer<T> hop;
    private readonly AlignedBuffer<T> gradient;
    private readonly AlignedBuffer<T> scratch;
    private int samples;

    internal LeakyTraces(LeakyWeights<T> weights, CreditPath path, int maxBatch)
    {
        (this.weights, this.path, strides) = (weights, path, weights.Strides);
        int n = weights.Shape.Units;
        isVector = IsVector(weights.Placement, path);
        columns = strides.Feed + 1;
        stride = Stride(strides);
        traces = new(isVector ? maxBatch * stride : maxBatch * n * stride);
        former = new(path.Hop == CreditHop.One ? maxBatch * stride : 0);
        sources = new(isVector ? 0 : maxBatch * stride);
        (kept, gained) = (new(isVector ? 0 : maxBatch * strides.Width), new(isVector ? 0 : maxBatch * strides.Width));
        (signals, hop) = (new(maxBatch * strides.Width), new(path.Hop == CreditHop.One ? maxBatch * strides.Width : 0));
        gradient = new(n * stride);
        scratch = Gemm.MultiplyScratch<T>(n, columns, maxBatch).Allocate<T>();
    }

    /// <summary>What a step learned from, ∂L/∂ of what is read, to be written before <see cref="Learn"/>; rows of N numbers.</summary>
    internal Span<T> SignalOf(int row) => signals.Span.Slice(row * strides.Width, weights.Shape.Units);

    /// <summary>Whether a path's traces are a row a sample, and not one a neuron.</summary>
    internal static bool IsVector(LeakPlacement placement, CreditPath path) =>
        placement == LeakPlacement.Voltage && path.Hop != CreditHop.Self;

    /// <summary>Memory of the traces and of what is beside them.</summary>
    internal static Footprint Memory(LeakyWeights<T> weights, CreditPath path, double maxBatch)
    {
        LeakyStrides strides = weights.Strides;
        double rows = maxBatch * Stride(strides), all = IsVector(weights.Placement, path) ? 2 * rows : (weights.Shape.Units + 1.0) * rows;
        double gradient = weights.Shape.Units * (double)Stride(strides);
        double scratch = Gemm.MultiplyScratch<T>(weights.Shape.Units, strides.Feed + 1, (int)Math.Min(maxBatch, int.MaxValue)).Elements;
        return new((all + gradient + scratch + (4 * maxBatch * strides.Width)) * Footprint.ElementBytes<T>(), Math.Max(all, gradient));
    }

    /// <summary>Nothing remembered but the start, nothing learned.</summary>
    internal void Begin(int rows)
    {
        samples = rows;
        traces.Span.Clear();
        gradient.Span.Clear();
        int count = isVector ? rows : rows * weights.Shape.Units;
        for (int row = 0; row < count; row++) traces.Span[(row * stride) + columns - 1] = T.One;
    }

    /// <summary>One step on, where nothing is told of it.</summary>
    /// <param name="tape">The step.</param>
    /// <param name="from">Its slot before.</param>
    /// <param name="to">Its slot after.</param>
    /// <param name="leftOut">Samples that do not count.</param>
    internal void Advance(LeakyTape<T> tape, int from, int to, ReadOnlySpan<bool> leftOut)
    {
        signals.Span.Clear();
        Erase(tape, leftOut);
        if (isVector) Move(tape, from);
        else Pass(tape, from, to);
    }

    /// <summary>One step on with what it is told.</summary>
    /// <param name="tape">The step.</param>
    /// <param name="from">Its slot before.</param>
    /// <param name="to">Its slot after.</param>
    /// <param name="leftOut">Samples that do not count.</param>
    internal void Learn(LeakyTape<T> tape, int from, int to, ReadOnlySpan<bool> leftOut)
    {
        Erase(tape, leftOut);
        if (!isVector)
        {
            Pass(tape, from, to);
            return;
        }

        Move(tape, from);
        Outer(signals.Span, traces.Span);
        if (path.Hop != CreditHop.One) return;
        int n = weights.Shape.Units;
        Span<T> matrix = path.ByType ? weights.Between!.Backward.Span : weights.Backward.Span;
        Gemm.MultiplyPacked(
            samples, n, n, weights.Rate, signals.Span, strides.Width, matrix, T.Zero, hop.Span, strides.Width);
        for (int row = 0; row < samples; row++)
        {
            Span<T> told = hop.Span.Slice(row * strides.Width, n);
            TensorPrimitives.Multiply(told, tape.Deltas(from).Slice(row * strides.Delta, n), told);
        }

        Outer(hop.Span, former.Span);
    }

    /// <summary>Writes what was learned since the last time, and forgets it.</summary>
    internal void Take(Span<T> gradients)
    {
        LeakyShape shape = weights.Shape;
        int first = 0;
        for (LeakyPart part = 0; part <= LeakyPart.Start; part++)
        {
            int count = shape.Columns(part);
            Span<T> to = shape.Of(gradients, part);
            for (int row = 0; row < shape.Units; row++) gradient.Span.Slice((row * stride) + first, count).CopyTo(to[(row * count)..]);
            first += count;
        }

        gradient.Span.Clear();
    }

    private static int Stride(in LeakyStrides strides)
    {
        int line = 64 / Footprint.ElementBytes<T>();
        return (strides.Feed + line) / line * line;
    }

    // z̄ ← (1 − α) z̄ + α (z, x, 1, 0).
    private void Move(LeakyTape<T> tape, int from)
    {
        if (path.Hop == CreditHop.One) traces.Span[..(samples * stride)].CopyTo(former.Span);
        for (int row = 0; row < samples; row++)
        {
            Span<T> trace = traces.Span.Slice(row * stride, columns);
            TensorPrimitives.Multiply(trace, weights.Keep, trace);
            Span<T> seen = trace[..^1];
            ReadOnlySpan<T> fed = tape.Feeds.Span.Slice((from * tape.FeedSize) + (row * strides.Row), seen.Length);
            TensorPrimitives.FusedMultiplyAdd(fed, weights.Rate, seen, seen);
        }
    }

    private void Outer(Span<T> told, Span<T> remembered) => Gemm.Multiply(
        Transpose.Yes, Transpose.No, weights.Shape.Units, columns, samples, T.One, told, strides.Width, remembered, stride, T.One,
        gradient.Span, stride, scratch.Scratch);

    private unsafe void Pass(LeakyTape<T> tape, int from, int to)
    {
        int n = weights.Shape.Units;
        for (int row = 0; row < samples; row++)
        {
            tape.Feeds.Span.Slice((from * tape.FeedSize) + (row * strides.Row), columns - 1).CopyTo(sources.Span[(row * stride)..]);
            Factors(
                tape.Deltas(from).Slice(row * strides.Delta, n), tape.Deltas(to).Slice(row * strides.Delta, n),
                kept.Span.Slice(row * strides.Width, n), gained.Span.Slice(row * strides.Width, n));
        }

        TracePass<T> pass = new()
        {
            Samples = samples, Units = n, Stride = stride, Width = strides.Width, Row = stride, Traces = traces.Pointer,
            Sources = sources.Pointer, Kept = kept.Pointer, Gained = gained.Pointer, Signals = signals.Pointer, Gradient = gradient.Pointer,
        };
        Dispatch.Run<TracePass<T>, T>(ref pass);
    }

    // f and g of p ← f p + g (z, x, 1, 0): the diagonal of the step's Jacobian, or its leak alone, and what the step makes of its argument.
    private void Factors(ReadOnlySpan<T> slopeBefore, ReadOnlySpan<T> slope, Span<T> f, Span<T> g)
    {
        bool own = path.Hop == CreditHop.Self;
        ReadOnlySpan<T> diagonal = weights.Diagonal.Span;
        for (int i = 0; i < f.Length; i++)
        {
            T through = own ? weights.Rate * diagonal[i] : T.Zero;
            (f[i], g[i]) = weights.Placement switch
            {
                LeakPlacement.Voltage => (weights.Keep + (through * slopeBefore[i]), weights.Rate),
                LeakPlacement.Rate => (weights.Keep + (through * slope[i]), weights.Rate * slope[i]),
                _ => (slope[i] * (weights.Keep + through), weights.Rate * slope[i]),
            };
        }
    }

    // Zeros in place of a sample: what is summed over the rows does not see it, told or not.
    private void Erase(LeakyTape<T> tape, ReadOnlySpan<bool> leftOut)
    {
        int size = isVector ? stride : weights.Shape.Units * stride;
        for (int row = 0; row < samples; row++)
        {
            if (!leftOut[row]) continue;
            SignalOf(row).Clear();
            tape.Erase(row);
            traces.Span.Slice(row * size, size).Clear();
        }
    }
}

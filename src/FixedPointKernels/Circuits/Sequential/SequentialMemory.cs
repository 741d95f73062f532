using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>What a <see cref="SequentialCell{T}"/> keeps, and for how many steps at a time.</summary>
internal static class SequentialMemory
{
    /// <summary>Rows of deltas that one product takes to a gradient: its sums are that long.</summary>
    /// <remarks>The stack of 64 units is then 250 KiB, within the second-level cache. 512 rows are 1 MiB: of the whole, 64.3 % of the peak
    /// in place of 65.8 at 64 units, and 65.7 in place of 66.6 at 128 (Zen 3, float, short runs on a busy machine).</remarks>
    internal const int StackRows = 128;

    // A tape of all steps spares a quarter of the work; 784 steps of 64 samples of 128 units in float are 224 MiB.
    private const double MostTape = 256 << 20;

    /// <summary>Bytes of a cell's memory: the tape of a segment, 9n + m numbers a step and sample, the state where each segment begins, 4n,
    /// the inputs, and what does not grow with the steps.</summary>
    /// <param name="shape">n and m.</param>
    /// <param name="steps">T.</param>
    /// <param name="maxBatch">The most samples of a call.</param>
    /// <param name="segment">Steps of a segment; 0 for <see cref="Segment"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Footprint Of<T>(SequentialShape shape, int steps, int maxBatch, int segment = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int kept = Kept<T>(shape, steps, maxBatch, segment);
        SequentialStrides strides = SequentialStrides.Of<T>(shape);
        (double batch, double width, double segments) = (maxBatch, strides.Width, Math.Ceiling((double)steps / kept));
        double rows = StackRowsOf(maxBatch, kept);
        double states = (kept + 1) * batch * strides.State, gains = (kept + 1) * batch * strides.Pair;
        double tape = states + gains + (kept * batch * (5 * width));
        double starts = segments > 1 ? segments * batch * 4 * width : 0, inputs = batch * steps * shape.Inputs;
        double stack = rows * ((2.0 * strides.Gate) + strides.Delta), step = batch * (strides.Gate + (6 * width));
        double gradients = width * ((2.0 * strides.State) + (2 * width) + strides.Drive + 8);
        double scratch = Gemm.MultiplyScratch<T>(strides.Pair, strides.Feed, (int)rows).Elements;
        double longest = Math.Max(Math.Max(states, gains), Math.Max(starts, inputs));
        return new(
            (tape + starts + inputs + stack + step + gradients + scratch) * Footprint.ElementBytes<T>(), Math.Max(longest, stack));
    }

    /// <summary>Steps of a segment where none are asked for: all of them while the tape is at most 256 MiB, else the root of their number,
    /// which makes the memory least; all but the last segment are then run forward twice.</summary>
    /// <param name="shape">n and m.</param>
    /// <param name="steps">T.</param>
    /// <param name="maxBatch">The most samples of a call.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static int Segment<T>(SequentialShape shape, int steps, int maxBatch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Kept<T>(shape, steps, maxBatch, 0);

    /// <summary>Steps whose deltas lie in one stack.</summary>
    internal static int StackSteps(int rows) => Math.Max(1, StackRows / rows);

    /// <summary>Rows of a stack that does for any block of at most maxBatch samples.</summary>
    internal static int StackRowsOf(int maxBatch, int segment) =>
        Math.Max(maxBatch, (int)Math.Min(StackRows, (long)segment * maxBatch));

    /// <summary>Steps of a segment, checked.</summary>
    internal static int Kept<T>(SequentialShape shape, int steps, int maxBatch, int segment)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        if (shape.Units == 0) throw new ArgumentException("The shape has no units.", nameof(shape));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        ArgumentOutOfRangeException.ThrowIfNegative(segment);
        if (segment > 0) return Math.Min(segment, steps);
        SequentialStrides strides = SequentialStrides.Of<T>(shape);
        double row = strides.State + strides.Pair + (5.0 * strides.Width);
        return row * steps * maxBatch * Footprint.ElementBytes<T>() <= MostTape ? steps : (int)Math.Ceiling(Math.Sqrt(steps));
    }
}

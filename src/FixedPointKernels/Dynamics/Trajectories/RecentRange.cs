using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Dynamics;

/// <summary>The range of every element over the last tenth of the time or a little more, as points of a trajectory come in.</summary>
/// <remarks>Two windows, the one that is filled and the one before it: a window ends when it is a tenth of the time so far.</remarks>
internal sealed class RecentRange<T>(int size)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Kept = 0.9;

    private readonly AlignedBuffer<T> bounds = new(checked(4 * size));
    private int current;
    private double ends;

    internal void Restart()
    {
        ends = 0;
        Clear(0);
        Clear(1);
    }

    /// <summary>Forgets what came before: all points from now on count.</summary>
    internal void Last()
    {
        Restart();
        ends = double.PositiveInfinity;
    }

    internal void Observe(double time, ReadOnlySpan<T> state)
    {
        if (time > ends)
        {
            current = 1 - current;
            Clear(current);
            ends = time / Kept;
        }

        TensorPrimitives.Min(Low(current), state, Low(current));
        TensorPrimitives.Max(High(current), state, High(current));
    }

    /// <summary>The largest max − min of an element; 0 of no points. The bounds are overwritten.</summary>
    internal double Amplitude()
    {
        TensorPrimitives.Min(Low(0), Low(1), Low(0));
        TensorPrimitives.Max(High(0), High(1), High(0));
        TensorPrimitives.Subtract(High(0), Low(0), Low(0));
        return Math.Max(0, double.CreateTruncating(TensorPrimitives.Max<T>(Low(0))));
    }

    private void Clear(int window)
    {
        Low(window).Fill(T.PositiveInfinity);
        High(window).Fill(T.NegativeInfinity);
    }

    private Span<T> Low(int window) => bounds.Span.Slice(2 * window * size, size);

    private Span<T> High(int window) => bounds.Span.Slice(((2 * window) + 1) * size, size);
}

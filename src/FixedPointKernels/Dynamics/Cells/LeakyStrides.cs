using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Dynamics;

/// <summary>How the rows of a leaky cell's block lie, and what all of them take.</summary>
/// <remarks>Every row of N numbers has room for whole lines of 64 bytes, so that no pass has a ragged end at any width; products take N
/// columns and never see what is in the rest. Rows that a product over many samples walks down are an odd number of lines apart: a distance
/// of a power of two would use a few sets of the first-level cache.</remarks>
internal readonly struct LeakyStrides
{
    private readonly LeakyShape shape;

    private LeakyStrides(LeakyShape shape, int line)
    {
        this.shape = shape;
        Width = (shape.Units + line - 1) / line * line;
        Row = Odd(Math.Max(Width, Feed), line);
        Delta = Odd(Width, line);
    }

    /// <summary>N in whole lines.</summary>
    internal int Width { get; }

    /// <summary>Numbers of a row (z, x, 1), which W, U and b multiply: z is φ(v), r or h.</summary>
    internal int Feed => shape.Units + shape.Inputs + 1;

    /// <summary>From one row (z, x, 1) to the next.</summary>
    internal int Row { get; }

    /// <summary>From one row of slopes and deltas to the next.</summary>
    internal int Delta { get; }

    internal static LeakyStrides Of<T>(LeakyShape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(shape, 64 / Footprint.ElementBytes<T>());

    /// <summary>Memory of a cell: T + 1 slots of (z, x, 1) and of slopes, four rows a sample, the gradient, scratch.</summary>
    internal Footprint Memory<T>(int steps, int maxBatch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double rows = (steps + 1.0) * maxBatch, longest = rows * Math.Max(Row, Delta);
        double gradient = shape.Units * (double)Row;
        double scratch = Gemm.MultiplyScratch<T>(shape.Units, Feed, (int)Math.Min((double)steps * maxBatch, int.MaxValue)).Elements;
        double elements = Tape(steps, maxBatch) + (maxBatch * (double)Width) + gradient + scratch + (2.0 * Width);
        return new(elements * Footprint.ElementBytes<T>(), Math.Max(longest, gradient));
    }

    /// <summary>Numbers of a tape alone.</summary>
    internal double Tape(int steps, int maxBatch) => ((steps + 1.0) * maxBatch * (Row + Delta)) + (3.0 * maxBatch * Width);

    private static int Odd(int count, int line) => ((((count + line - 1) / line) | 1) * line);
}

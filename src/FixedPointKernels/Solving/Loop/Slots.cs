using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>The samples being worked on: a bounded number of rows, dense from the top, each with a
/// sample, its state and its counters.</summary>
/// <remarks>
/// A slot is a working row. When a sample is finished, the last active row moves into its place, so that every product runs over active
/// rows only, and a waiting sample enters at the end. What a method remembers of a sample must not move with the row: every sample has a
/// home, an index that is its own for as long as it is worked on, and methods index their memory by it. The memory is bounded by the number
/// of slots, not by the batch, and stays in cache.
/// </remarks>
internal sealed class Slots<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> states;
    private readonly AlignedBuffer<T> drives;
    private readonly AlignedBuffer<T> images;
    private readonly AlignedBuffer<T> linearizations;
    private readonly AlignedBuffer<T> bestStates;
    private readonly AlignedBuffer<T> bestLinearizations;
    private readonly BestAside<T>? aside;

    internal Slots(int capacity, int size, int driveSize, int linearizationSize, bool setsAside = false)
    {
        (Capacity, Size, DriveSize, LinearizationSize) = (capacity, size, driveSize, linearizationSize);
        states = new(checked(capacity * size));
        drives = new(checked(capacity * driveSize));
        images = new(checked(capacity * size));
        linearizations = new(checked(capacity * linearizationSize));
        bestStates = new(checked(capacity * size));
        bestLinearizations = new(checked(capacity * linearizationSize));
        aside = setsAside ? new(capacity, size, linearizationSize) : null;
        Residual = new T[capacity];
        BestResidual = new T[capacity];
        Tolerance = new T[capacity];
        Absolute = new T[capacity];
        Moved = new bool[capacity];
        IsDirection = new bool[capacity];
        Step = new int[capacity];
        Sample = new int[capacity];
        Home = new int[capacity];
    }

    internal int Capacity { get; }

    internal int Size { get; }

    internal int DriveSize { get; }

    internal int LinearizationSize { get; }

    /// <summary>Rows in use, 0..Active−1.</summary>
    internal int Active { get; private set; }

    /// <summary>max|F(s) − s| of the row's state.</summary>
    internal T[] Residual { get; }

    /// <summary>The smallest residual so far.</summary>
    internal T[] BestResidual { get; }

    /// <summary>The residual at which a method stops: from there on <see cref="Acceptance{T}"/> judges
    /// whether the row's point is converged.</summary>
    internal T[] Tolerance { get; }

    /// <summary>The absolute tolerance of the row's sample.</summary>
    internal T[] Absolute { get; }

    /// <summary>Whether max|s| of the row may have changed much, so that <see cref="Tolerance"/> has to be computed again.</summary>
    internal bool[] Moved { get; }

    /// <summary>Whether the row's state is a vector that a method wants a product with, no point: its residual says nothing.</summary>
    internal bool[] IsDirection { get; }

    /// <summary>Evaluations spent on the row's sample.</summary>
    internal int[] Step { get; }

    /// <summary>The sample in the row.</summary>
    internal int[] Sample { get; }

    /// <summary>The home of the row's sample: the index of what a method remembers of it, which stays when the row moves.</summary>
    internal int[] Home { get; }

    internal Span<T> States => states.Span[..(Active * Size)];

    internal Span<T> Drives => drives.Span[..(Active * DriveSize)];

    internal Span<T> Images => images.Span[..(Active * Size)];

    internal Span<T> Linearizations => linearizations.Span[..(Active * LinearizationSize)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> State(int row) => states.Span.Slice(row * Size, Size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Drive(int row) => drives.Span.Slice(row * DriveSize, DriveSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Image(int row) => images.Span.Slice(row * Size, Size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Linearization(int row) => linearizations.Span.Slice(row * LinearizationSize, LinearizationSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> BestState(int row) => bestStates.Span.Slice(row * Size, Size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> BestLinearization(int row) => bestLinearizations.Span.Slice(row * LinearizationSize, LinearizationSize);

    /// <summary>Empties the rows; row k has home k again.</summary>
    internal void Clear()
    {
        Active = 0;
        for (int row = 0; row < Capacity; row++) Home[row] = row;
    }

    /// <summary>Opens a row at the end for a sample; the caller fills state and drive.</summary>
    internal int Open(int sample, T tolerance)
    {
        int row = Active++;
        Sample[row] = sample;
        (Tolerance[row], Absolute[row]) = (tolerance, tolerance);
        Step[row] = 0;
        Residual[row] = T.NaN;
        (Moved[row], IsDirection[row]) = (false, false);
        BestResidual[row] = T.PositiveInfinity;
        aside?.Clear(Home[row]);
        return row;
    }

    /// <summary>Puts the best point so far aside until <see cref="RecallBest"/>: the points that follow are
    /// compared with each other only.</summary>
    internal void SetBestAside(int row)
    {
        aside!.Put(Home[row], BestResidual[row], BestState(row), BestLinearization(row));
        BestResidual[row] = T.PositiveInfinity;
    }

    /// <summary>Restores the point that was put aside, unless a better one was found since.</summary>
    internal void RecallBest(int row) => aside?.Take(Home[row], ref BestResidual[row], BestState(row), BestLinearization(row));

    /// <summary>Keeps the row's state, and its linearization where there is one, as the best so far.</summary>
    internal void RememberBest(int row, bool withLinearization)
    {
        BestResidual[row] = Residual[row];
        State(row).CopyTo(BestState(row));
        if (withLinearization) Linearization(row).CopyTo(BestLinearization(row));
    }

    /// <summary>Closes a row; the last active row takes its place, its home stays where it is.</summary>
    internal void Close(int row)
    {
        int last = --Active;
        if (row == last) return;
        State(last).CopyTo(State(row));
        Drive(last).CopyTo(Drive(row));
        Image(last).CopyTo(Image(row));
        Linearization(last).CopyTo(Linearization(row));
        BestState(last).CopyTo(BestState(row));
        BestLinearization(last).CopyTo(BestLinearization(row));
        Residual[row] = Residual[last];
        BestResidual[row] = BestResidual[last];
        Tolerance[row] = Tolerance[last];
        Absolute[row] = Absolute[last];
        (Moved[row], IsDirection[row]) = (Moved[last], IsDirection[last]);
        Step[row] = Step[last];
        Sample[row] = Sample[last];
        (Home[row], Home[last]) = (Home[last], Home[row]);
    }
}

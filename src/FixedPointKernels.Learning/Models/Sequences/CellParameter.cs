using System;
using System.Numerics;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Learning.Models;

/// <summary>Gives a cell a part of what it sees.</summary>
internal delegate void CellSetter<T>(ReadOnlySpan<T> seen);

/// <summary>A part of a cell as it is learned: what the cell has follows every new value.</summary>
internal sealed class CellParameter<T> : Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CellSetter<T> set;
    private readonly ICellSight<T> sight;
    private readonly T[] seen;

    /// <summary>Takes the start, and gives it to the cell.</summary>
    /// <param name="name">Among the model's parameters.</param>
    /// <param name="values">The start, rows × columns.</param>
    /// <param name="offset">Where the part begins in the gradient by all that the cell sees.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="set">Gives the cell what it sees.</param>
    /// <param name="sight">What that is.</param>
    internal CellParameter(
        string name, ReadOnlySpan<T> values, int offset, int rows, int columns, CellSetter<T> set, ICellSight<T> sight)
        : base(name, values, rows, columns)
    {
        (Offset, this.set, this.sight, seen) = (offset, set, sight, new T[values.Length]);
        if (sight.Most is { } most)
        {
            T[] least = new T[values.Length], largest = new T[values.Length];
            Array.Fill(least, T.NegativeInfinity);
            Array.Fill(largest, most);
            Restrict(new(least, largest));
        }
        else
        {
            Renew();
        }
    }

    /// <summary>Where the part begins in the gradient by all that the cell sees.</summary>
    internal int Offset { get; }

    /// <summary>The gradient by the values from that by what the cell sees.</summary>
    internal void Chain(ReadOnlySpan<T> gradient, Span<T> chained) => sight.Chain(Values, seen, gradient, chained);

    /// <summary>What the cell has follows the value.</summary>
    internal void Renew()
    {
        sight.See(Values, seen);
        set(seen);
    }

    protected override bool Accepts(ReadOnlySpan<T> next) => sight.Takes(next);

    protected override void Store(ReadOnlySpan<T> next)
    {
        base.Store(next);
        sight.Change(Values);
        Renew();
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Learning.Models;

/// <summary>A part of a sequential cell as it is learned: what the cell has follows every new value.</summary>
internal sealed class CellParameter<T> : Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SequentialWeights<T> weights;
    private readonly ICellSight<T> sight;
    private readonly T[] seen;

    internal CellParameter(string name, SequentialPart part, ReadOnlySpan<T> values, SequentialWeights<T> weights, ICellSight<T> sight)
        : base(name, values, weights.Shape.Units, weights.Shape.Columns(part))
    {
        (Part, this.weights, this.sight, seen) = (part, weights, sight, new T[values.Length]);
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

    /// <summary>Which part.</summary>
    internal SequentialPart Part { get; }

    /// <summary>The gradient by the values from that by what the cell sees.</summary>
    internal void Chain(ReadOnlySpan<T> gradient, Span<T> chained) => sight.Chain(Values, seen, gradient, chained);

    /// <summary>What the cell has follows the value.</summary>
    internal void Renew()
    {
        sight.See(Values, seen);
        weights.Set(Part, seen);
    }

    protected override void Store(ReadOnlySpan<T> next)
    {
        base.Store(next);
        sight.Change(Values);
        Renew();
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>(I − DF)⁻¹ = I + Q of any map at an earlier point, and a next one: the columns of DF by products with unit vectors, four in
/// each part, then Q = DF (I − DF)⁻¹ as of weights whose gains are 1.</summary>
/// <remarks>By products even where a map could write its Jacobian: at once that may cost N evaluations (of a map that has its derivatives
/// from differences), and no call may. 6 N² numbers.</remarks>
internal sealed class MapInverse<T, TMap> : ITrackInverse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly TMap map;
    private readonly int size;
    private readonly PackedWeights<T> slope;
    private readonly ShiftedWeights<T> shifted;
    private readonly AlignedBuffer<T> linearization;
    private readonly AlignedBuffer<T> columns;
    private readonly AlignedBuffer<T> unit;
    private readonly AlignedBuffer<T> product;
    private readonly AlignedBuffer<T> ones;
    private readonly AlignedBuffer<T> scratch;
    private int left;
    private long givenUp;
    private long bare;
    private long reset;

    internal MapInverse(TMap map)
    {
        (this.map, size) = (map, map.Size);
        PackedWeights<T>.ThrowIfTooLarge(size, nameof(map), size, nameof(map));
        (columns, unit, product, ones) = (new(size * size), new(size), new(size), new(size));
        linearization = new(map.LinearizationSize);
        scratch = map.Scratch(1).Allocate<T>();
        slope = new(columns.Span, size, size);
        shifted = new(slope, ScratchSize.Of(size).Elements);
        ones.Span.Fill(T.One);
        reset = shifted.Generation;
    }

    /// <inheritdoc/>
    public long Generation => shifted.Generation;

    /// <inheritdoc/>
    public long Attempts => shifted.Attempts + givenUp;

    /// <inheritdoc/>
    public bool Building => left > 0 || shifted.Building;

    /// <inheritdoc/>
    public int Rest => shifted.Building ? shifted.Rest : shifted.Whole + ProductMeter.InSlices(left > 0 ? left : size);

    /// <inheritdoc/>
    public int Whole => shifted.Whole + ProductMeter.InSlices(size);

    /// <inheritdoc/>
    public bool IsBare => Attempts == bare;

    /// <inheritdoc/>
    public bool IsCurrent => true;

    /// <summary>Begins the next one.</summary>
    /// <param name="at">The linearization of its point.</param>
    internal void Begin(ReadOnlySpan<T> at)
    {
        at.CopyTo(linearization.Span);
        left = size;
    }

    /// <inheritdoc/>
    public void Advance()
    {
        if (left == 0)
        {
            shifted.Advance();
            return;
        }

        for (int k = 0; k < ProductMeter.Slice && left > 0; k++)
        {
            int column = size - left--;
            unit.Span[column] = T.One;
            map.Product(1, linearization.Span, unit.Span, product.Span, scratch.Scratch);
            unit.Span[column] = T.Zero;
            for (int i = 0; i < size; i++) columns.Span[(i * size) + column] = product.Span[i];
        }

        if (left > 0) return;
        if (slope.TrySet(columns.Span)) shifted.Begin(ones.Span);
        else givenUp++;
    }

    /// <summary>That of a new tracker: DF = 0.</summary>
    internal void Reset()
    {
        left = 0;
        columns.Span.Clear();
        slope.Set(columns.Span);
        shifted.Reset();
        (bare, reset) = (Attempts, shifted.Generation);
    }

    /// <inheritdoc/>
    public void Correct(Span<T> vector)
    {
        if (shifted.Generation != reset) shifted.Correct(vector);
    }

    /// <inheritdoc/>
    public void CorrectState(Span<T> vector) => Correct(vector);

    /// <inheritdoc/>
    public void CorrectTransposed(Span<T> vector)
    {
        if (shifted.Generation != reset) shifted.CorrectTransposed(vector);
    }
}

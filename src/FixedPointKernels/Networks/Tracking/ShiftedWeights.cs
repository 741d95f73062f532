using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>Q = W (I − G W)⁻¹ at fixed gains G, packed for products, and a next Q for newer gains, which is computed a part at a
/// time, four neurons in each call.</summary>
/// <remarks>
/// With Q the chord method takes one product a step: y = W f(y + x) is y = Q (f(y + x) − G y), whose slope vanishes where f′ = G.
/// Q at gains zero is W. Changing one neuron's gain from zero is an exact update of rank one, Q ← Q + Q eⱼ gⱼ/(1 − gⱼ Qⱼⱼ) eⱼᵀ Q
/// (Gauss–Jordan elimination without an inverse), so the next Q costs the same few microseconds in each of N/4 calls, and no call pays for
/// a factorization. Of the neurons not yet changed, the one with the largest 1 − gⱼ Qⱼⱼ is next: diagonal pivoting. In 47 of 48 networks
/// of gains 0.9 to 6 and 64 to 256 neurons no pivot is below 0.1, and Q is within 1.1e-5 in float. An update of W leaves Q what it was, the
/// inverse of an earlier W: whoever uses it looks at <see cref="IsCurrent"/>. Source: J. Sherman, W. J. Morrison, "Adjustment of an
/// inverse matrix corresponding to a change in one element", 1950.
/// </remarks>
internal sealed class ShiftedWeights<T> : ITrackInverse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A smaller pivot would cost two of float's digits: the next Q is given up, and the present one stays.
    private static readonly T SmallestPivot = T.CreateTruncating(0.01);

    private readonly PackedWeights<T> weights;
    private readonly int size;
    private readonly int padded;
    private readonly AlignedBuffer<T> columns;
    private readonly AlignedBuffer<T> rows;
    private readonly AlignedBuffer<T> pivots;
    private readonly AlignedBuffer<T> open;
    private readonly AlignedBuffer<T> product;
    private AlignedBuffer<T> present;
    private AlignedBuffer<T> successor;
    private AlignedBuffer<T> presentGains;
    private AlignedBuffer<T> successorGains;
    private int left;
    private long version;
    private long successorVersion;
    private long bare;

    /// <param name="weights">W, square.</param>
    /// <param name="paddedSize">Elements of <see cref="Gains"/>: N and zeros.</param>
    internal ShiftedWeights(PackedWeights<T> weights, int paddedSize)
    {
        this.weights = weights;
        size = weights.Outputs;
        padded = weights.Forward.Length / size;
        (present, successor) = (new(weights.Forward.Length), new(weights.Forward.Length));
        (presentGains, successorGains) = (new(paddedSize), new(paddedSize));
        (columns, rows) = (new(PackedRankUpdate.Terms * size), new(PackedRankUpdate.Terms * padded));
        (pivots, open, product) = (new(size), new(size), new(size));
        Reset();
    }

    /// <summary>Whether Q is of the present W.</summary>
    public bool IsCurrent => version == weights.Version;

    /// <summary>g of the present Q, padded with zeros.</summary>
    internal ReadOnlySpan<T> Gains => presentGains.Span;

    /// <summary>The number of the present Q, which changes when Q does.</summary>
    public long Generation { get; private set; }

    /// <summary>How many next ones came to an end, given up or not.</summary>
    public long Attempts { get; private set; }

    /// <summary>Whether Q is W itself, and no next one was tried.</summary>
    public bool IsBare => Attempts == bare;

    /// <summary>Products that all of a next Q costs.</summary>
    public int Whole => ProductMeter.InSlices(size);

    /// <summary>Products that the rest of a next Q costs: all of it where none is begun.</summary>
    public int Rest => ProductMeter.InSlices(left > 0 ? left : size);

    /// <summary>Whether a next Q is being computed.</summary>
    public bool Building => left > 0;

    /// <summary>result ← Q factor + β·result.</summary>
    internal void Multiply(ReadOnlySpan<T> factor, T beta, Span<T> result) =>
        Gemm.MultiplyPacked(1, size, size, T.One, factor, size, present.Span, beta, result, size);

    /// <summary>result ← Qᵀ factor + β·result, panel by panel of the packed Qᵀ.</summary>
    internal void MultiplyTransposed(ReadOnlySpan<T> factor, T beta, Span<T> result)
    {
        int width = GemmBlocking.PanelColumns<T>();
        for (int column = 0; column < size; column += width)
        {
            int columns = Math.Min(width, size - column);
            Gemv.Multiply(
                Transpose.No, size, columns, T.One, present.Span.Slice(column * size, size * width), width, factor.Slice(column, columns),
                column == 0 ? beta : T.One, result);
        }
    }

    /// <summary>vector ← vector + Q (ḡ∘vector), the inverse of I − W Ḡ.</summary>
    public void Correct(Span<T> vector)
    {
        TensorPrimitives.Multiply(presentGains.Span[..size], vector, product.Span);
        Multiply(product.Span, T.One, vector);
    }

    /// <summary>vector ← vector + ḡ∘(Q vector), the inverse of I − Ḡ W.</summary>
    public void CorrectState(Span<T> vector)
    {
        Multiply(vector, T.Zero, product.Span);
        TensorPrimitives.MultiplyAdd(presentGains.Span[..size], product.Span, vector, vector);
    }

    /// <summary>vector ← vector + Qᵀ (ḡ∘vector), the inverse of I − Wᵀ Ḡ.</summary>
    public void CorrectTransposed(Span<T> vector)
    {
        TensorPrimitives.Multiply(presentGains.Span[..size], vector, product.Span);
        MultiplyTransposed(product.Span, T.One, vector);
    }

    /// <summary>Begins the next Q.</summary>
    /// <param name="gains">Its gains, one per neuron.</param>
    internal void Begin(ReadOnlySpan<T> gains)
    {
        gains.CopyTo(successorGains.Span);
        left = size;
    }

    /// <summary>Puts the gains of the next four neurons in; after the last ones the successor takes its place.</summary>
    public void Advance()
    {
        bool first = left == size;
        if (first) Take();
        ReadOnlySpan<T> from = first ? weights.Forward : successor.Span;
        int terms = Math.Min(left, PackedRankUpdate.Terms);
        if (terms < PackedRankUpdate.Terms)
        {
            columns.Span.Clear();
            rows.Span.Clear();
        }

        for (int term = 0; term < terms; term++)
        {
            if (!Eliminate(from, term))
            {
                left = 0;
                Attempts++;
                return;
            }
        }

        PackedRankUpdate.Add(size, size, from, columns.Span, rows.Span, successor.Span);
        left -= terms;
        if (left > 0) return;
        (present, successor) = (successor, present);
        (presentGains, successorGains) = (successorGains, presentGains);
        version = successorVersion;
        Generation++;
        Attempts++;
    }

    /// <summary>Starts from W anew.</summary>
    internal void Reset()
    {
        Generation++;
        (version, bare) = (weights.Version, Attempts);
        left = 0;
        weights.Forward.CopyTo(present.Span);
        presentGains.Span.Clear();
    }

    // The W that the next Q will be of is that of its first part.
    private void Take()
    {
        ReadOnlySpan<T> gains = successorGains.Span[..size];
        gains.CopyTo(open.Span);
        for (int i = 0; i < size; i++) pivots.Span[i] = T.One - (gains[i] * weights.Values[(i * size) + i]);
        successorVersion = weights.Version;
    }

    // Row j and column j of Q as the terms before this one leave them; in the packed transpose they are column j and row j.
    private bool Eliminate(ReadOnlySpan<T> from, int term)
    {
        int j = TensorPrimitives.IndexOfMaxMagnitude<T>(pivots.Span);
        T pivot = pivots.Span[j];
        if (!(T.Abs(pivot) >= SmallestPivot)) return false;
        Span<T> column = Column(term), row = Row(term);
        PackedRankUpdate.CopyRow(size, from, GemmBlocking.PanelColumns<T>(), j, row);
        PackedRankUpdate.CopyColumn(from, GemmBlocking.PanelColumns<T>(), j, column);
        for (int earlier = 0; earlier < term; earlier++)
        {
            Axpy.Add(Column(earlier)[j], Row(earlier), row);
            Axpy.Add(Row(earlier)[j], Column(earlier), column);
        }

        TensorPrimitives.Multiply(column, open.Span[j] / pivot, column);
        pivots.Span[j] = T.Zero;
        open.Span[j] = T.Zero;
        TensorPrimitives.Multiply(column, row[..size], product.Span);
        TensorPrimitives.Multiply(product.Span, open.Span, product.Span);
        TensorPrimitives.Subtract(pivots.Span, product.Span, pivots.Span);
        return true;
    }

    private Span<T> Column(int term) => columns.Span.Slice(term * size, size);

    private Span<T> Row(int term) => rows.Span.Slice(term * padded, padded);
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Weights;

/// <summary>A weight matrix W of which only some entries are there: by rows for W v, and once more by columns for Wᵀ v.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Which entries are there never changes; their values may, by <see cref="TrySet"/>. Reading is safe from any number of threads, a change
/// needs exclusive access. Memory: twice a value and an index, and an index more, for each entry. Source of the format: compressed sparse
/// rows, as in Y. Saad, "Iterative Methods for Sparse Linear Systems", 2nd ed., section 3.4.
/// </remarks>
public sealed class SparseWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SparseLines<T> rows;
    private readonly SparseLines<T> columns;
    private readonly int[] places;
    private Revision revision;

    /// <summary>Copies the entries.</summary>
    /// <param name="outputs">Rows of W.</param>
    /// <param name="inputs">Columns of W.</param>
    /// <param name="starts">outputs + 1 numbers: row i has the entries starts[i], …, starts[i + 1] − 1.</param>
    /// <param name="columns">The column of each entry, ascending within a row.</param>
    /// <param name="values">Its value.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit, starts or columns that do not ascend or lie outside, or a
    /// value that is NaN or infinite.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public SparseWeights(int outputs, int inputs, ReadOnlySpan<int> starts, ReadOnlySpan<int> columns, ReadOnlySpan<T> values)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        Throw.IfNotLength(starts.Length, outputs + 1, nameof(starts));
        Throw.IfNotLength(columns.Length, values.Length, nameof(columns));
        Check(starts, columns, inputs);
        ThrowIfNotFinite(values);
        (Outputs, Inputs) = (outputs, inputs);
        rows = new(starts.ToArray(), columns.ToArray(), values.ToArray());
        (this.columns, places) = rows.Turn(inputs);
        Measure();
    }

    /// <summary>The entries of a dense matrix that are not 0.</summary>
    /// <param name="weights">outputs × inputs, row-major.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Columns.</param>
    /// <exception cref="ArgumentException">The length is not outputs × inputs, or an entry is NaN or infinite.</exception>
    public static SparseWeights<T> Of(ReadOnlySpan<T> weights, int outputs, int inputs)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        Throw.IfNotShape(weights.Length, outputs, inputs, nameof(weights));
        int count = 0;
        foreach (T weight in weights) count += weight == T.Zero ? 0 : 1;
        (int[] starts, int[] columns, T[] values) = (new int[outputs + 1], new int[count], new T[count]);
        for (int i = 0, at = 0; i < outputs; i++)
        {
            for (int j = 0; j < inputs; j++)
            {
                T weight = weights[(i * inputs) + j];
                if (weight != T.Zero) (columns[at], values[at++]) = (j, weight);
            }

            starts[i + 1] = at;
        }

        return new(outputs, inputs, starts, columns, values);
    }

    /// <summary>Rows of W.</summary>
    public int Outputs { get; }

    /// <summary>Columns of W.</summary>
    public int Inputs { get; }

    /// <summary>The values of the entries, row by row.</summary>
    public ReadOnlySpan<T> Values => rows.Values;

    /// <summary>Where each row's entries start, and at last their number.</summary>
    public ReadOnlySpan<int> Starts => rows.Starts;

    /// <summary>The column of each entry.</summary>
    public ReadOnlySpan<int> Columns => rows.Indices;

    internal SparseLines<T> Rows => rows;

    internal SparseLines<T> Turned => columns;

    /// <summary>Replaces the values, unless one is NaN or infinite. 0 bytes; exclusive access.</summary>
    /// <returns>False, and W unchanged, if a value is NaN or infinite.</returns>
    /// <exception cref="ArgumentException">Another number of values than entries.</exception>
    /// <exception cref="InvalidOperationException">Another thread is changing W.</exception>
    public bool TrySet(ReadOnlySpan<T> values)
    {
        Throw.IfNotLength(values.Length, rows.Values.Length, nameof(values));
        if (!LinearAlgebra.Finite.All(values)) return false;
        revision.BeginWrite();
        values.CopyTo(rows.Values);
        for (int at = 0; at < places.Length; at++) columns.Values[at] = values[places[at]];
        Measure();
        revision.EndWrite();
        return true;
    }

    /// <summary>gradient[e] ← gradient[e] + scale Σₖ leftₖ[i] rightₖ[j] for every entry e at (i, j): what of Σₖ leftₖ rightₖᵀ
    /// belongs to entries that are there.</summary>
    /// <param name="samples">How many pairs.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="left">samples × Outputs.</param>
    /// <param name="right">samples × Inputs.</param>
    /// <param name="gradient">One for each entry; added to; must not overlap the others.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <remarks>0 bytes, no scratch. The order of summation is that of the samples.</remarks>
    public void AddOuter(int samples, T scale, ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> gradient) =>
        AddOuter(0, Outputs, samples, scale, left, right, gradient);

    /// <summary>The same for the entries of some rows; those of the others are not touched, so that threads can share the rows.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="samples">How many pairs.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="left">samples × Outputs.</param>
    /// <param name="right">samples × Inputs.</param>
    /// <param name="gradient">One for each entry of W; added to.</param>
    /// <exception cref="ArgumentException">As above, or rows that are not there.</exception>
    public void AddOuter(int from, int count, int samples, T scale, ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> gradient)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Outputs - from);
        Throw.IfNotShape(left.Length, samples, Outputs, nameof(left));
        Throw.IfNotShape(right.Length, samples, Inputs, nameof(right));
        Throw.IfNotLength(gradient.Length, rows.Values.Length, nameof(gradient));
        Throw.IfOverlaps(left, gradient, nameof(left), nameof(gradient));
        Throw.IfOverlaps(right, gradient, nameof(right), nameof(gradient));
        for (int k = 0; k < samples; k++)
        {
            ReadOnlySpan<T> vector = right.Slice(k * Inputs, Inputs);
            for (int i = from; i < from + count; i++)
            {
                T factor = scale * left[(k * Outputs) + i];
                for (int at = rows.Starts[i]; at < rows.Starts[i + 1]; at++)
                    gradient[at] = T.FusedMultiplyAdd(factor, vector[rows.Indices[at]], gradient[at]);
            }
        }
    }

    /// <summary>Before W is read for one result: what <see cref="EndRead"/> wants.</summary>
    /// <exception cref="InvalidOperationException">W is being changed.</exception>
    public long BeginRead() => revision.BeginRead();

    /// <summary>After W was read for one result.</summary>
    /// <param name="version">What <see cref="BeginRead"/> returned.</param>
    /// <exception cref="InvalidOperationException">W was changed since: the result is of neither.</exception>
    public void EndRead(long version) => revision.EndRead(version);

    private void Measure()
    {
        rows.Measure();
        columns.Measure();
    }

    private static void Check(ReadOnlySpan<int> starts, ReadOnlySpan<int> columns, int inputs)
    {
        if (starts[0] != 0 || starts[^1] != columns.Length)
            throw new ArgumentException(
                $"The starts go from {starts[0]} to {starts[^1]}; of {columns.Length} entries they go from 0 to {columns.Length}.",
                nameof(starts));
        for (int i = 0; i + 1 < starts.Length; i++)
        {
            if (starts[i + 1] < starts[i]) throw new ArgumentException(
                $"Row {i} starts at {starts[i]} and ends at {starts[i + 1]}; starts must not fall.", nameof(starts));
            for (int at = starts[i], before = -1; at < starts[i + 1]; before = columns[at++])
            {
                if (columns[at] <= before || columns[at] >= inputs)
                {
                    throw new ArgumentException(
                        $"Row {i} has an entry in column {columns[at]} after column {before}; "
                        + $"columns of a row ascend and are below {inputs}.", nameof(columns));
                }
            }
        }
    }

    private static void ThrowIfNotFinite(ReadOnlySpan<T> values)
    {
        for (int at = 0; at < values.Length; at++)
        {
            if (!T.IsFinite(values[at]))
                throw new ArgumentException($"Entry {at} is {values[at]}; weights must be finite.", nameof(values));
        }
    }
}

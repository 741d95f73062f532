using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Weights;

/// <summary>A weight matrix W (outputs × inputs, row-major) with both packed copies that the products stream: S Wᵀ and S W.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Packed once, used for one sample or a thousand with one order of summation. Reading is safe from any number of threads;
/// <see cref="Add(ReadOnlySpan{T})"/> and <see cref="Set(ReadOnlySpan{T})"/> need exclusive access. Memory: three times the matrix; five
/// times where a circuit in float is solved, which is judged in double.
/// </remarks>
public sealed class PackedWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> values;
    private readonly AlignedBuffer<T> forward;
    private readonly AlignedBuffer<T> backward;
    private ProductRounding<T> forwardRounding;
    private ProductRounding<T> backwardRounding;
    private long forwardVersion;
    private long backwardVersion;
    private AlignedBuffer<double>? inDouble;
    private long inDoubleVersion;
    private Revision revision;

    /// <summary>Copies and packs a matrix.</summary>
    /// <param name="weights">outputs × inputs, row-major; row i holds what enters output i.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Columns.</param>
    /// <exception cref="ArgumentException">The length is not outputs × inputs, an entry is NaN or infinite,
    /// or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public PackedWeights(ReadOnlySpan<T> weights, int outputs, int inputs)
        : this(weights, nameof(weights), outputs, nameof(outputs), inputs, nameof(inputs))
    {
    }

    /// <summary>The same under the names that the caller's parameters have.</summary>
    internal PackedWeights(ReadOnlySpan<T> weights, string weightsName, int outputs, string outputsName, int inputs, string inputsName)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs, outputsName);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs, inputsName);
        ThrowIfTooLarge(outputs, outputsName, inputs, inputsName);
        (Outputs, Inputs) = (outputs, inputs);
        Throw.IfNotShape(weights.Length, outputs, inputs, weightsName);
        values = new(outputs * inputs);
        forward = new(Gemm.PackedLength<T>(inputs, outputs));
        backward = new(Gemm.PackedLength<T>(outputs, inputs));
        Set(weights, weightsName);
    }

    /// <summary>Rows of W.</summary>
    public int Outputs { get; }

    /// <summary>Columns of W.</summary>
    public int Inputs { get; }

    /// <summary>W, outputs × inputs, row-major.</summary>
    public ReadOnlySpan<T> Values => values.Span;

    /// <summary>Wᵀ as the product with a state streams it.</summary>
    internal ReadOnlySpan<T> Forward => forward.Span;

    /// <summary>W as the product with what comes back streams it.</summary>
    internal ReadOnlySpan<T> Backward => backward.Span;

    /// <summary>What the rounding of <see cref="Multiply"/> can reach: see <see cref="ProductRounding{T}"/>.</summary>
    internal ProductRounding<T> Rounding => Volatile.Read(ref forwardVersion) == Version ? forwardRounding : RoundForward();

    /// <summary>The same of <see cref="MultiplyTransposed"/>.</summary>
    internal ProductRounding<T> RoundingTransposed => Volatile.Read(ref backwardVersion) == Version ? backwardRounding : RoundBackward();

    /// <summary>W in double, outputs × inputs, row-major: a copy that is made when asked for first, and after an update anew.</summary>
    internal ReadOnlySpan<double> InDouble =>
        Volatile.Read(ref inDoubleVersion) == Version && inDouble is { } made ? made.Span : Widen();

    /// <summary>Counts the changes of W, for whoever keeps something made from it: even at rest, odd while it is being replaced.</summary>
    internal long Version => revision.Count;

    /// <summary>Replaces W and packs it anew. 0 bytes; exclusive access.</summary>
    /// <exception cref="ArgumentException">Wrong length, or an entry is NaN or infinite; W is unchanged then.</exception>
    /// <exception cref="InvalidOperationException">Another thread is changing W.</exception>
    public void Set(ReadOnlySpan<T> weights) => Set(weights, nameof(weights));

    /// <summary>The same under the name that the caller's parameter has.</summary>
    internal void Set(ReadOnlySpan<T> weights, string name)
    {
        Throw.IfNotShape(weights.Length, Outputs, Inputs, name);
        int bad = FirstNonFinite(weights);
        if (bad >= 0)
            throw new ArgumentException($"{name}[{bad / Inputs}, {bad % Inputs}] is {weights[bad]}; weights must be finite.", name);
        revision.BeginWrite();
        weights.CopyTo(values.Span);
        Pack();
    }

    /// <summary>Replaces W and packs it anew, unless an entry is NaN or infinite. 0 bytes; exclusive access.</summary>
    /// <returns>False, and W unchanged, if an entry is NaN or infinite.</returns>
    /// <exception cref="ArgumentException">Wrong length.</exception>
    public bool TrySet(ReadOnlySpan<T> weights)
    {
        Throw.IfNotShape(weights.Length, Outputs, Inputs, nameof(weights));
        if (!Finite.All(weights)) return false;
        revision.BeginWrite();
        weights.CopyTo(values.Span);
        Pack();
        return true;
    }

    /// <summary>W ← W + ΔW, packed anew. 0 bytes; exclusive access.</summary>
    /// <returns>False, and W unchanged, if the sum would hold a NaN or an infinity.</returns>
    /// <exception cref="ArgumentException">Wrong length.</exception>
    /// <exception cref="InvalidOperationException">Another thread is changing W.</exception>
    public bool Add(ReadOnlySpan<T> change) => Add(change, nameof(change));

    /// <summary>The same under the name that the caller's parameter has.</summary>
    internal bool Add(ReadOnlySpan<T> change, string name)
    {
        Throw.IfNotShape(change.Length, Outputs, Inputs, name);
        if (!IsFiniteWith(change)) return false;
        revision.BeginWrite();
        TensorPrimitives.Add(values.Span, change, values.Span);
        Pack();
        return true;
    }

    /// <summary>products ← vectors Wᵀ + β·products: row k becomes W vₖ (+ β times what it was).</summary>
    /// <param name="rows">Number of vectors.</param>
    /// <param name="vectors">rows × Inputs.</param>
    /// <param name="beta">β; with 0 the products are not read.</param>
    /// <param name="products">rows × Outputs; must not overlap the vectors.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <remarks>0 bytes, no scratch. Row k depends on row k only, bit for bit, at any width and any number of rows.</remarks>
    public void Multiply(int rows, ReadOnlySpan<T> vectors, T beta, Span<T> products)
    {
        Throw.IfNotMatrix(vectors.Length, rows, Inputs, Inputs, nameof(vectors));
        Throw.IfNotMatrix(products.Length, rows, Outputs, Outputs, nameof(products));
        Gemm.MultiplyPacked(rows, Outputs, Inputs, T.One, vectors, Inputs, forward.Span, beta, products, Outputs);
    }

    /// <summary>products ← vectors W + β·products: row k becomes Wᵀ vₖ (+ β times what it was).</summary>
    /// <param name="rows">Number of vectors.</param>
    /// <param name="vectors">rows × Outputs.</param>
    /// <param name="beta">β; with 0 the products are not read.</param>
    /// <param name="products">rows × Inputs; must not overlap the vectors.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <remarks>0 bytes, no scratch. Row k depends on row k only, bit for bit, at any width and any number of rows.</remarks>
    public void MultiplyTransposed(int rows, ReadOnlySpan<T> vectors, T beta, Span<T> products)
    {
        Throw.IfNotMatrix(vectors.Length, rows, Outputs, Outputs, nameof(vectors));
        Throw.IfNotMatrix(products.Length, rows, Inputs, Inputs, nameof(products));
        Gemm.MultiplyPacked(rows, Inputs, Outputs, T.One, vectors, Outputs, backward.Span, beta, products, Inputs);
    }

    // A change whose squares do not overflow is below 10¹⁹·2 in float, 10¹⁵⁴·2 in double: the largest finite weight swallows it. With the
    // answer entry by entry an update of 64 neurons took 13 µs in place of 3, both beside other work.
    private bool IsFiniteWith(ReadOnlySpan<T> change)
    {
        if (T.IsFinite(Dot.Product(change, change))) return true;
        ReadOnlySpan<T> old = values.Span;
        for (int i = 0; i < change.Length; i++)
        {
            if (!T.IsFinite(old[i] + change[i])) return false;
        }

        return true;
    }

    private static int FirstNonFinite(ReadOnlySpan<T> span)
    {
        if (Finite.All(span)) return -1;
        int i = 0;
        while (T.IsFinite(span[i])) i++;
        return i;
    }

    /// <summary>Before W is read for one result: what <see cref="EndRead"/> wants.</summary>
    /// <exception cref="InvalidOperationException">W is being changed.</exception>
    public long BeginRead() => revision.BeginRead();

    /// <summary>Whether W is still what it was at <see cref="BeginRead"/>.</summary>
    internal bool IsStill(long version) => revision.IsStill(version);

    /// <summary>After W was read for one result.</summary>
    /// <param name="version">What <see cref="BeginRead"/> returned.</param>
    /// <exception cref="InvalidOperationException">W was changed since: the result is of neither.</exception>
    public void EndRead(long version) => revision.EndRead(version);

    /// <summary>Throws unless the matrix can be had with its packed copies; the larger side is to blame.</summary>
    internal static void ThrowIfTooLarge(int outputs, string outputsName, int inputs, string inputsName)
    {
        bool square = outputs == inputs;
        if (square) Footprint.ThrowIfTooLarge(outputsName, outputs, "the weights and their two packed copies", n => Of(n, n));
        else if (outputs >= inputs)
            Footprint.ThrowIfTooLarge(outputsName, outputs, "the weights and their two packed copies", n => Of(n, inputs));
        else Footprint.ThrowIfTooLarge(inputsName, inputs, "the weights and their two packed copies", m => Of(outputs, m));
    }

    private static Footprint Of(double outputs, double inputs)
    {
        (double forward, double backward) = (Footprint.Packed<T>(inputs, outputs), Footprint.Packed<T>(outputs, inputs));
        return new(((outputs * inputs) + forward + backward) * Footprint.ElementBytes<T>(), Math.Max(forward, backward));
    }

    // Made when asked for first, and after an update anew: one pass over a packed copy. Several
    // threads may make it at once: the same number.
    private ProductRounding<T> RoundForward()
    {
        long version = Version;
        forwardRounding = ProductRounding<T>.Of(Inputs, Outputs, forward.Span);
        Volatile.Write(ref forwardVersion, version);
        return forwardRounding;
    }

    private ProductRounding<T> RoundBackward()
    {
        long version = Version;
        backwardRounding = ProductRounding<T>.Of(Outputs, Inputs, backward.Span);
        Volatile.Write(ref backwardVersion, version);
        return backwardRounding;
    }

    // Several threads may write it at once: the same numbers.
    private ReadOnlySpan<double> Widen()
    {
        long version = Version;
        if (inDouble is null) Interlocked.CompareExchange(ref inDouble, new(values.Length), null);
        TensorPrimitives.ConvertTruncating<T, double>(values.Span, inDouble.Span);
        Volatile.Write(ref inDoubleVersion, version);
        return inDouble.Span;
    }

    // Whoever changes W has called BeginWrite.
    private void Pack()
    {
        Gemm.Pack<T>(Transpose.Yes, Inputs, Outputs, values.Span, Inputs, forward.Span);
        Gemm.Pack<T>(Transpose.No, Outputs, Inputs, values.Span, Inputs, backward.Span);
        revision.EndWrite();
    }
}

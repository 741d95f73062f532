using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Networks;

/// <summary>A weight matrix W (outputs × inputs, row-major) with both packed copies that the products stream: S Wᵀ and S W.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Packed once, used for one sample or a thousand with one order of summation. Reading is safe from any number of threads;
/// <see cref="Add"/> and <see cref="Set"/> need exclusive access. Memory: three times the matrix.
/// </remarks>
public sealed class PackedWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> values;
    private readonly AlignedBuffer<T> forward;
    private readonly AlignedBuffer<T> backward;
    private readonly ProductRounding<T> rounding;
    private double forwardRounding;
    private double backwardRounding;
    private long forwardVersion;
    private long backwardVersion;

    /// <summary>Copies and packs a matrix.</summary>
    /// <param name="weights">outputs × inputs, row-major; row i holds what enters output i.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Columns.</param>
    /// <exception cref="ArgumentException">The length is not outputs × inputs, or an entry is NaN or infinite.</exception>
    public PackedWeights(ReadOnlySpan<T> weights, int outputs, int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        (Outputs, Inputs) = (outputs, inputs);
        values = new(checked(outputs * inputs));
        forward = new(Gemm.PackedLength<T>(inputs, outputs));
        backward = new(Gemm.PackedLength<T>(outputs, inputs));
        rounding = new(inputs);
        Set(weights);
    }

    /// <summary>Rows of W.</summary>
    public int Outputs { get; }

    /// <summary>Columns of W.</summary>
    public int Inputs { get; }

    /// <summary>W, outputs × inputs, row-major.</summary>
    public ReadOnlySpan<T> Values => values.Span;

    /// <summary>Wᵀ as the product with a state streams it.</summary>
    internal ReadOnlySpan<T> Forward => forward.Span;

    /// <summary>What the rounding of <see cref="Multiply"/> can reach, in units of ε·max|v|: see <see cref="ProductRounding{T}"/>.</summary>
    internal double ForwardRounding => Volatile.Read(ref forwardVersion) == Version ? forwardRounding : RoundForward();

    /// <summary>The same of <see cref="MultiplyTransposed"/>.</summary>
    internal double BackwardRounding => Volatile.Read(ref backwardVersion) == Version ? backwardRounding : RoundBackward();

    /// <summary>Counts the changes of W, for whoever keeps something made from it.</summary>
    internal long Version { get; private set; }

    /// <summary>Replaces W and packs it anew. 0 bytes; exclusive access.</summary>
    /// <exception cref="ArgumentException">Wrong length, or an entry is NaN or infinite; W is unchanged then.</exception>
    public void Set(ReadOnlySpan<T> weights)
    {
        Throw.IfNotShape(weights.Length, Outputs, Inputs, nameof(weights));
        int bad = FirstNonFinite(weights);
        if (bad >= 0) throw new ArgumentException($"weights[{bad / Inputs}, {bad % Inputs}] is {weights[bad]}; weights must be finite.", nameof(weights));
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
        weights.CopyTo(values.Span);
        Pack();
        return true;
    }

    /// <summary>W ← W + ΔW, packed anew. 0 bytes; exclusive access.</summary>
    /// <returns>False, and W unchanged, if the sum would hold a NaN or an infinity.</returns>
    /// <exception cref="ArgumentException">Wrong length.</exception>
    public bool Add(ReadOnlySpan<T> change)
    {
        Throw.IfNotShape(change.Length, Outputs, Inputs, nameof(change));
        ReadOnlySpan<T> old = values.Span;
        for (int i = 0; i < change.Length; i++)
        {
            if (!T.IsFinite(old[i] + change[i])) return false;
        }

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
    public void Multiply(int rows, ReadOnlySpan<T> vectors, T beta, Span<T> products) =>
        Gemm.MultiplyPacked(rows, Outputs, Inputs, T.One, vectors, Inputs, forward.Span, beta, products, Outputs);

    /// <summary>products ← vectors W + β·products: row k becomes Wᵀ vₖ (+ β times what it was).</summary>
    /// <param name="rows">Number of vectors.</param>
    /// <param name="vectors">rows × Outputs.</param>
    /// <param name="beta">β; with 0 the products are not read.</param>
    /// <param name="products">rows × Inputs; must not overlap the vectors.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <remarks>0 bytes, no scratch. Row k depends on row k only, bit for bit, at any width and any number of rows.</remarks>
    public void MultiplyTransposed(int rows, ReadOnlySpan<T> vectors, T beta, Span<T> products) =>
        Gemm.MultiplyPacked(rows, Inputs, Outputs, T.One, vectors, Outputs, backward.Span, beta, products, Inputs);

    private static int FirstNonFinite(ReadOnlySpan<T> span)
    {
        if (Finite.All(span)) return -1;
        int i = 0;
        while (T.IsFinite(span[i])) i++;
        return i;
    }

    // Made when asked for first, and after an update anew: 30 µs each at N = 300, beside 4 for one product.
    private double RoundForward()
    {
        lock (rounding)
        {
            forwardRounding = ProductRounding<T>.OfRows(Outputs, Inputs, values.Span);
            Volatile.Write(ref forwardVersion, Version);
            return forwardRounding;
        }
    }

    private double RoundBackward()
    {
        lock (rounding)
        {
            backwardRounding = rounding.OfColumns(Outputs, Inputs, values.Span);
            Volatile.Write(ref backwardVersion, Version);
            return backwardRounding;
        }
    }

    private void Pack()
    {
        Version++;
        Gemm.Pack<T>(Transpose.Yes, Inputs, Outputs, values.Span, Inputs, forward.Span);
        Gemm.Pack<T>(Transpose.No, Outputs, Inputs, values.Span, Inputs, backward.Span);
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Layers;

namespace FixedPointKernels.Learning.Models;

/// <summary>What a cell sees of a learned value, and the way back of its gradient.</summary>
internal interface ICellSight<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The largest value taken; null for any.</summary>
    T? Most => null;

    /// <summary>Whether what is seen of a value is finite and of use; changes nothing.</summary>
    bool Takes(ReadOnlySpan<T> values) => true;

    /// <summary>Called when a new value was taken, before <see cref="See"/>.</summary>
    void Change(ReadOnlySpan<T> values)
    {
    }

    /// <summary>seen ← f(values).</summary>
    void See(ReadOnlySpan<T> values, Span<T> seen);

    /// <summary>chained ← the gradient by the values.</summary>
    void Chain(ReadOnlySpan<T> values, ReadOnlySpan<T> seen, ReadOnlySpan<T> gradient, Span<T> chained);
}

/// <summary>The value itself.</summary>
internal sealed class AsItIs<T> : ICellSight<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void See(ReadOnlySpan<T> values, Span<T> seen) => values.CopyTo(seen);

    public void Chain(ReadOnlySpan<T> values, ReadOnlySpan<T> seen, ReadOnlySpan<T> gradient, Span<T> chained) =>
        gradient.CopyTo(chained);
}

/// <summary>W = exp(ln W), which stays positive; no entry beyond 2·10¹⁷.</summary>
internal sealed class Exponential<T> : ICellSight<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T? Most => T.CreateTruncating(40);

    public bool Takes(ReadOnlySpan<T> values) => T.IsFinite(T.Exp(TensorPrimitives.Max(values)));

    public void See(ReadOnlySpan<T> values, Span<T> seen) => TensorPrimitives.Exp(values, seen);

    public void Chain(ReadOnlySpan<T> values, ReadOnlySpan<T> seen, ReadOnlySpan<T> gradient, Span<T> chained) =>
        TensorPrimitives.Multiply(gradient, seen, chained);
}

/// <summary>k = k_max / (1 + e^−p): dt/τ of a neuron, learned; never 0.</summary>
/// <param name="most">k_max, in (0, 1].</param>
internal sealed class Rate<T>(T most) : ICellSight<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // k of p = −50 is 2e-22 of k_max: positive in float too, and as good as still.
    private static readonly T Least = T.CreateTruncating(-50);

    public void See(ReadOnlySpan<T> values, Span<T> seen)
    {
        for (int i = 0; i < seen.Length; i++) seen[i] = most / (T.One + T.Exp(-T.Max(values[i], Least)));
    }

    public void Chain(ReadOnlySpan<T> values, ReadOnlySpan<T> seen, ReadOnlySpan<T> gradient, Span<T> chained)
    {
        for (int i = 0; i < chained.Length; i++)
            chained[i] = values[i] > Least ? gradient[i] * seen[i] * (T.One - (seen[i] / most)) : T.Zero;
    }
}

/// <summary>I + M/s, s the largest singular value of M.</summary>
/// <param name="division">Knows s.</param>
/// <param name="n">The order of M.</param>
internal sealed class BesideIdentity<T>(SpectralDivision<T> division, int n) : ICellSight<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] quotient = new T[n * n];

    public bool Takes(ReadOnlySpan<T> values) => division.Takes(values);

    public void Change(ReadOnlySpan<T> values) => division.Refine(values);

    public void See(ReadOnlySpan<T> values, Span<T> seen)
    {
        division.Divide(values, quotient);
        quotient.CopyTo(seen);
        for (int i = 0; i < n; i++) seen[i * (n + 1)] += T.One;
    }

    public void Chain(ReadOnlySpan<T> values, ReadOnlySpan<T> seen, ReadOnlySpan<T> gradient, Span<T> chained) =>
        division.Chain(values, quotient, gradient, chained);
}

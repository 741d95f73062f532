using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Analysis;

/// <summary>v ↦ 2⁻ᵉ G W v: W over the power of two below its largest entry, G likewise, so that nothing overflows and no square of a sum does.</summary>
internal readonly ref struct GainedWeights<T> : IMatrixProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> weights;
    private readonly ReadOnlySpan<T> gains;
    private readonly Span<T> scaled;
    private readonly int weightExponent;
    private readonly int gainExponent;

    /// <param name="weights">W, N×N.</param>
    /// <param name="gains">g, N.</param>
    /// <param name="scaled">Room for N.</param>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    internal GainedWeights(ReadOnlySpan<T> weights, ReadOnlySpan<T> gains, Span<T> scaled)
    {
        this.weights = weights;
        this.gains = gains;
        this.scaled = scaled;
        weightExponent = Exponent(weights, nameof(weights));
        gainExponent = Exponent(gains, nameof(gains));
    }

    /// <summary>e.</summary>
    internal int Exponent() => weightExponent + gainExponent;

    public int Order => gains.Length;

    public void Multiply(ReadOnlySpan<T> v, Span<T> result)
    {
        int n = gains.Length;
        for (int i = 0; i < n; i++) scaled[i] = T.ScaleB(v[i], -weightExponent);
        Gemv.Multiply(Transpose.No, n, n, T.One, weights, n, scaled, T.Zero, result);
        for (int i = 0; i < n; i++) result[i] *= T.ScaleB(gains[i], -gainExponent);
    }

    private static int Exponent(ReadOnlySpan<T> values, string name)
    {
        T largest = values.IsEmpty ? T.Zero : T.Abs(TensorPrimitives.MaxMagnitude(values));
        if (!T.IsFinite(largest)) throw new ArgumentException($"{name} has an entry that is {largest}; a fixed point has finite weights and gains.", name);
        return largest == T.Zero ? 0 : T.ILogB(largest);
    }
}

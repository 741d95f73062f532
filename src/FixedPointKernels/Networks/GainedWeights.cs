using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Networks;

/// <summary>G W, the derivative of a rate network, as a matrix of doubles: the one place that makes it.</summary>
internal static class GainedWeights
{
    // Products below this have lost digits, and entries of 2 to this leave room for sums.
    private const double Smallest = 1e-290;
    private const int LargestExponent = 1000;

    /// <summary>product ← 2⁻ᵉ G W, or a matrix similar to it where an entry would leave the numbers. No finite input fails.</summary>
    /// <param name="n">N.</param>
    /// <param name="weights">W, N × N.</param>
    /// <param name="gains">g, N.</param>
    /// <param name="product">N × N, overwritten.</param>
    /// <returns>e.</returns>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    internal static int Write<T>(int n, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains, double[] product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool leaves = false;
        for (int i = 0; i < n; i++)
        {
            double gain = double.CreateChecked(gains[i]);
            if (!double.IsFinite(gain))
                throw new ArgumentException($"Gain {i} of {n} is {gain}; a fixed point has finite gains.", nameof(gains));
            for (int j = 0; j < n; j++)
            {
                double weight = double.CreateChecked(weights[(i * n) + j]);
                if (!double.IsFinite(weight)) throw new ArgumentException(
                    $"Entry ({i}, {j}) of the {n}×{n} weights is {weight}; a network has finite weights.", nameof(weights));
                product[(i * n) + j] = gain * weight;
                double size = Math.Abs(product[(i * n) + j]);
                leaves |= !(size is >= Smallest and <= double.MaxValue) && gain != 0 && weight != 0;
            }
        }

        return leaves ? Scaled(n, weights, gains, product) : 0;
    }

    // product ← 2⁻ᵉ D⁻¹ G W D with D² ≈ G, which has the eigenvalues of 2⁻ᵉ G W: gains of 1e200 and 1e-200 take no entry out of range that
    // a loop needs. Returns e, 0 if it can be.
    private static int Scaled<T>(int n, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains, double[] product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] half = new int[n];
        int largest = 0;
        for (int i = 0; i < n; i++) half[i] = gains[i] == T.Zero ? 0 : T.ILogB(gains[i]) / 2;
        for (int turn = 0; turn < 2; turn++)
        {
            for (int at = 0; at < product.Length; at++)
            {
                (int i, int j) = (at / n, at % n);
                double gain = double.CreateChecked(gains[i]), weight = double.CreateChecked(weights[at]);
                if (gain == 0 || weight == 0) continue;
                (int g, int w) = (Math.ILogB(gain), Math.ILogB(weight));
                int exponent = g + w - half[i] + half[j];
                if (turn == 0) largest = Math.Max(largest, exponent - LargestExponent);
                else product[at] = Math.ScaleB(Math.ScaleB(gain, -g) * Math.ScaleB(weight, -w), exponent - largest);
            }
        }

        return largest;
    }
}

/// <summary>v ↦ 2⁻ᵉ G W v: W over the power of two below its largest entry, G likewise, so that nothing
/// overflows and no square of a sum does.</summary>
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
        if (!T.IsFinite(largest))
            throw new ArgumentException($"{name} has an entry that is {largest}; a fixed point has finite weights and gains.", name);
        return largest == T.Zero ? 0 : T.ILogB(largest);
    }
}

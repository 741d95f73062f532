using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Layers;

/// <summary>How well the largest singular value is known that a matrix is divided by.</summary>
public enum SpectralPrecision
{
    /// <summary>15 power steps when it is made and one after every training step, as published (PyTorch's spectral_norm).</summary>
    Tracked,

    /// <summary>Power steps at every change until nothing moves any more.</summary>
    Exact,

    /// <summary>Not at all: the matrix is taken as it is, undivided.</summary>
    Undivided,
}

/// <summary>M / s with s = uᵀ M v the largest singular value of M, by power steps v ← Mᵀu / |Mᵀu|, u ← M v / |M v| that go on from those
/// before.</summary>
/// <remarks>
/// A division: the largest singular value becomes 1 whatever it was, where s is exact. The gradient takes u and v as constants, which is
/// exact where they are the singular vectors: G ← (G − ⟨G, M/s⟩ u vᵀ) / s. Of M = 0 the quotient is taken as 0. Source: T. Miyato and
/// others, "Spectral normalization for generative adversarial networks", 2018.
/// </remarks>
internal sealed class SpectralDivision<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int StepsAtFirst = 15;
    private const int MostSteps = 100_000;

    private readonly int n;
    private readonly T[] left;
    private readonly T[] right;
    private readonly T[] before;

    /// <summary>Starts from random vectors.</summary>
    /// <param name="matrix">M, n × n.</param>
    /// <param name="n">Its order.</param>
    /// <param name="precision">How far to go now and later.</param>
    /// <param name="seed">Of the first u.</param>
    internal SpectralDivision(ReadOnlySpan<T> matrix, int n, SpectralPrecision precision, ulong seed = 0)
    {
        Element.ThrowIfUnsupported<T>();
        (this.n, Precision) = (n, precision);
        (left, right, before) = (new T[n], new T[n], new T[n]);
        new SeededRandom(seed).FillGaussian<T>(left, 1);
        Normalize(left);
        for (int k = 0; k < StepsAtFirst; k++) Step(matrix);
        Refine(matrix);
    }

    /// <summary>How far it goes.</summary>
    internal SpectralPrecision Precision { get; }

    /// <summary>u.</summary>
    internal Span<T> Left => left;

    /// <summary>v.</summary>
    internal Span<T> Right => right;

    /// <summary>s = uᵀ M v.</summary>
    internal T Value(ReadOnlySpan<T> matrix)
    {
        T sum = T.Zero;
        for (int i = 0; i < n; i++) sum += left[i] * Dot.Product<T>(matrix.Slice(i * n, n), right);
        return sum;
    }

    /// <summary>One power step.</summary>
    internal void Step(ReadOnlySpan<T> matrix)
    {
        Array.Clear(right);
        for (int i = 0; i < n; i++) Axpy.Add(left[i], matrix.Slice(i * n, n), right);
        if (!Normalize(right)) return;
        for (int i = 0; i < n; i++) left[i] = Dot.Product<T>(matrix.Slice(i * n, n), right);
        Normalize(left);
    }

    /// <summary>After M was changed from outside: where it is to be exact, power steps until u stays where it is.</summary>
    internal void Refine(ReadOnlySpan<T> matrix)
    {
        if (Precision != SpectralPrecision.Exact) return;
        T still = T.CreateTruncating(4) * (T.BitIncrement(T.One) - T.One);
        T moved = T.PositiveInfinity;
        for (int k = 0; k < MostSteps && moved > still; k++)
        {
            left.CopyTo(before, 0);
            Step(matrix);
            moved = T.Zero;
            for (int i = 0; i < n; i++) moved = T.Max(moved, T.Abs(left[i] - before[i]));
        }
    }

    /// <summary>quotient ← M / s, zeros where s is not positive.</summary>
    /// <returns>s.</returns>
    internal T Divide(ReadOnlySpan<T> matrix, Span<T> quotient)
    {
        T s = Precision == SpectralPrecision.Undivided ? T.One : Value(matrix);
        if (s > T.Zero) System.Numerics.Tensors.TensorPrimitives.Divide(matrix, s, quotient);
        else quotient.Clear();
        return s;
    }

    /// <summary>The gradient by M from that by M / s.</summary>
    /// <param name="matrix">M.</param>
    /// <param name="quotient">M / s.</param>
    /// <param name="gradient">By the quotient.</param>
    /// <param name="chained">By M, overwritten.</param>
    internal void Chain(ReadOnlySpan<T> matrix, ReadOnlySpan<T> quotient, ReadOnlySpan<T> gradient, Span<T> chained)
    {
        if (Precision == SpectralPrecision.Undivided)
        {
            gradient.CopyTo(chained);
            return;
        }

        T s = Value(matrix), along = Dot.Product(gradient, quotient);
        if (!(s > T.Zero))
        {
            chained.Clear();
            return;
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                int at = (i * n) + j;
                chained[at] = (gradient[at] - (along * left[i] * right[j])) / s;
            }
        }
    }

    private static bool Normalize(Span<T> vector)
    {
        T length = T.Sqrt(Dot.Product<T>(vector, vector));
        if (!(length > T.Zero && T.IsFinite(length))) return false;
        foreach (ref T one in vector) one /= length;
        return true;
    }
}

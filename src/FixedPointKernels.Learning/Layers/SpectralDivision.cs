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
/// exact where they are the singular vectors: G ← (G − ⟨G, M/s⟩ u vᵀ) / s. M = 0 has no quotient and is not taken. Vectors that a new M
/// has nothing to do with, s ≤ 0, give way to a start of their own. Source: T. Miyato and others, "Spectral normalization for generative
/// adversarial networks", 2018.
/// </remarks>
internal sealed class SpectralDivision<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int StepsAtFirst = 15;
    private const int MostSteps = 100_000;

    private readonly int n;
    private readonly ulong seed;
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
        (this.n, this.seed, Precision) = (n, seed, precision);
        (left, right, before) = (new T[n], new T[n], new T[n]);
        Begin(matrix);
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

    /// <summary>Whether M has a quotient: 0 has none.</summary>
    internal bool Takes(ReadOnlySpan<T> matrix) => Precision == SpectralPrecision.Undivided || matrix.ContainsAnyExcept(T.Zero);

    /// <summary>After M was changed from outside: where it is to be exact, power steps until u stays where it is; where u and v have
    /// nothing to do with M, a new start.</summary>
    internal void Refine(ReadOnlySpan<T> matrix)
    {
        if (Precision == SpectralPrecision.Undivided) return;
        Settle(matrix);
        if (!(Value(matrix) > T.Zero)) Begin(matrix);
    }

    private void Begin(ReadOnlySpan<T> matrix)
    {
        new SeededRandom(seed).FillGaussian<T>(left, 1);
        Normalize(left);
        for (int k = 0; k < StepsAtFirst; k++) Step(matrix);
        Settle(matrix);
    }

    private void Settle(ReadOnlySpan<T> matrix)
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

    /// <summary>quotient ← M / s; left alone where s is not positive.</summary>
    /// <returns>s.</returns>
    internal T Divide(ReadOnlySpan<T> matrix, Span<T> quotient)
    {
        T s = Precision == SpectralPrecision.Undivided ? T.One : Value(matrix);
        if (s > T.Zero) System.Numerics.Tensors.TensorPrimitives.Divide(matrix, s, quotient);
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

    // In units of the largest entry where squares would leave the numbers: M may be 1e±200 (float 1e±25). Within 1e±25 (double 1e±250)
    // the part of a sum of squares that is lost below the smallest number is under its rounding.
    private static bool Normalize(Span<T> vector)
    {
        T square = Dot.Product<T>(vector, vector), far = T.CreateTruncating(typeof(T) == typeof(float) ? 1e25 : 1e250);
        if (!(square >= T.One / far && square <= far))
        {
            T largest = T.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<T>(vector));
            if (!(largest > T.Zero && T.IsFinite(largest))) return false;
            foreach (ref T one in vector) one /= largest;
            square = Dot.Product<T>(vector, vector);
        }

        T length = T.Sqrt(square);
        foreach (ref T one in vector) one /= length;
        return true;
    }
}

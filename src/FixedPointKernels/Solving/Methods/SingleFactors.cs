using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Float factors of a double matrix: half the bytes and twice the lanes, for steps whose residual is measured in double.</summary>
/// <remarks>
/// A step with them leaves about cond(A)·n·2⁻²⁴ of a residual, and so does the next one: refinement to double's own accuracy where cond(A)
/// is below some 10⁵. Whoever takes the step has to measure what it left, and to factor in double where that is too much. Source: N. J.
/// Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 12.2; J. Langou and others, "Exploiting the performance of 32
/// bit floating point arithmetic in obtaining 64 bit accuracy", 2006.
/// </remarks>
internal static class SingleFactors
{
    // An exact adjoint with float factors against one with double factors, n = 32 / 64 / 96 / 128 / 300 / 512:
    // 0.91 / 1.03 / 1.18 / 1.28 / 1.45 / 1.91 × as fast (Zen 5, 512 bits). At 100 what is won on good matrices is
    // lost on those that need four refinements.
    private const int From = 128;

    /// <summary>Whether float factors win for matrices of this type and order.</summary>
    internal static bool Win<T>(int n)
        where T : unmanaged => typeof(T) == typeof(double) && n >= From;

    /// <summary>Elements of T for the matrix, which the factors do not overwrite, and for <see cref="Factor"/> and <see cref="Solve"/>;
    /// none where they do not win.</summary>
    internal static ScratchSize Scratch<T>(int n)
        where T : unmanaged => Win<T>(n)
            ? ScratchSize.Of(n, n) + Halved(ScratchSize.Max(Lu.FactorScratch<float>(n), ScratchSize.Of(n)))
            : ScratchSize.None;

    /// <summary>P A = L U in float, into the first half of <paramref name="factors"/>; false where a pivot is zero
    /// or an entry too large for float.</summary>
    internal static bool Factor<T>(int n, ReadOnlySpan<T> a, Span<T> factors, Span<int> pivots, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<float> single = MemoryMarshal.Cast<T, float>(factors)[..(n * n)];
        TensorPrimitives.ConvertTruncating(a, single);
        return Lu.Factor(n, single, n, pivots, Floats(Lu.FactorScratch<float>(n), scratch)) < 0;
    }

    /// <summary>x ← A⁻¹ x, or A⁻ᵀ x, to float's accuracy; x is scaled by a power of two, so that a small
    /// residual does not vanish in float.</summary>
    internal static void Solve<T>(Transpose form, int n, ReadOnlySpan<T> factors, ReadOnlySpan<int> pivots, Span<T> x, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = T.Abs(TensorPrimitives.MaxMagnitude<T>(x));
        if (!T.IsFinite(largest) || largest == T.Zero) return;
        T scale = T.ScaleB(T.One, T.ILogB(largest));
        Floats(ScratchSize.Of(n), scratch).Take(n, out Span<float> single);
        TensorPrimitives.Divide(x, scale, x);
        TensorPrimitives.ConvertTruncating<T, float>(x, single);
        Lu.Solve(form, n, MemoryMarshal.Cast<T, float>(factors)[..(n * n)], n, pivots, single);
        TensorPrimitives.ConvertTruncating<float, T>(single, x);
        TensorPrimitives.Multiply(x, scale, x);
    }

    private static Scratch<float> Floats<T>(ScratchSize size, Scratch<T> scratch)
        where T : unmanaged
    {
        scratch.Take(Halved(size).Elements, out Span<T> taken);
        return new(MemoryMarshal.Cast<T, float>(taken));
    }

    private static ScratchSize Halved(ScratchSize floats) => ScratchSize.Of((floats.Elements + 1) / 2);
}

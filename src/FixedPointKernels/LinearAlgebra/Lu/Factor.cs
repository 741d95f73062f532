using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>LU factorization with partial pivoting, P A = L U, and what is computed from it.</summary>
/// <remarks>
/// L is unit lower triangular with entries of at most 1, U upper triangular; both lie in the memory of A. The factors have the same bits at
/// every register width and in every run.
/// </remarks>
public static partial class Lu
{
    /// <summary>Scratch that <see cref="Factor"/> needs.</summary>
    /// <param name="n">The order of A.</param>
    public static ScratchSize FactorScratch<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        return BlockedScratch<T>(n, LuTuning.Default);
    }

    /// <summary>P A = L U in place: row k was exchanged with row <c>pivots[k]</c> ≥ k, for k = 0, 1, …</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="a">A, n×n row-major; on return U on and above the diagonal, L without its ones below it.</param>
    /// <param name="lda">Elements from one row of A to the next, at least n; what lies between rows is not touched.</param>
    /// <param name="pivots">n exchanges.</param>
    /// <param name="scratch">At least <see cref="FactorScratch{T}(int)"/>.</param>
    /// <returns>−1, or the index k of the first pivot that is exactly zero or not finite. Then <c>pivots[..k]</c> are valid and the
    /// columns left of k hold their factors; the rest of <paramref name="a"/> is undefined. A non-finite entry of A is always reported, at
    /// the latest at index n − 1.</returns>
    /// <remarks>
    /// <para>Aliasing: <paramref name="scratch"/> must not share memory with <paramref name="a"/>.</para>
    /// <para>Error: |P A − L U| ≤ γₙ |L| |U| entry by entry, γₙ = n u / (1 − n u) with unit roundoff u: entry (i, j) has at most n − 2
    /// multiply-adds and, in L, the two roundings of a product with the pivot's reciprocal.</para>
    /// <para>Source: S. Toledo, Locality of reference in LU decomposition with partial pivoting (1997): halve the columns, factor the left
    /// half, update the right one by a triangular solve and a matrix product (<c>LuUpdate</c>), factor the rest.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or the scratch is too small.</exception>
    public static int Factor<T>(int n, Span<T> a, int lda, Span<int> pivots, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        return FactorBlocked(n, a, lda, pivots, LuTuning.Default, scratch);
    }

    internal static ScratchSize BlockedScratch<T>(int n, LuTuning tuning)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ScratchSize.Of(LuPanel<T>.ScratchLength(n, Math.Min(n, tuning.WidestPanel)))
        + ScratchSize.Of(n <= tuning.WidestPanel ? 0 : LuUpdate<T>.ScratchLength(n));

    internal static int FactorBlocked<T>(int n, Span<T> a, int lda, Span<int> pivots, LuTuning tuning, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Throw.IfNotMatrix(a.Length, n, n, lda, nameof(a));
        Throw.IfNotLength(pivots.Length, n, nameof(pivots));
        if (n == 0) return -1;
        int needed = BlockedScratch<T>(n, tuning).Elements;
        if (scratch.Length < needed) Throw.ScratchTooSmall(needed, scratch.Length);
        scratch.Take(LuPanel<T>.ScratchLength(n, Math.Min(n, tuning.WidestPanel)), out Span<T> panel)
            .Take(n <= tuning.WidestPanel ? 0 : LuUpdate<T>.ScratchLength(n), out Span<T> solved);
        return Recurse(n, a, lda, pivots, 0, n, panel, solved, tuning);
    }

    // Factors the columns [first, first + width) from row `first` on; the columns beside them only see the row exchanges.
    private static int Recurse<T>(
        int n, Span<T> a, int lda, Span<int> pivots, int first, int width, Span<T> panel, Span<T> solved, LuTuning tuning)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (width <= (first + width == n ? tuning.WidestPanel : tuning.Panel))
        {
            LuPanel<T> kernel = new(n, a, lda, pivots, first, width, panel);
            Dispatch.Run<LuPanel<T>, T>(ref kernel);
            return kernel.Singular;
        }

        int left = tuning.LeftOf(width);
        int right = width - left;
        int singular = Recurse(n, a, lda, pivots, first, left, panel, solved, tuning);
        if (singular >= 0) return singular;

        LuUpdate<T> update = new(a, lda, n, first, left, right, solved);
        Dispatch.Run<LuUpdate<T>, T>(ref update);
        return Recurse(n, a, lda, pivots, first + left, right, panel, solved, tuning);
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

public static partial class Lu
{
    /// <summary>Scratch that <see cref="SolveMany"/> needs.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="columns">Right-hand sides.</param>
    public static ScratchSize SolveManyScratch<T>(int n, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        return Triangular.SolveScratch<T>(n, columns, LuTuning.Default);
    }

    /// <summary>B ← A⁻¹ B, or A⁻ᵀ B, with A factored by <see cref="Factor"/>: each column of B is a right-hand side.</summary>
    /// <param name="transpose">Which of the two.</param>
    /// <param name="n">The order of A.</param>
    /// <param name="lu">The factors, n×n.</param>
    /// <param name="ldlu">Elements from one row of the factors to the next.</param>
    /// <param name="pivots">n exchanges.</param>
    /// <param name="columns">Right-hand sides.</param>
    /// <param name="b">B, n×columns row-major; on return the solutions.</param>
    /// <param name="ldb">Elements from one row of B to the next, at least <paramref name="columns"/>; what
    /// lies between rows is not touched.</param>
    /// <param name="scratch">At least <see cref="SolveManyScratch{T}"/>.</param>
    /// <remarks>
    /// <para>Aliasing: <paramref name="b"/> must not share memory with the factors or the scratch.</para>
    /// <para>Error: as <see cref="Solve"/>, column by column. A column has the same bits alone and
    /// among others, at every register width.</para>
    /// <para>Source: as <see cref="Solve"/>; the triangles are halved recursively, the rest is matrix products.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or the scratch is too small.</exception>
    public static void SolveMany<T>(
        Transpose transpose, int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, int columns, Span<T> b,
        int ldb, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        SolveManyBlocked(transpose, n, lu, ldlu, pivots, columns, b, ldb, LuTuning.Default, scratch);
    }

    internal static void SolveManyBlocked<T>(
        Transpose transpose, int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, int columns, Span<T> b, int ldb,
        LuTuning tuning, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Throw.IfNotMatrix(lu.Length, n, n, ldlu, nameof(lu));
        Throw.IfNotLength(pivots.Length, n, nameof(pivots));
        Throw.IfNotMatrix(b.Length, n, columns, ldb, nameof(b));
        if (n == 0 || columns == 0) return;
        int needed = Triangular.SolveScratch<T>(n, columns, tuning).Elements;
        if (scratch.Length < needed) Throw.ScratchTooSmall(needed, scratch.Length);
        PermuteRows<T> permute = new(pivots, transpose == Transpose.Yes, columns, b, ldb);
        if (transpose == Transpose.No)
        {
            Dispatch.Run<PermuteRows<T>, T>(ref permute);
            Triangular.Solve(Triangle.LowerUnit, n, lu, ldlu, columns, b, ldb, tuning, scratch);
            Triangular.Solve(Triangle.Upper, n, lu, ldlu, columns, b, ldb, tuning, scratch);
        }
        else
        {
            Triangular.Solve(Triangle.UpperTransposed, n, lu, ldlu, columns, b, ldb, tuning, scratch);
            Triangular.Solve(Triangle.LowerUnitTransposed, n, lu, ldlu, columns, b, ldb, tuning, scratch);
            Dispatch.Run<PermuteRows<T>, T>(ref permute);
        }
    }
}

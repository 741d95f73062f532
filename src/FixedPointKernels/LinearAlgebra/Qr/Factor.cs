using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>QR factorization of tall matrices with a positive diagonal, M = Q R, and its pullback.</summary>
/// <remarks>
/// The k columns of M, of N numbers each and k ≤ N, lie one after the other, and so do those of Q and of R: as row-major matrices
/// M = r·q, with q of k×N and r lower triangular, r[j, i] = R_ij.
/// </remarks>
public static partial class Qr
{
    /// <summary>Scratch that <see cref="Factor"/> needs.</summary>
    /// <param name="n">Elements of a column, N.</param>
    /// <param name="k">Columns.</param>
    /// <exception cref="ArgumentException">k > N, or one of them is negative.</exception>
    public static ScratchSize FactorScratch<T>(int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ThrowIfNotTall(n, k);
        return BlockedScratch<T>(n, k, Panel);
    }

    /// <summary>M = Q R in place: R_ii > 0 and QᵀQ = I.</summary>
    /// <param name="n">Elements of a column, N.</param>
    /// <param name="k">Columns, at most N.</param>
    /// <param name="q">The columns of M, k×N; on return those of Q.</param>
    /// <param name="ldq">Elements from one column to the next, at least N; what lies between columns is not touched.</param>
    /// <param name="r">k×k; on return row j is column j of R: R_0j … R_jj, then zeros.</param>
    /// <param name="ldr">Elements from one row of r to the next, at least k.</param>
    /// <param name="scratch">At least <see cref="FactorScratch{T}"/>.</param>
    /// <returns>The number of dead directions, those with R_ii = 0; or −1 where an entry of M, or an R_jj, is not finite: then q still
    /// holds M if it was M, and means nothing if it was R.</returns>
    /// <remarks>
    /// <para>A direction is dead where what is left of column i behind the directions before it is at most (N + 16) u |mᵢ|, u the unit
    /// roundoff: what rounding leaves of nothing where the columns before are well-conditioned (their condition multiplies it, and a
    /// column
    /// that depends on ill-conditioned ones may pass for living, its R_ii without a correct digit). R_ii is 0 then, what was left is
    /// dropped, and qᵢ is a unit vector orthogonal to all
    /// others, so that a run goes on.</para>
    /// <para>Error: Q is orthonormal and Q R is M column by column to some u, whatever the condition of M (the columns' lengths do not
    /// matter: one outside 2⁻³⁰ … 2³⁰ is scaled by a power of two, R with it).</para>
    /// <para>Bits: the first columns of Q and R are those of a factorization of the first columns alone. They depend on the register
    /// width.</para>
    /// <para>Aliasing: q, r and scratch share no memory.</para>
    /// <para>Source: A. Householder, Unitary triangularization of a nonsymmetric matrix (1958); R. Schreiber, C. Van Loan, A
    /// storage-efficient WY representation (1989).</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit, k > N, the scratch is too small, or arguments share memory.</exception>
    public static int Factor<T>(int n, int k, Span<T> q, int ldq, Span<T> r, int ldr, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        return FactorBlocked(n, k, q, ldq, r, ldr, Panel, scratch);
    }

    /// <summary>Reflections that are put together to one product.</summary>
    internal const int Panel = 16;

    internal static ScratchSize BlockedScratch<T>(int n, int k, int panel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        k <= 1 ? ScratchSize.None : ScratchSize.Of(QrRoom<T>.Length(n, k, panel));

    internal static unsafe int FactorBlocked<T>(int n, int k, Span<T> q, int ldq, Span<T> r, int ldr, int panel, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowIfNotTall(n, k);
        Throw.IfNotMatrix(q.Length, k, n, ldq, nameof(q));
        Throw.IfNotMatrix(r.Length, k, k, ldr, nameof(r));
        Throw.IfOverlaps<T>(q, r, nameof(q), nameof(r));
        if (k == 0) return 0;
        int needed = BlockedScratch<T>(n, k, panel).Elements;
        if (scratch.Length < needed) Throw.ScratchTooSmall(needed, scratch.Length);
        scratch.Take(needed, out Span<T> room);
        Throw.IfOverlaps<T>(q, room, nameof(q), nameof(scratch));
        Throw.IfOverlaps<T>(r, room, nameof(r), nameof(scratch));
        fixed (T* firstQ = &MemoryMarshal.GetReference(q), firstR = &MemoryMarshal.GetReference(r), own = &MemoryMarshal.GetReference(room))
        {
            if (k == 1)
            {
                QrColumn<T> column = new() { N = n, Q = firstQ, R = firstR };
                Dispatch.Run<QrColumn<T>, T>(ref column);
                return column.Dead;
            }

            QrFactor<T> kernel = new(n, k, firstQ, ldq, firstR, ldr, panel, own);
            Dispatch.Run<QrFactor<T>, T>(ref kernel);
            return kernel.Dead;
        }
    }

    private static void ThrowIfNotTall(int n, int k)
    {
        if (k < 0 || n < k) throw new ArgumentException($"M has {k} columns of {n} elements; there must be 0 to {n} columns.", nameof(k));
    }
}

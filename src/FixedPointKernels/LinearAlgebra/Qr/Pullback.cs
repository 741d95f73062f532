using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

public static partial class Qr
{
    /// <summary>Scratch that <see cref="Pullback"/> needs.</summary>
    /// <param name="n">Elements of a column, N.</param>
    /// <param name="k">Columns.</param>
    /// <exception cref="ArgumentException">k > N, or one of them is negative.</exception>
    public static ScratchSize PullbackScratch<T>(int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ThrowIfNotTall(n, k);
        return ScratchSize.Of(QrPullback<T>.Length(n, k));
    }

    /// <summary>M̄ = (Q̄ + Q C) R⁻ᵀ with H = diag(g) − Q̄ᵀQ and C = tril(H) + tril(H, −1)ᵀ, in place of Q̄: the gradient by M of a
    /// function of
    /// Q and of ln R_ii.</summary>
    /// <param name="n">Elements of a column, N.</param>
    /// <param name="k">Columns, at most N.</param>
    /// <param name="q">The columns of Q, k×N, of <see cref="Factor"/>.</param>
    /// <param name="ldq">Elements from one column to the next.</param>
    /// <param name="r">k×k, of <see cref="Factor"/>.</param>
    /// <param name="ldr">Elements from one row of r to the next.</param>
    /// <param name="logs">g: k derivatives by ln R_ii.</param>
    /// <param name="gradient">Q̄, the derivatives by Q, k×N; on return M̄.</param>
    /// <param name="ldg">Elements from one column to the next; what lies between columns is not touched.</param>
    /// <param name="scratch">At least <see cref="PullbackScratch{T}"/>.</param>
    /// <remarks>
    /// <para>A dead direction (R_ii = 0, or so small that its reciprocal is not finite) is held fixed: its g and Q̄ do not count, its
    /// column of M̄ is 0. Where all that are dead come last, the rest is the exact gradient of the others.</para>
    /// <para>R is solved with by back-substitution; no inverse is formed.</para>
    /// <para>Aliasing: gradient and scratch share no memory with anything else.</para>
    /// <para>Source: S. Walter, L. Lehmann, Algorithmic differentiation of linear algebra functions with application in optimum
    /// experimental design (2010).</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit, k > N, the scratch is too small, or arguments share memory.</exception>
    public static unsafe void Pullback<T>(
        int n, int k, ReadOnlySpan<T> q, int ldq, ReadOnlySpan<T> r, int ldr, ReadOnlySpan<T> logs, Span<T> gradient, int ldg,
        Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Check(n, k, q, ldq, r, ldr, logs, gradient, ldg, nameof(gradient));
        if (k == 0) return;
        int needed = ScratchSize.Of(QrPullback<T>.Length(n, k)).Elements;
        if (scratch.Length < needed) Throw.ScratchTooSmall(needed, scratch.Length);
        scratch.Take(needed, out Span<T> room);
        Throw.IfOverlaps<T>(gradient, room, nameof(gradient), nameof(scratch));
        Throw.IfOverlaps(q, room, nameof(q), nameof(scratch));
        Throw.IfOverlaps(r, room, nameof(r), nameof(scratch));
        Throw.IfOverlaps(logs, room, nameof(logs), nameof(scratch));
        fixed (T* firstQ = q, firstR = r, firstLog = logs, first = gradient, own = room)
        {
            QrPullback<T> kernel = new(n, k, firstQ, ldq, firstR, ldr, firstLog, first, ldg, own);
            Dispatch.Run<QrPullback<T>, T>(ref kernel);
        }
    }

    /// <summary>Scratch that <see cref="PullbackOfLogs"/> needs.</summary>
    /// <param name="k">Columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is negative.</exception>
    public static ScratchSize PullbackOfLogsScratch<T>(int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        return ScratchSize.Of(k);
    }

    /// <summary>M̄ = Q diag(g) R⁻ᵀ: <see cref="Pullback"/> of a function of ln R_ii alone, at a quarter of its operations.</summary>
    /// <param name="n">Elements of a column, N.</param>
    /// <param name="k">Columns, at most N.</param>
    /// <param name="q">The columns of Q, k×N.</param>
    /// <param name="ldq">Elements from one column to the next.</param>
    /// <param name="r">k×k, of <see cref="Factor"/>.</param>
    /// <param name="ldr">Elements from one row of r to the next.</param>
    /// <param name="logs">g: k derivatives by ln R_ii.</param>
    /// <param name="gradient">k×N; on return M̄. What it holds is not read.</param>
    /// <param name="ldg">Elements from one column to the next; what lies between columns is not touched.</param>
    /// <param name="scratch">At least <see cref="PullbackOfLogsScratch{T}"/>.</param>
    /// <remarks>Dead directions, aliasing and source: as <see cref="Pullback"/>.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit, k > N, the scratch is too small, or arguments share memory.</exception>
    public static unsafe void PullbackOfLogs<T>(
        int n, int k, ReadOnlySpan<T> q, int ldq, ReadOnlySpan<T> r, int ldr, ReadOnlySpan<T> logs, Span<T> gradient, int ldg,
        Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Check(n, k, q, ldq, r, ldr, logs, gradient, ldg, nameof(gradient));
        if (k == 0) return;
        int needed = ScratchSize.Of(k).Elements;
        if (scratch.Length < needed) Throw.ScratchTooSmall(needed, scratch.Length);
        scratch.Take(needed, out Span<T> room);
        Throw.IfOverlaps<T>(gradient, room, nameof(gradient), nameof(scratch));
        Throw.IfOverlaps(q, room, nameof(q), nameof(scratch));
        Throw.IfOverlaps(r, room, nameof(r), nameof(scratch));
        Throw.IfOverlaps(logs, room, nameof(logs), nameof(scratch));
        fixed (T* firstQ = q, firstR = r, firstLog = logs, first = gradient, own = room)
        {
            QrPullback<T> kernel = new(n, k, firstQ, ldq, firstR, ldr, firstLog, first, ldg, own) { LogsOnly = true };
            Dispatch.Run<QrPullback<T>, T>(ref kernel);
        }
    }

    private static void Check<T>(
        int n, int k, ReadOnlySpan<T> q, int ldq, ReadOnlySpan<T> r, int ldr, ReadOnlySpan<T> logs, ReadOnlySpan<T> gradient, int ldg,
        string name)
        where T : unmanaged
    {
        ThrowIfNotTall(n, k);
        Throw.IfNotMatrix(q.Length, k, n, ldq, nameof(q));
        Throw.IfNotMatrix(r.Length, k, k, ldr, nameof(r));
        Throw.IfNotLength(logs.Length, k, nameof(logs));
        Throw.IfNotMatrix(gradient.Length, k, n, ldg, name);
        Throw.IfOverlaps(gradient, q, name, nameof(q));
        Throw.IfOverlaps(gradient, r, name, nameof(r));
        Throw.IfOverlaps(gradient, logs, name, nameof(logs));
    }
}

using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Matrix–matrix products C ← α·op(A)·op(B) + β·C of row-major matrices.</summary>
/// <remarks>
/// Batch invariance: the bits of row i of C depend on row i of op(A), on op(B), k, α and β, and on nothing else: not on m, the other
/// rows, the register width, or whether op(B) was packed before. Each element is Σ over blocks of k (at most 512 terms, as equal as
/// can be), each block one chain of fused multiply-adds in ascending k that starts at zero, times α, onto β·C or what the blocks
/// before left there. With γ = nε/(1 − nε), n = k + 3, every element is within γ·(|α||A||B| + |β||C|). Blocking after K. Goto, R. van
/// de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008. All methods may run on several threads at
/// once as long as they write to different C.
/// </remarks>
public static class Gemm
{
    /// <summary>Scratch that <see cref="Multiply"/> needs: a block of B and one of A, at most 512 deep; enough for any smaller m, n, k and
    /// any transposes. Operands up to 1 MiB that enter as stored are read in place and take none.</summary>
    /// <param name="m">Rows of op(A) and C.</param>
    /// <param name="n">Columns of op(B) and C.</param>
    /// <param name="k">Columns of op(A), rows of op(B).</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public static ScratchSize MultiplyScratch<T>(int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        return ScratchSize.Of(RoomB<T>(n, k)) + ScratchSize.Of(RoomA(m, k));
    }

    /// <summary>C ← α·op(A)·op(B) + β·C, op(X) being X or Xᵀ.</summary>
    /// <param name="transposeA">Whether A is stored k×m and enters transposed.</param>
    /// <param name="transposeB">Whether B is stored n×k and enters transposed.</param>
    /// <param name="m">Rows of op(A) and C; may be 0.</param>
    /// <param name="n">Columns of op(B) and C; may be 0.</param>
    /// <param name="k">Terms of the sums; 0 gives C ← β·C.</param>
    /// <param name="alpha">Factor of the product; 0 means that A and B are not read.</param>
    /// <param name="a">A, m×k (k×m if transposed).</param>
    /// <param name="lda">A's leading dimension, at least its columns.</param>
    /// <param name="b">B, k×n (n×k if transposed).</param>
    /// <param name="ldb">B's leading dimension, at least its columns.</param>
    /// <param name="beta">Factor of the old C; 0 means that C is not read, so a NaN there does not matter.</param>
    /// <param name="c">C, m×n. It may not share an element with A or B, but may be another block of the same larger matrix.</param>
    /// <param name="ldc">C's leading dimension, at least n; elements between the columns are not touched.</param>
    /// <param name="scratch">At least <see cref="MultiplyScratch"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit its span, C shares elements with A or B,
    /// or the scratch is too small.</exception>
    public static void Multiply<T>(
        Transpose transposeA, Transpose transposeB, int m, int n, int k,
        T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, T beta, Span<T> c, int ldc, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        (int rowsA, int columnsA) = transposeA == Transpose.No ? (m, k) : (k, m);
        (int rowsB, int columnsB) = transposeB == Transpose.No ? (k, n) : (n, k);
        Throw.IfNotMatrix(a.Length, rowsA, columnsA, lda, nameof(a));
        Throw.IfNotMatrix(b.Length, rowsB, columnsB, ldb, nameof(b));
        Throw.IfNotMatrix(c.Length, m, n, ldc, nameof(c));
        if (MatrixOverlap.Exists(c, m, n, ldc, a, rowsA, columnsA, lda)) Throw.Overlap(nameof(c), nameof(a));
        if (MatrixOverlap.Exists(c, m, n, ldc, b, rowsB, columnsB, ldb)) Throw.Overlap(nameof(c), nameof(b));
        if (m == 0 || n == 0) return;
        if (k == 0 || alpha == T.Zero)
        {
            Scale(m, n, beta, c, ldc);
            return;
        }

        bool packsB = transposeB == Transpose.Yes || !GemmBlocking.IsReadInPlace<T>(n, k, m);
        bool packsA = transposeA == Transpose.Yes && !GemmBlocking.IsReadInPlace<T>(m, k, n);
        if (packsA || packsB || !GemmBlocking.IsOneBlock(m, k))
        {
            Blocked(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, scratch, packsA, packsB);
            return;
        }

        (nint rowOfA, nint termOfA) = transposeA == Transpose.No ? (lda, 1) : (1, lda);
        OneBlock(m, n, k, alpha, a, rowOfA, termOfA, b, GemmBlocking.PanelColumns<T>(), ldb, beta, c, ldc);
    }

    /// <summary>Elements that <see cref="Pack"/> fills for an op(B) of k×n: the columns rounded up to whole panels of 256 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    internal static int PackedLength<T>(int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        return checked(k * GemmBlocking.Padded<T>(n));
    }

    /// <summary>Copies op(B), k×n, into the layout that <see cref="MultiplyPacked"/> streams. The layout is the register width's own:
    /// packed elements are for this process only.</summary>
    /// <param name="transposeB">Whether B is stored n×k and enters transposed.</param>
    /// <param name="k">Rows of op(B).</param>
    /// <param name="n">Columns of op(B).</param>
    /// <param name="b">B, k×n (n×k if transposed).</param>
    /// <param name="ldb">B's leading dimension, at least its columns.</param>
    /// <param name="packed">Exactly <see cref="PackedLength"/> elements, best on a 64-byte boundary; may not overlap B.</param>
    /// <exception cref="ArgumentException">A shape does not fit its span, or the two overlap.</exception>
    internal static void Pack<T>(Transpose transposeB, int k, int n, ReadOnlySpan<T> b, int ldb, Span<T> packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        (int rows, int columns) = transposeB == Transpose.No ? (k, n) : (n, k);
        Throw.IfNotMatrix(b.Length, rows, columns, ldb, nameof(b));
        Throw.IfNotShape(packed.Length, k, GemmBlocking.Padded<T>(n), nameof(packed));
        Throw.IfOverlaps<T>(packed, b, nameof(packed), nameof(b));
        if (k == 0) return;
        PackKernel<T> kernel = new() { TransposeB = transposeB, K = k, N = n, B = b, Ldb = ldb, PackedB = packed };
        Dispatch.Run<PackKernel<T>, T>(ref kernel);
    }

    /// <summary>C ← α·A·B + β·C with A m×k row-major, read in place, and B packed by <see cref="Pack"/>.</summary>
    /// <param name="m">Rows of A and C; one row costs one pass over the packed B.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B.</param>
    /// <param name="alpha">Factor of the product; 0 means that A and B are not read.</param>
    /// <param name="a">A, m×k.</param>
    /// <param name="lda">A's leading dimension, at least k.</param>
    /// <param name="packed">B as packed: exactly <see cref="PackedLength"/> elements.</param>
    /// <param name="beta">Factor of the old C; 0 means that C is not read.</param>
    /// <param name="c">C, m×n; it may not share an element with A or B.</param>
    /// <param name="ldc">C's leading dimension, at least n.</param>
    /// <exception cref="ArgumentException">A shape does not fit its span, or C shares elements with A or B.</exception>
    internal static void MultiplyPacked<T>(
        int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> packed, T beta, Span<T> c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(a.Length, m, k, lda, nameof(a));
        Throw.IfNotMatrix(c.Length, m, n, ldc, nameof(c));
        Throw.IfNotShape(packed.Length, k, GemmBlocking.Padded<T>(n), nameof(packed));
        if (MatrixOverlap.Exists(c, m, n, ldc, packed, 1, packed.Length, packed.Length)) Throw.Overlap(nameof(c), nameof(packed));
        if (MatrixOverlap.Exists(c, m, n, ldc, a, m, k, lda)) Throw.Overlap(nameof(c), nameof(a));
        if (m == 0 || n == 0) return;
        if (k == 0 || alpha == T.Zero)
        {
            Scale(m, n, beta, c, ldc);
            return;
        }

        if (GemmBlocking.IsOneBlock(m, k))
        {
            int width = GemmBlocking.PanelColumns<T>();
            OneBlock(m, n, k, alpha, a, lda, 1, packed, (nint)width * k, width, beta, c, ldc);
        }
        else
        {
            BlockedPacked(m, n, k, alpha, a, lda, packed, beta, c, ldc);
        }
    }

    // Room for the longest depth that any k up to this one takes (k = 512 is one block of 512, k = 513 two of 257): the size never falls
    // as m, n or k grow, so scratch for the largest batch does for every smaller one.
    internal static int RoomB<T>(int n, int k)
        where T : unmanaged => Math.Min(k, GemmBlocking.LongestDepth) * Math.Min(GemmBlocking.Padded<T>(n), GemmBlocking.BlockColumns<T>());

    internal static int RoomA(int m, int k) =>
        Math.Min(k, GemmBlocking.LongestDepth) * GemmBlocking.CeilingDivide(Math.Min(m, GemmBlocking.BlockRows), GemmBlocking.TileRows)
        * GemmBlocking.TileRows;

    // Straight to the block, without the loops around it and without a struct of references, which is cleared before use: 8 ns less a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void OneBlock<T>(
        int m, int n, int k, T alpha, ReadOnlySpan<T> a, nint rowOfA, nint termOfA, ReadOnlySpan<T> b, nint panelOfB, nint termOfB,
        T beta, Span<T> c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* firstA = &MemoryMarshal.GetReference(a), firstB = &MemoryMarshal.GetReference(b), firstC = &MemoryMarshal.GetReference(c))
        {
            GemmBlock<T> block = new()
            {
                Rows = m, Columns = n, Depth = k, Alpha = alpha, Beta = beta, A = firstA, RowOfA = rowOfA, TermOfA = termOfA,
                B = firstB, PanelOfB = panelOfB, TermOfB = termOfB, C = firstC, Ldc = ldc,
            };
            Dispatch.Run<GemmBlock<T>, T>(ref block);
        }
    }

    // Out of line, so that a call that is one block does not clear room for this one's spans.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Blocked<T>(
        Transpose transposeA, Transpose transposeB, int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb,
        T beta, Span<T> c, int ldc, Scratch<T> scratch, bool packsA, bool packsB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> roomA = default, roomB = default;
        if (packsB) scratch = scratch.Take(RoomB<T>(n, k), out roomB);
        if (packsA) scratch.Take(RoomA(m, k), out roomA);
        GemmKernel<T> kernel = new()
        {
            M = m, N = n, K = k, Alpha = alpha, Beta = beta, A = a, Lda = lda, TransposeA = transposeA,
            B = b, Ldb = ldb, TransposeB = transposeB, C = c, Ldc = ldc, RoomA = roomA, RoomB = roomB,
        };
        Dispatch.Run<GemmKernel<T>, T>(ref kernel);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BlockedPacked<T>(
        int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> packed, T beta, Span<T> c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GemmKernel<T> kernel = new()
        {
            M = m, N = n, K = k, Alpha = alpha, Beta = beta, A = a, Lda = lda, B = packed, Packed = true, C = c, Ldc = ldc,
        };
        Dispatch.Run<GemmKernel<T>, T>(ref kernel);
    }

    // C ← β·C, and zeros where β = 0, whatever C held.
    private static void Scale<T>(int m, int n, T beta, Span<T> c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++) Gemv.Scale(beta, c.Slice(i * ldc, n));
    }
}

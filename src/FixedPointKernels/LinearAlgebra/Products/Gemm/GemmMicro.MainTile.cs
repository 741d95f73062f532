using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <content>The tile of most of a product where there are 16 registers: 4 to 6 rows × 2 vectors, four terms a turn.</content>
/// <remarks>
/// 12 multiply-adds take 6 cycles; with their 2 loads, 6 broadcasts and the 5 instructions that count, a term was 25 instructions, where a
/// core takes 6 a cycle. On a shared machine it takes fewer for minutes, while the chains that measure its peak keep their time, as if
/// another thread had every other cycle. Four terms a turn, and constant distances in what is packed, leave 21: 1 % on a core of its own, a
/// fifth of the time beside such a neighbor (docs/kernels/gemm.md).
/// </remarks>
internal static unsafe partial class GemmMicro
{
    private const int TermsATurn = 4;

    /// <summary><see cref="Tile"/> of 4 to 6 rows and two whole vectors, the same bits.</summary>
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    /// <typeparam name="T">Element.</typeparam>
    /// <typeparam name="R">Rows: those that it does not have are left out.</typeparam>
    /// <typeparam name="A">Whether A is packed, in tiles of this height, or enters transposed.</typeparam>
    /// <typeparam name="B">Whether B is packed, in panels of this width.</typeparam>
    /// <param name="depth">Terms of the sums.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A's first element.</param>
    /// <param name="rowStride">From one row of A to the next, where A is not packed; from one term to the next, where it enters
    /// transposed.</param>
    /// <param name="b">B's first vector; the second is adjacent.</param>
    /// <param name="termStride">From one term of B to the next, where B is not packed.</param>
    /// <param name="beta">Factor of the old C; zero: C is not read.</param>
    /// <param name="c">C's first element.</param>
    /// <param name="ldc">From one row of C to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MainTile<S, V, T, R, A, B>(int depth, T alpha, T* a, nint rowStride, T* b, nint termStride, T beta, T* c, nint ldc)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where R : unmanaged, IGemmExtent
        where A : struct, IGemmOrder
        where B : struct, IGemmOrder
    {
        V x00 = default, x01 = default, x10 = default, x11 = default, x20 = default, x21 = default;
        V x30 = default, x31 = default, x40 = default, x41 = default, x50 = default, x51 = default;
        nint twoRows = 2 * rowStride, threeRows = 3 * rowStride;
        nint term = A.IsPacked ? sizeof(R) : A.IsTransposed ? rowStride : 1;
        if (B.IsPacked) termStride = GemmBlocking.PanelColumns<S, V, T>();
        T* fifth = a + (4 * rowStride);
        if (depth > GemmBlocking.ShallowDepth)
        {
            Fetch<S, V, T, GemmExtent.Two>(ref *c);
            Fetch<S, V, T, GemmExtent.Two>(ref *(c + ldc));
            Fetch<S, V, T, GemmExtent.Two>(ref *(c + (2 * ldc)));
            Fetch<S, V, T, GemmExtent.Two>(ref *(c + (3 * ldc)));
            if (sizeof(R) > 4) Fetch<S, V, T, GemmExtent.Two>(ref *(c + (4 * ldc)));
            if (sizeof(R) > 5) Fetch<S, V, T, GemmExtent.Two>(ref *(c + (5 * ldc)));
        }

        for (; depth >= TermsATurn; depth -= TermsATurn)
        {
            Term<S, V, T, R, A>(a, fifth, 0, rowStride, twoRows, threeRows, b, 0, ref x00, ref x01, ref x10, ref x11, ref x20, ref x21,
                ref x30, ref x31, ref x40, ref x41, ref x50, ref x51);
            Term<S, V, T, R, A>(a, fifth, 1, rowStride, twoRows, threeRows, b, termStride, ref x00, ref x01, ref x10, ref x11, ref x20,
                ref x21, ref x30, ref x31, ref x40, ref x41, ref x50, ref x51);
            Term<S, V, T, R, A>(a, fifth, 2, rowStride, twoRows, threeRows, b, 2 * termStride, ref x00, ref x01, ref x10, ref x11, ref x20,
                ref x21, ref x30, ref x31, ref x40, ref x41, ref x50, ref x51);
            Term<S, V, T, R, A>(a, fifth, 3, rowStride, twoRows, threeRows, b, 3 * termStride, ref x00, ref x01, ref x10, ref x11, ref x20,
                ref x21, ref x30, ref x31, ref x40, ref x41, ref x50, ref x51);
            a += TermsATurn * term;
            fifth += TermsATurn * term;
            b += TermsATurn * termStride;
        }

        for (; depth > 0; depth--)
        {
            Term<S, V, T, R, A>(a, fifth, 0, rowStride, twoRows, threeRows, b, 0, ref x00, ref x01, ref x10, ref x11, ref x20, ref x21,
                ref x30, ref x31, ref x40, ref x41, ref x50, ref x51);
            a += term;
            fifth += term;
            b += termStride;
        }

        V factor = S.Broadcast(alpha);
        if (beta == T.Zero)
        {
            Store<S, V, T>(factor, x00, x01, c);
            Store<S, V, T>(factor, x10, x11, c + ldc);
            Store<S, V, T>(factor, x20, x21, c + (2 * ldc));
            Store<S, V, T>(factor, x30, x31, c + (3 * ldc));
            if (sizeof(R) > 4) Store<S, V, T>(factor, x40, x41, c + (4 * ldc));
            if (sizeof(R) > 5) Store<S, V, T>(factor, x50, x51, c + (5 * ldc));
        }
        else
        {
            V old = S.Broadcast(beta);
            Blend<S, V, T>(factor, x00, x01, old, c);
            Blend<S, V, T>(factor, x10, x11, old, c + ldc);
            Blend<S, V, T>(factor, x20, x21, old, c + (2 * ldc));
            Blend<S, V, T>(factor, x30, x31, old, c + (3 * ldc));
            if (sizeof(R) > 4) Blend<S, V, T>(factor, x40, x41, old, c + (4 * ldc));
            if (sizeof(R) > 5) Blend<S, V, T>(factor, x50, x51, old, c + (5 * ldc));
        }
    }

    // Term k of all rows: an address is a base, a stride and a constant.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Term<S, V, T, R, A>(
        T* a, T* fifth, nint k, nint row, nint twoRows, nint threeRows, T* b, nint at, ref V x00, ref V x01, ref V x10,
        ref V x11, ref V x20, ref V x21,
        ref V x30, ref V x31, ref V x40, ref V x41, ref V x50, ref V x51)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where R : unmanaged, IGemmExtent
        where A : struct, IGemmOrder
    {
        V b0 = S.Load(ref *b, (nuint)at), b1 = S.Load(ref *b, (nuint)(at + S.Count));
        if (A.IsTransposed)
        {
            // The rows are adjacent, and the strides lead from term to term.
            a += k == 0 ? 0 : k == 1 ? row : k == 2 ? twoRows : threeRows;
            (k, row, twoRows, threeRows) = (0, 1, 2, 3);
            fifth = a + 4;
        }

        Term<S, V, T>(A.IsPacked ? a[sizeof(R) * k] : a[k], b0, b1, ref x00, ref x01);
        Term<S, V, T>(A.IsPacked ? a[(sizeof(R) * k) + 1] : (a + row)[k], b0, b1, ref x10, ref x11);
        Term<S, V, T>(A.IsPacked ? a[(sizeof(R) * k) + 2] : (a + twoRows)[k], b0, b1, ref x20, ref x21);
        Term<S, V, T>(A.IsPacked ? a[(sizeof(R) * k) + 3] : (a + threeRows)[k], b0, b1, ref x30, ref x31);
        if (sizeof(R) > 4) Term<S, V, T>(A.IsPacked ? a[(sizeof(R) * k) + 4] : fifth[k], b0, b1, ref x40, ref x41);
        if (sizeof(R) > 5) Term<S, V, T>(A.IsPacked ? a[(sizeof(R) * k) + 5] : (fifth + row)[k], b0, b1, ref x50, ref x51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Term<S, V, T>(T a, V b0, V b1, ref V x0, ref V x1)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V w = S.Broadcast(a);
        x0 = S.MultiplyAdd(w, b0, x0);
        x1 = S.MultiplyAdd(w, b1, x1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<S, V, T>(V alpha, V x0, V x1, T* c)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        S.Store(S.Multiply(alpha, x0), ref *c, 0);
        S.Store(S.Multiply(alpha, x1), ref *c, (nuint)S.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blend<S, V, T>(V alpha, V x0, V x1, V beta, T* c)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Blend<S, V, T>(alpha, x0, beta, ref *c, 0);
        Blend<S, V, T>(alpha, x1, beta, ref *c, (nuint)S.Count);
    }
}

using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The whole product as loops over blocks: depth, then columns, then rows, around <see cref="GemmBlock{T}"/>.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal ref struct GemmKernel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required int M;
    internal required int N;
    internal required int K;
    internal required T Alpha;
    internal required T Beta;
    internal required ReadOnlySpan<T> A;
    internal required int Lda;
    internal Transpose TransposeA;

    /// <summary>B as stored; not used if <see cref="Packed"/> is true, when it is the whole packed op(B).</summary>
    internal required ReadOnlySpan<T> B;
    internal int Ldb;
    internal Transpose TransposeB;
    internal bool Packed;
    internal required Span<T> C;
    internal required int Ldc;

    /// <summary>Room for one packed block of B, and of Aᵀ; empty: read in place.</summary>
    internal Span<T> RoomB;
    internal Span<T> RoomA;

    public readonly unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        // Masked loads and stores go by address: nothing may move until the product is done.
        fixed (T* a = &MemoryMarshal.GetReference(A), b = &MemoryMarshal.GetReference(B), c = &MemoryMarshal.GetReference(C))
        {
            nint width = GemmBlocking.PanelColumns<S, V, T>();
            if (!RoomB.IsEmpty) Blocks<S, V>(a, c, width);
            else if (Packed) Depths<S, V>(a, b, width * K, width, c);
            else Depths<S, V>(a, b, width, Ldb, c);
        }
    }

    // B is read where it is, packed as a whole or as stored.
    private readonly unsafe void Depths<S, V>(T* a, T* b, nint panel, nint step, T* c)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int deep = GemmBlocking.DepthOf(K);
        for (int term = 0; term < K; term += deep)
            Rows<S, V>(a, b + (term * step), panel, step, c, N, term, Math.Min(deep, K - term));
    }

    // B is packed block by block.
    private readonly unsafe void Blocks<S, V>(T* a, T* c, nint width)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int deep = GemmBlocking.DepthOf(K);
        int wide = GemmBlocking.BlockColumns<T>();
        fixed (T* roomB = &MemoryMarshal.GetReference(RoomB))
        {
            for (int column = 0; column < N; column += wide)
            {
                int columns = Math.Min(wide, N - column);
                for (int term = 0; term < K; term += deep)
                {
                    int depth = Math.Min(deep, K - term);
                    GemmPacking.Right<S, V, T>(TransposeB, B, Ldb, term, column, depth, columns, RoomB);
                    Rows<S, V>(a, roomB, width * depth, width, c + column, columns, term, depth);
                }
            }
        }
    }

    // All rows against one block of B. A is read in place, or, transposed, from a packed copy where one is wanted.
    private readonly unsafe void Rows<S, V>(T* a, T* b, nint panel, nint step, T* c, int columns, int term, int depth)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        bool packs = !RoomA.IsEmpty;
        bool plain = TransposeA == Transpose.No;
        int high = GemmBlocking.RowsPerBlock(M);
        fixed (T* roomA = RoomA)
        {
            for (int row = 0; row < M; row += high)
            {
                int rows = Math.Min(high, M - row);
                if (packs) GemmPacking.LeftTransposed(A, Lda, row, term, rows, depth, RoomA);
                new GemmBlock<T>
                {
                    Rows = rows, Columns = columns, Depth = depth, Alpha = Alpha, Beta = term == 0 ? Beta : T.One,
                    A = packs ? roomA : plain ? a + ((nint)row * Lda) + term : a + ((nint)term * Lda) + row,
                    RowOfA = plain ? Lda : 1, TermOfA = packs ? 0 : plain ? 1 : Lda,
                    B = b, PanelOfB = panel, TermOfB = step, C = c + ((nint)row * Ldc), Ldc = Ldc,
                }.Run<S, V>();
            }
        }
    }
}

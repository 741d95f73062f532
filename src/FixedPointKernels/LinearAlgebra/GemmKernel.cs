using System;
using System.Numerics;
using System.Runtime.CompilerServices;
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

    /// <summary>Room for one packed block of B, and of Aᵀ.</summary>
    internal Span<T> RoomB;
    internal Span<T> RoomA;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int deep = GemmBlocking.DepthOf(K);
        int wide = Packed ? N : GemmBlocking.BlockColumns<T>();
        for (int column = 0; column < N; column += wide)
        {
            int columns = Math.Min(wide, N - column);
            for (int term = 0; term < K; term += deep)
            {
                int depth = Math.Min(deep, K - term);
                if (!Packed) GemmPacking.Right(TransposeB, B, Ldb, term, column, depth, columns, RoomB);
                Rows<S, V>(column, columns, term, depth);
            }
        }
    }

    // All rows against one block of B. A as stored is read in place, row by row; a transposed A from a packed copy.
    private readonly void Rows<S, V>(int column, int columns, int term, int depth)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nint width = GemmBlocking.PanelColumns<T>();
        bool direct = TransposeA == Transpose.No;
        ref T b = ref Packed ? ref Unsafe.Add(ref MemoryMarshal.GetReference(B), term * width) : ref MemoryMarshal.GetReference(RoomB);
        for (int row = 0; row < M; row += GemmBlocking.BlockRows)
        {
            int rows = Math.Min(GemmBlocking.BlockRows, M - row);
            if (!direct) GemmPacking.LeftTransposed(A, Lda, row, term, rows, depth, RoomA);
            ref T a = ref direct
                ? ref Unsafe.Add(ref MemoryMarshal.GetReference(A), ((nint)row * Lda) + term)
                : ref MemoryMarshal.GetReference(RoomA);
            new GemmBlock<T>(ref a, ref b)
            {
                Depth = depth,
                Alpha = Alpha,
                Beta = term == 0 ? Beta : T.One,
                StepA = direct ? ((nint)Lda * GemmBlocking.TileRows, Lda, 1) : ((nint)depth * GemmBlocking.TileRows, 1, GemmBlocking.TileRows),
                StepB = (width * (Packed ? K : depth), width),
            }.Run<S, V>(rows, columns, ref Unsafe.Add(ref MemoryMarshal.GetReference(C), ((nint)row * Ldc) + column), Ldc);
        }
    }
}

using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The pullback as products of rows: −Q̄ Qᵀ below the diagonal, mirrored to C; Q̄ + C Q; back-substitution by blocks of
/// rows.</summary>
/// <remarks>Column j of R is row j of r, so a block's coefficients of the rows behind enter transposed, as they lie. Only the lower
/// triangle
/// of Q̄ᵀQ is computed, by blocks of <see cref="High"/> rows.</remarks>
internal unsafe struct QrPullback<T>(
    int n, int k, T* q, int ldq, T* r, int ldr, T* logs, T* gradient, int ldg, T* scratch) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Two tiles of the product; a triangle of one of them is solved in registers.
    private const int High = 2 * GemmBlocking.TileRows;

    /// <summary>Whether Q̄ is zero.</summary>
    internal bool LogsOnly { get; init; }

    internal static int Length(int n, int k)
    {
        int wide = QrRoom<T>.Whole(k);
        return checked(wide + (QrRoom<T>.Whole(n) * wide) + (wide * wide) + PanelCopy.ScratchLength);
    }

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        T* reciprocals = scratch;
        for (int i = 0; i < k; i++)
        {
            T reciprocal = T.One / r[((nint)i * ldr) + i];
            reciprocals[i] = T.IsFinite(reciprocal) ? reciprocal : T.Zero;
        }

        if (LogsOnly) Scale(reciprocals);
        else Gather<S, V>(reciprocals);
        Solve<S, V>(reciprocals);
    }

    private readonly void Scale(T* reciprocals)
    {
        for (int i = 0; i < k; i++)
        {
            T factor = reciprocals[i] == T.Zero ? T.Zero : logs[i];
            T* from = q + ((nint)i * ldq), to = gradient + ((nint)i * ldg);
            for (int c = 0; c < n; c++) to[c] = factor * from[c];
        }
    }

    private readonly void Gather<S, V>(T* reciprocals)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int wide = QrRoom<T>.Whole(k);
        T* columns = reciprocals + wide, c = columns + ((nint)QrRoom<T>.Whole(n) * wide), squares = c + (wide * wide);
        for (int i = 0; i < k; i++)
        {
            if (reciprocals[i] == T.Zero) new Span<T>(gradient + ((nint)i * ldg), n).Clear();
        }

        PanelCopy.In<S, V, T>(ref *q, ldq, k, n, ref *columns, wide, ref *squares);
        for (int row = 0; row < k; row += High)
        {
            int rows = Math.Min(High, k - row), across = Math.Min((row + rows + S.Count - 1) / S.Count * S.Count, k);
            T* block = c + (row * wide);
            QrProduct.Run<S, V, T>(
                rows, across, n, -T.One, gradient + ((nint)row * ldg), ldg, 1, columns, wide, T.Zero, block, wide);
            if (row > 0) PanelCopy.In<S, V, T>(ref *block, wide, rows, row, ref *(c + row), wide, ref *squares);
            for (int i = row; i < row + rows; i++)
            {
                c[(i * wide) + i] += reciprocals[i] == T.Zero ? T.Zero : logs[i];
                for (int j = row; j < i; j++) c[(j * wide) + i] = c[(i * wide) + j];
            }
        }

        QrProduct.Run<S, V, T>(k, n, k, T.One, c, wide, 1, q, ldq, T.One, gradient, ldg);
    }

    // R X = B by rows, from the last: what is found is subtracted from a block of rows at once.
    private readonly void Solve<S, V>(T* reciprocals)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int end = k; end > 0;)
        {
            int rows = ((end - 1) % GemmBlocking.TileRows) + 1, first = end - rows;
            T* block = gradient + ((nint)first * ldg);
            QrProduct.Run<S, V, T>(
                rows, n, k - end, -T.One, r + ((nint)end * ldr) + first, 1, ldr, gradient + ((nint)end * ldg), ldg, T.One, block, ldg);
            Triangle<S, V>(rows, r + ((nint)first * ldr) + first, reciprocals + first, block);
            end = first;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Triangle<S, V>(int rows, T* triangle, T* reciprocals, T* block)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int count = S.Count, last = n / count * count;
        for (int at = 0; at < last; at += count) Strip<S, V>(rows, triangle, reciprocals, block + at);
        for (int at = last; at < n; at++) Strip<Lane1<T>, T>(rows, triangle, reciprocals, block + at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Strip<S, V>(int rows, T* triangle, T* reciprocals, T* block)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int i = rows - 1; i >= 0; i--)
        {
            V x = S.Load(ref *(block + ((nint)i * ldg)), 0);
            for (int j = i + 1; j < rows; j++)
                x = S.NegateMultiplyAdd(S.Broadcast(triangle[((nint)j * ldr) + i]), S.Load(ref *(block + ((nint)j * ldg)), 0), x);
            S.Store(S.Multiply(S.Broadcast(reciprocals[i]), x), ref *(block + ((nint)i * ldg)), 0);
        }
    }
}

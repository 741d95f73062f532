using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>B ← A + Σₜ uₜ vₜᵀ over four terms, A and B packed as <see cref="Gemm.Pack"/> packs them.</summary>
/// <remarks>
/// Element (p, j) is one chain of fused multiply-adds in ascending t that starts at A's: the same bits at every width. The matrix is padded
/// to whole panels of any width, so there is no tail; the padding stays what it was where v is padded with zeros.
/// </remarks>
internal static class PackedRankUpdate
{
    /// <summary>Terms of one update: 4 × 2 vectors of v, 4 broadcasts and 2 of B are 14 of 16 registers.</summary>
    internal const int Terms = 4;

    /// <summary>Writes B; it may be A itself.</summary>
    /// <param name="k">Rows.</param>
    /// <param name="n">Columns.</param>
    /// <param name="a">A, packed.</param>
    /// <param name="u">Four vectors of k elements, one after the other; a missing term is zeros.</param>
    /// <param name="v">Four vectors of n elements, each padded with zeros to whole panels.</param>
    /// <param name="b">B, packed.</param>
    internal static void Add<T>(int k, int n, ReadOnlySpan<T> a, ReadOnlySpan<T> u, ReadOnlySpan<T> v, Span<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int padded = GemmBlocking.Padded<T>(n);
        Throw.IfNotShape(a.Length, k, padded, nameof(a));
        Throw.IfNotShape(b.Length, k, padded, nameof(b));
        Throw.IfNotShape(u.Length, Terms, k, nameof(u));
        Throw.IfNotShape(v.Length, Terms, padded, nameof(v));
        Kernel<T> kernel = new() { Rows = k, Columns = padded, A = a, Left = u, Right = v, B = b };
        Dispatch.Run<Kernel<T>, T>(ref kernel);
    }

    /// <summary>Row <paramref name="row"/> of a packed k×n matrix of panels of
    /// <paramref name="width"/> columns, with the padding.</summary>
    internal static void CopyRow<T>(int k, ReadOnlySpan<T> packed, int width, int row, Span<T> to)
        where T : unmanaged
    {
        for (int panel = 0; panel < to.Length; panel += width) packed.Slice((panel * k) + (row * width), width).CopyTo(to[panel..]);
    }

    /// <summary>Column <paramref name="column"/> of a packed matrix, to.Length×n, of panels of <paramref name="width"/> columns.</summary>
    internal static void CopyColumn<T>(ReadOnlySpan<T> packed, int width, int column, Span<T> to)
        where T : unmanaged
    {
        ReadOnlySpan<T> from = packed.Slice(column / width * width * to.Length, width * to.Length);
        for (int row = 0, at = column % width; row < to.Length; row++, at += width) to[row] = from[at];
    }

    internal ref struct Kernel<T> : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal required int Rows;
        internal required int Columns;
        internal required ReadOnlySpan<T> A;
        internal required ReadOnlySpan<T> Left;
        internal required ReadOnlySpan<T> Right;
        internal required Span<T> B;

        public readonly void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            int width = GemmBlocking.PanelColumns<S, V, T>();
            for (int column = 0; column < Columns; column += 2 * S.Count)
            {
                Strip<S, V>(column, (nuint)(((column / width) * width * Rows) + (column % width)), (nuint)width);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Strip<S, V>(int column, nuint at, nuint width)
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            ref T a = ref MemoryMarshal.GetReference(A);
            ref T b = ref MemoryMarshal.GetReference(B);
            ref T v = ref Unsafe.Add(ref MemoryMarshal.GetReference(Right), column);
            ref T u0 = ref MemoryMarshal.GetReference(Left);
            ref T u1 = ref Unsafe.Add(ref u0, Rows);
            ref T u2 = ref Unsafe.Add(ref u1, Rows);
            ref T u3 = ref Unsafe.Add(ref u2, Rows);
            nuint count = (nuint)S.Count, next = (nuint)Columns;
            V p0 = S.Load(ref v, 0), q0 = S.Load(ref v, count);
            V p1 = S.Load(ref v, next), q1 = S.Load(ref v, next + count);
            V p2 = S.Load(ref v, 2 * next), q2 = S.Load(ref v, (2 * next) + count);
            V p3 = S.Load(ref v, 3 * next), q3 = S.Load(ref v, (3 * next) + count);
            for (nint row = 0; row < Rows; row++)
            {
                V f0 = S.Broadcast(Unsafe.Add(ref u0, row)), f1 = S.Broadcast(Unsafe.Add(ref u1, row));
                V f2 = S.Broadcast(Unsafe.Add(ref u2, row)), f3 = S.Broadcast(Unsafe.Add(ref u3, row));
                V p = S.MultiplyAdd(f1, p1, S.MultiplyAdd(f0, p0, S.Load(ref a, at)));
                V q = S.MultiplyAdd(f1, q1, S.MultiplyAdd(f0, q0, S.Load(ref a, at + count)));
                S.Store(S.MultiplyAdd(f3, p3, S.MultiplyAdd(f2, p2, p)), ref b, at);
                S.Store(S.MultiplyAdd(f3, q3, S.MultiplyAdd(f2, q2, q)), ref b, at + count);
                at += width;
            }
        }
    }
}

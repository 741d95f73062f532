using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>C ← α·A·B + β·C from inside a kernel that has its operands pinned: the blocks of <see cref="Gemm"/> without its
/// entry.</summary>
/// <remarks>B is read in place, a row of it as one term; A by two strides. Chains are as in <see cref="Gemm"/>: at most 512
/// terms.</remarks>
internal static unsafe class QrProduct
{
    /// <summary>The product.</summary>
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    /// <typeparam name="T">Element.</typeparam>
    /// <param name="rows">Rows of A and C; nothing is done for 0.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Terms; 0 leaves C as it is, for β = 1 only.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A.</param>
    /// <param name="rowOfA">From one row of A to the next.</param>
    /// <param name="termOfA">From one term of A to the next.</param>
    /// <param name="b">B.</param>
    /// <param name="ldb">From one row of B to the next.</param>
    /// <param name="beta">Factor of the old C; at 0 it is not read.</param>
    /// <param name="c">C.</param>
    /// <param name="ldc">From one row of C to the next.</param>
    internal static void Run<S, V, T>(
        int rows, int columns, int depth, T alpha, T* a, nint rowOfA, nint termOfA, T* b, nint ldb, T beta, T* c, nint ldc)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows <= 0 || columns <= 0) return;
        int deep = GemmBlocking.DepthOf(depth);
        for (int term = 0; term < depth; term += deep)
        {
            new GemmBlock<T>
            {
                Rows = rows, Columns = columns, Depth = Math.Min(deep, depth - term), Alpha = alpha, Beta = term == 0 ? beta : T.One,
                A = a + (term * termOfA), RowOfA = rowOfA, TermOfA = termOfA, B = b + (term * ldb),
                PanelOfB = GemmBlocking.PanelColumns<S, V, T>(), TermOfB = ldb, C = c, Ldc = ldc,
            }.Run<S, V>();
        }
    }
}

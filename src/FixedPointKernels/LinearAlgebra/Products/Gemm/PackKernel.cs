using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The whole op(B) packed as one block.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal ref struct PackKernel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required Transpose TransposeB;
    internal required int K;
    internal required int N;
    internal required ReadOnlySpan<T> B;
    internal required int Ldb;
    internal required Span<T> PackedB;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged => GemmPacking.Right<S, V, T>(TransposeB, B, Ldb, 0, 0, K, N, PackedB);
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Which triangle of an LU factorization a system is solved with.</summary>
internal enum Triangle
{
    /// <summary>L, with ones on the diagonal.</summary>
    LowerUnit,

    /// <summary>U.</summary>
    Upper,

    /// <summary>Uᵀ.</summary>
    UpperTransposed,

    /// <summary>Lᵀ, with ones on the diagonal.</summary>
    LowerUnitTransposed,
}

/// <summary>B ← op(T)⁻¹ B for many right-hand sides: halve T, solve one half, one matrix product, solve the other half.</summary>
internal static class Triangular
{
    // A product's scratch grows with its shape up to the depth at which it is cut into lesser blocks, so this bounds every smaller product.
    internal static ScratchSize SolveScratch<T>(int n, int columns, LuTuning tuning)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ScratchSize.Max(
            ScratchSize.Of(TriangleBlock<T>.ScratchLength(Math.Min(n, tuning.Triangle))),
            Gemm.MultiplyScratch<T>(n, columns, Math.Min(n, GemmBlocking.LongestDepth)));

    internal static void Solve<T>(
        Triangle triangle, int n, ReadOnlySpan<T> t, int ldt, int columns, Span<T> b, int ldb, LuTuning tuning, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (n == 0 || columns == 0) return;
        if (n <= tuning.Triangle)
        {
            _ = scratch.Take(TriangleBlock<T>.ScratchLength(n), out Span<T> packed);
            TriangleBlock<T> kernel = new(triangle, n, t, ldt, columns, b, ldb, packed);
            Dispatch.Run<TriangleBlock<T>, T>(ref kernel);
            return;
        }

        int head = LuTuning.Split(n, tuning.Triangle);
        int tail = n - head;
        Span<T> bottom = b[(head * ldb)..];
        ReadOnlySpan<T> lower = t[(head * ldt)..];
        ReadOnlySpan<T> upper = t[head..];
        ReadOnlySpan<T> last = t[((head * ldt) + head)..];
        if (triangle is Triangle.LowerUnit or Triangle.UpperTransposed)
        {
            Solve(triangle, head, t, ldt, columns, b, ldb, tuning, scratch);
            if (triangle == Triangle.LowerUnit)
                Gemm.Multiply(Transpose.No, Transpose.No, tail, columns, head, -T.One, lower, ldt, b, ldb, T.One, bottom, ldb, scratch);
            else
                Gemm.Multiply(Transpose.Yes, Transpose.No, tail, columns, head, -T.One, upper, ldt, b, ldb, T.One, bottom, ldb, scratch);
            Solve(triangle, tail, last, ldt, columns, bottom, ldb, tuning, scratch);
        }
        else
        {
            Solve(triangle, tail, last, ldt, columns, bottom, ldb, tuning, scratch);
            if (triangle == Triangle.Upper)
                Gemm.Multiply(Transpose.No, Transpose.No, head, columns, tail, -T.One, upper, ldt, bottom, ldb, T.One, b, ldb, scratch);
            else
                Gemm.Multiply(Transpose.Yes, Transpose.No, head, columns, tail, -T.One, lower, ldt, bottom, ldb, T.One, b, ldb, scratch);
            Solve(triangle, head, t, ldt, columns, b, ldb, tuning, scratch);
        }
    }
}

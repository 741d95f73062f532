using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Products of plain operands and with a packed B: small, middle and ragged.</summary>
internal static class ProductCases
{
    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int m, int n, int k) in ((int, int, int)[])[(8, 8, 8), (32, 32, 32), (128, 128, 128), (37, 53, 61), (300, 300, 300)])
            yield return GateCase.Of($"product/{element}/{m}x{n}x{k}", () => Plain<T>(Transpose.No, m, n, k));
        yield return GateCase.Of($"product/{element}/A-transposed-100x100x64", () => Plain<T>(Transpose.Yes, 100, 100, 64));
        foreach (int m in (int[])[1, 5, 64])
            yield return GateCase.Of($"packed/{element}/{m}x300x300", () => Packed<T>(m, 300, 300));
    }

    private static Action Plain<T>(Transpose transposeA, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> a = CaseOperands.Gaussian<T>(1, m * k), b = CaseOperands.Gaussian<T>(2, k * n), c = new(m * n);
        AlignedBuffer<T> scratch = Gemm.MultiplyScratch<T>(m, n, k).Allocate<T>();
        int lda = transposeA == Transpose.No ? k : m;
        return () => Gemm.Multiply(transposeA, Transpose.No, m, n, k, T.One, a.Span, lda, b.Span, n, T.Zero, c.Span, n, scratch.Scratch);
    }

    private static Action Packed<T>(int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> a = CaseOperands.Gaussian<T>(1, m * k), c = new(m * n);
        AlignedBuffer<T> packed = new(Gemm.PackedLength<T>(k, n));
        Gemm.Pack(Transpose.No, k, n, CaseOperands.Gaussian<T>(2, k * n).Span, n, packed.Span);
        return () => Gemm.MultiplyPacked(m, n, k, T.One, a.Span, k, packed.Span, T.Zero, c.Span, n);
    }
}

using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Matrix–vector products, plain and transposed, and inner products.</summary>
internal static class VectorCases
{
    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int n in (int[])[61, 300])
        {
            yield return GateCase.Of($"vector/{element}/plain-{n}", () => Product<T>(Transpose.No, n));
            yield return GateCase.Of($"vector/{element}/transposed-{n}", () => Product<T>(Transpose.Yes, n));
        }

        yield return GateCase.Of($"vector/{element}/dot-300", () =>
        {
            AlignedBuffer<T> x = CaseOperands.Gaussian<T>(1, 300), y = CaseOperands.Gaussian<T>(2, 300);
            return () => Dot.Product<T>(x.Span, y.Span);
        });
    }

    private static Action Product<T>(Transpose transpose, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> a = CaseOperands.Gaussian<T>(1, n * n), x = CaseOperands.Gaussian<T>(2, n), y = new(n);
        return () => Gemv.Multiply(transpose, n, n, T.One, a.Span, n, x.Span, T.Zero, y.Span);
    }
}

using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.LinearAlgebra;

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
            T[] x = BenchData.Skewed<T>(300, 1), y = BenchData.Skewed<T>(300, 2);
            return () => Dot.Product<T>(x, y);
        });
    }

    private static Action Product<T>(Transpose transpose, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = BenchData.Skewed<T>(n * n, 1), x = BenchData.Skewed<T>(n, 2), y = new T[n];
        return () => Gemv.Multiply(transpose, n, n, T.One, a, n, x, T.Zero, y);
    }
}

using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Quick;

/// <summary>y = A x and Aᵀ x in cache, against the bandwidth at which a working set of A's size can be loaded at all.</summary>
/// <remarks>Only the bytes of A count: a product also loads x and handles y, so 100 % is out of reach.</remarks>
internal static class GemvRows
{
    internal static IEnumerable<Row> All()
    {
        foreach (int n in (int[])[64, 100, 128, 256, 300])
        {
            yield return new($"matrix-vector float {n}", () => Measure<float>($"matrix-vector float {n}", n, Transpose.No));
            yield return new(
                $"matrix-vector transposed float {n}", () => Measure<float>($"matrix-vector transposed float {n}", n, Transpose.Yes));
        }

        foreach (int n in (int[])[64, 300])
        {
            yield return new($"matrix-vector double {n}", () => Measure<double>($"matrix-vector double {n}", n, Transpose.No));
            yield return new(
                $"matrix-vector transposed double {n}", () => Measure<double>($"matrix-vector transposed double {n}", n, Transpose.Yes));
        }
    }

    private static IEnumerable<Line> Measure<T>(string name, int n, Transpose transpose)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int inner = 16;
        AlignedBuffer<T> a = BenchData.Aligned<T>(n * n, 1), x = BenchData.Aligned<T>(n, 2), y = new(n), z = new(n);
        void Ours()
        {
            for (int i = 0; i < inner; i++) Gemv.Multiply<T>(transpose, n, n, T.One, a.Span, n, x.Span, T.Zero, y.Span);
        }

        void Theirs()
        {
            for (int i = 0; i < inner; i++) OpenBlas.MultiplyVector(transpose, n, n, a, x, z);
        }

        int bytes = n * n * Unsafe.SizeOf<T>();
        Action[] works = [Ours, () => LoadBandwidth.Once<T>(a.Span, inner), .. OpenBlas.IsInstalled ? (Action[])[Theirs] : []];
        Timings timings = new(works, inner);
        double rate = bytes * 1e-9 / timings.Seconds(0);

        // Within rounds: a neighbor on the same core slows loads and product alike.
        double share = timings.Ratio(1, 0) * bytes * inner / LoadBandwidth.Once<T>(a.Span, inner);
        if (OpenBlas.IsInstalled) Agreement.Require<T>(y.Span, z.Span, 1e-4);
        string peer = OpenBlas.IsInstalled ? $"; OpenBLAS {Line.Number(bytes * 1e-9 / timings.Seconds(2))} ({OpenBlas.Core})" : "";
        yield return Line.Least(
            name, 100 * share, "%", 90, $"{Line.Number(rate)} of {Line.Number(rate / share)} GB/s, {bytes / 1024} KiB{peer}");
    }
}

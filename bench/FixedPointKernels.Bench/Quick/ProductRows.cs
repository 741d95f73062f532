using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Quick;

/// <summary>C = A·B from plain operands against the multiply-add peak and OpenBLAS; both pack inside the timed call.</summary>
internal static class ProductRows
{
    internal static IEnumerable<Row> All()
    {
        foreach (int n in (int[])[8, 13, 16, 24, 32, 64, 100, 128]) yield return new($"product float {n}", () => Small(n));
        foreach ((int m, int n, int k) in ((int, int, int)[])[(256, 256, 256), (300, 300, 300), (512, 512, 512),
            (1024, 1024, 1024), (512, 300, 300)])
        {
            string size = m == n ? $"{n}" : $"{m}×{k}·{k}×{n}";
            yield return new($"product float {size}", () => Large<float>($"product float {size}", m, n, k));
            yield return new($"product double {size}", () => Large<double>($"product double {size}", m, n, k));
        }
    }

    private static IEnumerable<Line> Small(int n)
    {
        string name = $"product float {n}";
        (double rate, double theirs, double ratio, _) = Compare<float>(n, n, n, n <= 32 ? 16 : 1);

        // The goals stand for a peak of 142 GFLOP/s.
        double? goal = n switch { 16 => 80, 32 => 100, _ => null };
        if (goal is { } g) yield return Line.Least($"{name} rate", rate, "GFLOP/s", g * Machine.Scale, $"{g} where the peak is 142");
        yield return AgainstOpenBlas(name, ratio, n == 8 ? 2 : 1, rate, theirs);
    }

    private static IEnumerable<Line> Large<T>(string name, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double rate, double theirs, double ratio, double share) = Compare<T>(m, n, k, 1);
        yield return Line.Least(
            $"{name} of peak", 100 * share, "%", 88, $"{Line.Number(rate)} of {Line.Number(rate / share)} GFLOP/s, {Dispatch.Width}");
        yield return AgainstOpenBlas(name, ratio, 1.05, rate, theirs);
    }

    private static Line AgainstOpenBlas(string name, double ratio, double goal, double rate, double theirs) => OpenBlas.IsInstalled
        ? Line.Least(
            $"{name} vs OpenBLAS", ratio, "×", goal, $"{Line.Number(rate)} against {Line.Number(theirs)} GFLOP/s ({OpenBlas.Core})")
        : Line.Without($"{name} vs OpenBLAS", OpenBlas.NotInstalled);

    // Our rate, theirs, the ratio within rounds, and our share of the multiply-add peak within rounds: a neighbor on the same core slows
    // peak and product alike, but not the best peak that was ever seen. All write to memory that starts on a cache line.
    private static (double Rate, double Theirs, double Ratio, double Share) Compare<T>(int m, int n, int k, int inner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> a = BenchData.Aligned<T>(m * k, 1), b = BenchData.Aligned<T>(k * n, 2), c = new(m * n), d = new(m * n);
        AlignedBuffer<T> scratch = Gemm.MultiplyScratch<T>(m, n, k).Allocate<T>();
        void Ours()
        {
            for (int i = 0; i < inner; i++)
                Gemm.Multiply<T>(Transpose.No, Transpose.No, m, n, k, T.One, a.Span, k, b.Span, n, T.Zero, c.Span, n, scratch.Scratch);
        }

        void Theirs()
        {
            for (int i = 0; i < inner; i++) OpenBlas.Multiply(Transpose.No, Transpose.No, m, n, k, a, b, d);
        }

        Action[] works = [Ours, () => MultiplyAddPeak.Once<T>(), .. OpenBlas.IsInstalled ? (Action[])[Theirs] : []];
        Timings timings = new(works, inner);
        double operations = 2.0 * m * n * k;
        double rate = 1e-9 * operations / timings.Seconds(0);

        // Timings divides every work by the inner calls; the peak's run is one.
        double share = timings.Ratio(1, 0) * inner * operations / MultiplyAddPeak.Once<T>();
        if (!OpenBlas.IsInstalled) return (rate, double.NaN, double.NaN, share);
        Agreement.Require<T>(c.Span, d.Span, 1e-4);
        return (rate, 1e-9 * operations / timings.Seconds(2), timings.Ratio(2, 0), share);
    }
}

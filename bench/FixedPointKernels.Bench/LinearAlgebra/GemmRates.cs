using System;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>A one-minute table of product rates beside the multiply-add peak measured in the same run: <c>-- rates [--element double]</c>.</summary>
internal static class GemmRates
{
    internal static void Print<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double peak = MultiplyAddPeak.Measure<T>(Dispatch.Width);
        Console.WriteLine($"{typeof(T).Name}, {Dispatch.Width}: multiply-add peak {peak.ToString("F0", CultureInfo.InvariantCulture)} GFLOP/s");
        foreach (int n in (int[])[64, 128, 256, 300, 512, 1024]) Product<T>($"{n}×{n}·{n}×{n}", Transpose.No, Transpose.No, n, n, n, peak);
        Product<T>("300×512·512×300, A transposed", Transpose.Yes, Transpose.No, 300, 300, 512, peak);
        Product<T>("512×300·300×300, B transposed", Transpose.No, Transpose.Yes, 512, 300, 300, peak);
        foreach (int m in (int[])[512, 64, 16, 7, 6, 5, 4, 3, 2, 1]) Prepacked<T>($"{m}×300·300×300 prepacked", m, 300, 300, peak);
        Prepacked<T>("512×300·300×10 prepacked", 512, 10, 300, peak);
    }

    private static void Product<T>(string name, Transpose ta, Transpose tb, int m, int n, int k, double peak)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Fill<T>(m * k), b = Fill<T>(k * n), c = new T[m * n];
        AlignedBuffer<T> scratch = Gemm.MultiplyScratch<T>(m, n, k).Allocate<T>();
        int lda = ta == Transpose.No ? k : m, ldb = tb == Transpose.No ? n : k;
        double seconds = Best(() => Gemm.Multiply(ta, tb, m, n, k, T.One, a, lda, b, ldb, T.Zero, c, n, scratch.Scratch));
        Report(name, 2.0 * m * n * k, seconds, peak);
    }

    private static void Prepacked<T>(string name, int m, int n, int k, double peak)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Fill<T>(m * k), b = Fill<T>(k * n), c = new T[m * n];
        AlignedBuffer<T> packed = new(Gemm.PackedLength<T>(k, n));
        Gemm.Pack(Transpose.No, k, n, b, n, packed.Span);
        double seconds = Best(() => Gemm.MultiplyPacked(m, n, k, T.One, a, k, packed.Span, T.Zero, c, n));
        Report(name, 2.0 * m * n * k, seconds, peak);
    }

    private static void Report(string name, double operations, double seconds, double peak) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-34} {seconds * 1e6,10:F1} µs {operations / seconds / 1e9,8:F1} GFLOP/s {operations / seconds / 1e7 / peak,6:F1} %"));

    private static T[] Fill<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[length];
        for (int i = 0; i < length; i++) values[i] = T.CreateTruncating(((i * 7919L) % 2003 / 1001.5) - 1);
        return values;
    }

    // The best of batches of at least 1 ms for 0.4 s: interference only slows.
    private static double Best(Action action)
    {
        for (int i = 0; i < 60; i++) action();
        int repeats = 1;
        double best = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 0.4)
        {
            long before = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeats; i++) action();
            double seconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
            best = Math.Min(best, seconds / repeats);
            if (seconds < 1e-3) repeats *= 2;
        }

        return best;
    }
}

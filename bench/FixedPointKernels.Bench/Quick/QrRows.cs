using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Quick;

/// <summary>M = Q R with Q formed against OpenBLAS's geqrf and orgqr, and the pullback against the peak.</summary>
/// <remarks>Both sides restore M by the same copy, which is subtracted; the signs of Q differ, so magnitudes must agree.</remarks>
internal static class QrRows
{
    internal static IEnumerable<Row> All()
    {
        foreach ((int n, int k) in ((int, int)[])[(80, 75), (256, 16), (64, 1), (64, 16), (64, 64), (200, 100)])
        {
            yield return new($"QR float {n}×{k}", () => Measure<float>($"QR float {n}×{k}", n, k, 1e-4));
            yield return new($"QR double {n}×{k}", () => Measure<double>($"QR double {n}×{k}", n, k, 1e-12));
        }
    }

    private static IEnumerable<Line> Measure<T>(string name, int n, int k, double apart)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        QrSubject<T> ours = new(n, k);
        List<Action> works = [ours.Factor, ours.Restore, ours.Pullback, ours.PullbackOfLogs, () => MultiplyAddPeak.Once<T>()];
        if (OpenBlas.IsInstalled)
        {
            works.Add(ours.FactorByOpenBlas);
            ours.Factor();
            T[] mine = Array.ConvertAll(ours.Columns, T.Abs);
            ours.FactorByOpenBlas();
            Agreement.Require<T>(mine, Array.ConvertAll(ours.Columns, T.Abs), apart);
        }

        Timings timings = new(works);
        double mineTime = timings.Net(0, restoring: 1), back = timings.Net(2, restoring: 1), logs = timings.Seconds(3);
        double peak = MultiplyAddPeak.Once<T>() / timings.Seconds(4);
        double share = 100 * ours.FactorOperations / mineTime / peak;
        string time = $"{Line.Number(mineTime * 1e6)} µs, {Line.Number(share)} % of peak";
        yield return Line.Least(
            $"{name} pullback of peak", 100 * ours.PullbackOperations / back / peak, "%", k > 32 ? 40 : 20,
            $"{Line.Number(back * 1e6)} µs; of logs alone {Line.Number(logs * 1e6)} µs");
        if (!OpenBlas.IsInstalled)
        {
            yield return Line.Without($"{name} vs OpenBLAS", OpenBlas.NotInstalled);
            yield break;
        }

        double native = timings.Net(5, restoring: 1);
        yield return Line.Least(
            $"{name} vs OpenBLAS", native / mineTime, "×", 2.5, $"{time}; OpenBLAS {Line.Number(native * 1e6)} µs ({OpenBlas.Core})");
    }
}

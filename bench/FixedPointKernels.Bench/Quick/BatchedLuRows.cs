using System;
using System.Collections.Generic;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Bench.Peers;

namespace FixedPointKernels.Bench.Quick;

/// <summary>256 small LUs in lanes side by side, against our own kernel and OpenBLAS one after the other.</summary>
/// <remarks>All three restore the same number of elements by one copy, which is timed and
/// subtracted; interleaving happens before.</remarks>
internal static class BatchedLuRows
{
    internal static IEnumerable<Row> All()
    {
        foreach (int n in (int[])[4, 8, 13, 16, 24, 32])
            yield return new($"batched LU float {n}", () => Measure($"batched LU float {n}", n));
    }

    private static IEnumerable<Line> Measure(string name, int n)
    {
        BatchedLuSubject<float> subject = new(n);
        List<Action> works = [subject.FactorInterleaved, subject.Restore, subject.FactorInTurn];
        if (OpenBlas.IsInstalled) works.Add(subject.FactorInTurnByOpenBlas);
        Timings timings = new(works);
        double ours = timings.Net(0, restoring: 1), inTurn = timings.Net(2, restoring: 1);
        string each = $"{Line.Number(ours / BatchedLuSubject<float>.Systems * 1e9)} ns a system";
        yield return Line.Least($"{name} vs one at a time", inTurn / ours, "×", 3,
            $"{each}, one at a time {Line.Number(inTurn / BatchedLuSubject<float>.Systems * 1e9)}");
        if (!OpenBlas.IsInstalled)
        {
            yield return Line.Without($"{name} vs OpenBLAS", OpenBlas.NotInstalled);
            yield break;
        }

        double native = timings.Net(3, restoring: 1);
        yield return Line.Least(
            $"{name} vs OpenBLAS", native / ours, "×", 10,
            $"{each}, OpenBLAS {Line.Number(native / BatchedLuSubject<float>.Systems * 1e9)} ({OpenBlas.Core})");
    }
}

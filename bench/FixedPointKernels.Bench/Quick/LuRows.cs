using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Simd;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FixedPointKernels.Bench.Quick;

/// <summary>P A = L U, alone and with one solve, against OpenBLAS's getrf, MathNet and the peak.</summary>
/// <remarks>
/// A factorization destroys its matrix. Ours and OpenBLAS's each restore it inside the timed call by the same copy of n² elements, and that
/// copy, timed in the same rounds, is subtracted from both. OpenBLAS gets the matrix column by column, as LAPACK wants it, so that both
/// factor the same A. MathNet copies by itself and allocates its result: that is how it is used, and nothing is subtracted.
/// </remarks>
internal static class LuRows
{
    internal static IEnumerable<Row> All()
    {
        foreach (int n in (int[])[16, 32, 64, 100, 128, 256, 300, 512])
        {
            yield return new($"LU float {n}", () => Factor<float>($"LU float {n}", n));
            yield return new($"LU double {n}", () => Factor<double>($"LU double {n}", n));
        }

        foreach ((int n, double goal) in ((int, double)[])[(32, 6), (64, 25), (128, 120), (300, 1200)])
            yield return new($"LU and solve double {n}", () => FactorAndSolve($"LU and solve double {n}", n, goal));
    }

    private static IEnumerable<Line> Factor<T>(string name, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Control.UseSingleThread();
        LuSubject<T> ours = new(n);
        Matrix<T> managed = Matrix<T>.Build.DenseOfRowMajor(n, n, ours.A);
        object seen = managed;
        List<Action> works = [ours.Factor, ours.Restore, () => seen = managed.LU(), () => MultiplyAddPeak.Once<T>()];
        if (OpenBlas.IsInstalled) works.Add(ours.FactorByOpenBlas);

        // MathNet takes 0.1 s at n = 512.
        Timings timings = new(works, rounds: n > 256 ? 9 : 21);
        GC.KeepAlive(seen);
        double mine = timings.Net(0, restoring: 1);
        double peak = 1e-9 * MultiplyAddPeak.Once<T>() / timings.Seconds(3);
        double rate = 2e-9 / 3 * n * n * n / mine;
        string time = $"{Line.Number(mine * 1e6)} µs, {Line.Number(rate)} GFLOP/s";
        if (typeof(T) == typeof(float) && n == 300)
            yield return Line.Least($"{name} of peak", 100 * rate / peak, "%", 50, $"{time} of {Line.Number(peak)}");
        double managedTime = timings.Seconds(2);
        yield return Line.Least($"{name} vs MathNet", managedTime / mine, "×", 20, $"{time}; MathNet {Line.Number(managedTime * 1e6)} µs");
        if (!OpenBlas.IsInstalled)
        {
            yield return Line.Without($"{name} vs OpenBLAS", OpenBlas.NotInstalled);
            yield break;
        }

        double native = timings.Net(4, restoring: 1);
        double goal = n > 300 ? 1.7 : typeof(T) == typeof(float) ? 3 : 2;
        yield return Line.Least(
            $"{name} vs OpenBLAS", native / mine, "×", goal, $"{time}; OpenBLAS {Line.Number(native * 1e6)} µs ({OpenBlas.Core})");
    }

    private static IEnumerable<Line> FactorAndSolve(string name, int n, double goal)
    {
        LuSubject<double> ours = new(n);
        List<Action> works = [ours.FactorAndSolve, ours.Restore];
        if (OpenBlas.IsInstalled) works.Add(ours.FactorAndSolveByOpenBlas);
        Timings timings = new(works);
        string peer = OpenBlas.IsInstalled ? $"; OpenBLAS {Line.Number(timings.Net(2, restoring: 1) * 1e6)} µs" : "";
        if (OpenBlas.IsInstalled)
            Agreement.Require<double>(ours.Solution(ours.FactorAndSolve), ours.Solution(ours.FactorAndSolveByOpenBlas), 1e-9);
        yield return Line.Most(
            name, timings.Net(0, restoring: 1) * 1e6, "µs", goal / Machine.Scale, $"{goal} µs where the peak is 142{peer}");
    }
}

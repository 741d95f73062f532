using System;
using System.Collections.Generic;
using System.Diagnostics;
using FixedPointKernels;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace SteadyCalls;

/// <summary>A call and what it is called.</summary>
internal sealed record Work(string Name, Action Run)
{
    /// <summary>Nanoseconds of a call, the mean of so many.</summary>
    internal double Times(int turns)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < turns; i++) Run();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / turns;
    }
}

/// <summary>A solve and a tracked call at 64 and 256 neurons, a product and a factorization of order 256, in both precisions.</summary>
internal static class Works
{
    internal static IEnumerable<Work> All() => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<Work> Of<T>(string name)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        foreach (int n in (int[])[64, 256])
        {
            yield return Solve<T>($"solve N={n} {name}", n);
            yield return Track<T>($"tracker N={n} {name}", n);
            yield return Product<T>($"product n={n} {name}", n);
            yield return Factor<T>($"LU n={n} {name}", n);
        }
    }

    // From the rates 0 each time.
    private static Work Solve<T>(string name, int n)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        (T[] drive, T[] rates) = (Uniform<T>(n, 1), new T[n]);
        FixedPointSolver<T, Tanh> solver = new(new RateNetwork<T, Tanh>(Uniform<T>(n * n, 0.9 * Math.Sqrt(3.0 / n)), n));
        return new(name, () =>
        {
            if (!solver.Solve(drive, rates).AllConverged) throw new InvalidOperationException("No point.");
        });
    }

    // One of sixteen inputs that come round again, each a small step from the one before.
    private static Work Track<T>(string name, int n)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        (T[] drive, T[] step, T[] rates) = (Uniform<T>(n, 1), Uniform<T>(n, 0.01), new T[n]);
        FixedPointTracker<T, Tanh> tracker = new(new RateNetwork<T, Tanh>(Uniform<T>(n * n, 0.9 * Math.Sqrt(3.0 / n)), n));
        int turn = 0;
        SolveStatus Step()
        {
            bool up = (turn++ & 8) == 0;
            for (int i = 0; i < drive.Length; i++) drive[i] = up ? drive[i] + step[i] : drive[i] - step[i];
            return tracker.Track(drive, rates).Status;
        }

        // A call has its bound, so the first ones of all, without an inverse, may end short.
        for (int call = 0; call < 1000; call++) Step();
        return new(name, () =>
        {
            if (Step() != SolveStatus.Converged) throw new InvalidOperationException("No point.");
        });
    }

    private static Work Product<T>(string name, int n)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        (T[] a, T[] b, T[] c) = (Uniform<T>(n * n, 1), Uniform<T>(n * n, 1), new T[n * n]);
        AlignedBuffer<T> scratch = Gemm.MultiplyScratch<T>(n, n, n).Allocate<T>();
        return new(name, () => Gemm.Multiply(Transpose.No, Transpose.No, n, n, n, T.One, a, n, b, n, T.Zero, c, n, scratch.Scratch));
    }

    private static Work Factor<T>(string name, int n)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        (T[] a, T[] lu, int[] pivots) = (Uniform<T>(n * n, 1), new T[n * n], new int[n]);
        AlignedBuffer<T> scratch = Lu.FactorScratch<T>(n).Allocate<T>();
        return new(name, () =>
        {
            a.CopyTo(lu, 0);
            if (Lu.Factor(n, lu, n, pivots, scratch.Scratch) >= 0) throw new InvalidOperationException("Singular.");
        });
    }

    private static T[] Uniform<T>(int count, double range)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Random random = new(1);
        T[] values = new T[count];
        foreach (ref T value in values.AsSpan()) value = T.CreateTruncating(range * ((2 * random.NextDouble()) - 1));
        return values;
    }
}

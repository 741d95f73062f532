using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Bench.Training;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Quick;

/// <summary>Forward and backward of the sequential cell, batch 256, one pixel a step: against the multiply-add peak, two threads against
/// one, and a PyTorch loop over the same cell.</summary>
internal static class SequentialRows
{
    private const int Steps = 784;
    private const int PeerSteps = 196;

    internal static IEnumerable<Row> All()
    {
        foreach ((int n, double share, double ratio) in ((int, double, double)[])[(64, 45, 3), (128, 55, 2)])
        {
            yield return new($"sequential {n} of peak", () => [OfPeak(n, share)]);
            yield return new($"sequential {n} two threads", () => [TwoThreads(n)]);
            yield return new($"sequential {n} vs PyTorch", () => [AgainstPeer(n, ratio)]);
        }
    }

    private static Line OfPeak(int n, double goal)
    {
        SequentialBatch batch = new(n, Steps);
        Timings timings = new([batch.Run, () => MultiplyAddPeak.Once<float>()], rounds: 7);
        double share = timings.Ratio(1, 0) * batch.Operations / MultiplyAddPeak.Once<float>();
        double rate = batch.Operations / timings.Seconds(0) / 1e9;
        return Line.Least(
            $"sequential {n} of peak", 100 * share, "%", goal,
            $"{Line.Number(timings.Seconds(0) * 1e3)} ms, {Line.Number(rate)} GFLOP/s counting 36 n², {Dispatch.Width}");
    }

    private static Line TwoThreads(int n)
    {
        if (Environment.ProcessorCount < 2) return Line.Without($"sequential {n} two threads", "one processor");
        SequentialBatch one = new(n, Steps), two = new(n, Steps, threads: 2);
        Timings timings = new([two.Run, one.Run, Spin, () => Twice(Spin)], rounds: 7);
        bool same = one.Gradient.AsSpan().SequenceEqual(two.Gradient);
        return Line.Least(
            $"sequential {n} two threads", same ? timings.Ratio(1, 0) : double.NaN, "×", 1.8,
            $"{Line.Number(timings.Seconds(0) * 1e3)} against {Line.Number(timings.Seconds(1) * 1e3)} ms, "
                + $"{(same ? "the same bits" : "OTHER BITS")}; chains of multiply-adds {Line.Number(2 * timings.Ratio(2, 3))} ×");
    }

    // What two threads of nothing but multiply-adds make of this machine, beside whatever else it is doing.
    private static void Spin()
    {
        for (int k = 0; k < 200; k++) MultiplyAddPeak.Once<float>();
    }

    private static void Twice(Action work)
    {
        Thread other = new(() => work());
        other.Start();
        work();
        other.Join();
    }

    // Theirs over fewer steps, by step: their tape of 784 would be gigabytes.
    private static Line AgainstPeer(int n, double goal)
    {
        string name = $"sequential {n} vs PyTorch", folder = Directory.CreateTempSubdirectory("fpk-bench-").FullName;
        try
        {
            SequentialBatch compared = new(n, PeerSteps), ours = new(n, Steps);
            compared.WriteInputs(folder);
            using PythonPeer? peer = PythonPeer.Start("sequential.py", folder);
            if (peer is null) return Line.Without(name, PythonPeer.NotInstalled("torch"));
            string asked = PeerSteps.ToString(CultureInfo.InvariantCulture);
            peer.Check(asked);
            compared.Run();
            float[] theirs = Npy.Read(Path.Combine(folder, "change.npy")).ToSingles();
            double distance = Agreement.Distance<float>(compared.Gradient, theirs);
            Agreement.Require<float>(compared.Gradient, theirs, 1e-3);
            Sampler.WarmUp([ours.Run]);
            double[] native = new double[5], own = new double[native.Length], ratios = new double[native.Length];
            for (int round = 0; round < ratios.Length; round++)
            {
                native[round] = peer.Run(asked) / PeerSteps;
                long start = Stopwatch.GetTimestamp();
                ours.Run();
                own[round] = Stopwatch.GetElapsedTime(start).TotalSeconds / Steps;
                ratios[round] = native[round] / own[round];
            }

            return Line.Least(
                name, Sampler.Median(ratios), "×", goal,
                $"{Line.Number(Sampler.Median(own) * 1e6)} µs a step of {Steps} against "
                    + $"{Line.Number(Sampler.Median(native) * 1e6)} of {PeerSteps} ({peer.Version}); gradients differ by {distance:0e0}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Bench.Training;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Quick;

/// <summary>Training steps of the published static network: against the peak, against PyTorch, and what other layers take.</summary>
internal static class StaticRows
{
    private const string Name = "static step 50";

    internal static IEnumerable<Row> All() =>
    [
        new($"{Name} of peak", () => [OfPeak()]),
        new($"{Name} vs PyTorch", () => [AgainstPyTorch()]),
        new("static step others", Others),
    ];

    private static Line OfPeak()
    {
        using StaticStep step = new(ClassifierKind.Identity, 1, 50);
        Timings timings = new([step.Step, () => MultiplyAddPeak.Once<float>()], rounds: 31);
        double peak = 1e-9 * MultiplyAddPeak.Once<float>() / timings.Seconds(1);
        double rate = 1e-9 * StaticStep.Operations * StaticStep.Batch / timings.Seconds(0);
        return Line.Least(
            $"{Name} of peak", 100 * rate / peak, "%", 50,
            $"{Line.Number(timings.Seconds(0) * 1e3)} ms, {Line.Number(rate)} GFLOP/s of {Line.Number(peak)}, 4.0 MFLOP a sample");
    }

    private static Line AgainstPyTorch()
    {
        string folder = Directory.CreateTempSubdirectory("fpk-bench-").FullName;
        try
        {
            foreach (string file in (string[])["images.npy", "labels.npy"])
                File.Copy(MnistStep.DataPath(file), Path.Combine(folder, file));
            using PythonPeer? peer = PythonPeer.Start("static.py", folder);
            if (peer is null) return Line.Without($"{Name} vs PyTorch", PythonPeer.NotInstalled("torch"));
            using StaticStep step = new(ClassifierKind.Identity, 1, 50);
            (double ours, double theirs, double ratio) = peer.Alternate(step.Step, "step", 15);
            return Line.Least(
                $"{Name} vs PyTorch", ratio, "×", 1.6,
                $"{Line.Number(ours * 1e3)} against {Line.Number(theirs * 1e3)} ms ({peer.Version})");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Line> Others()
    {
        foreach ((string name, ClassifierKind kind, int threads, int[] units) in ((string, ClassifierKind, int, int[])[])
            [("50, two threads", ClassifierKind.Identity, 2, [50]), ("plain 50", ClassifierKind.Plain, 1, [50]),
                ("generic 50", ClassifierKind.Generic, 1, [50]), ("generic 120, 60", ClassifierKind.Generic, 1, [120, 60])])
        {
            using StaticStep step = new(kind, threads, units), one = new(ClassifierKind.Identity, 1, 50);
            Timings timings = new([step.Step, one.Step], rounds: 11);
            yield return Line.Without(
                $"static step {name}", $"{Line.Number(timings.Seconds(0) * 1e3)} ms, {Line.Number(timings.Ratio(0, 1))} of one layer of 50 "
                    + $"on one thread; {step.Last.Unsolved + step.Last.Skipped} samples left out");
        }
    }
}

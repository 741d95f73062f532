using System;
using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Bench.Training;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Quick;

/// <summary>An epoch of flossing at the published shape, and a long spectrum of few exponents: against the multiply-add peak, NumPy, and
/// PyTorch's own derivatives through its QR.</summary>
internal static class LyapunovRows
{
    internal static IEnumerable<Row> All()
    {
        foreach (LeakPlacement placement in Enum.GetValues<LeakPlacement>())
            yield return new($"flossing {placement} of peak", () => [OfPeak(placement)]);
        foreach (string way in (string[])["numpy", "torch"])
        {
            yield return new($"flossing vs {way}", () => [Against(
                $"flossing vs {way}", Epoch(LeakPlacement.Voltage), one => one.Floss(), one => one.Gradient, $"flossing-{way}", 20)]);
        }

        yield return new("spectrum vs numpy", () => [Against(
            "spectrum vs numpy", new(LeakPlacement.Voltage, 256, 16, new(1000, 1, 100), 0.2, withGradient: false), one => one.Measure(),
            one => one.Exponents, "spectrum-numpy", 5)]);
    }

    private static FlossingEpoch<float> Epoch(LeakPlacement placement) => new(placement, 80, 75, new(55, 1, 16), 1, withGradient: true);

    private static Line OfPeak(LeakPlacement placement)
    {
        FlossingEpoch<float> epoch = Epoch(placement);
        Timings timings = new([epoch.Floss, epoch.Measure, epoch.FlossLocally, () => MultiplyAddPeak.Once<float>()]);
        double share = timings.Ratio(3, 0) * epoch.Operations / MultiplyAddPeak.Once<float>();
        return Line.Least(
            $"flossing {placement} of peak", 100 * share, "%", 40,
            $"{Line.Number(timings.Seconds(0) * 1e3)} ms, forward alone {Line.Number(timings.Seconds(1) * 1e3)}, "
                + $"with the local gradient {Line.Number(timings.Seconds(2) * 1e3)}; {Dispatch.Width}");
    }

    // Their gradient is by all but the start.
    private static Line Against(
        string name, FlossingEpoch<float> epoch, Action<FlossingEpoch<float>> work, Func<FlossingEpoch<float>, float[]> result, string asked,
        int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("fpk-bench-").FullName;
        try
        {
            epoch.WriteInputs(folder);
            using PythonPeer? peer = PythonPeer.Start("lyapunov.py", folder);
            if (peer is null) return Line.Without(name, PythonPeer.NotInstalled("numpy"));
            if (asked.EndsWith("torch", StringComparison.Ordinal) && !peer.Version.Contains("torch", StringComparison.Ordinal))
                return Line.Without(name, PythonPeer.NotInstalled("torch"));
            peer.Check(asked);
            work(epoch);
            float[] theirs = Npy.Read(Path.Combine(folder, "change.npy")).ToSingles();
            Agreement.Require<float>(result(epoch).AsSpan(0, theirs.Length), theirs, 1e-2);
            double distance = Agreement.Distance<float>(result(epoch).AsSpan(0, theirs.Length), theirs);
            (double ours, double native, double ratio) = peer.Alternate(() => work(epoch), asked, rounds);
            return Line.Least(
                name, ratio, "×", 4,
                $"{Line.Number(ours * 1e3)} against {Line.Number(native * 1e3)} ms ({peer.Version}); results differ by {distance:0e0}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

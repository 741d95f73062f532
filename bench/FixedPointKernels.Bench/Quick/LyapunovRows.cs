using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
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
                $"flossing vs {way}", Epoch<double>(LeakPlacement.Voltage), Epoch<float>(LeakPlacement.Voltage), $"flossing-{way}", 20)]);
        }

        yield return new("spectrum vs numpy", () =>
            [Against("spectrum vs numpy", Spectrum<double>(), Spectrum<float>(), "spectrum-numpy", 5)]);
    }

    private static FlossingEpoch<T> Epoch<T>(LeakPlacement placement)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(placement, 80, 75, new(55, 1, 16), 1, withGradient: true);

    private static FlossingEpoch<T> Spectrum<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(LeakPlacement.Voltage, 256, 16, new(1000, 1, 100), 0.2, withGradient: false);

    private static Line OfPeak(LeakPlacement placement)
    {
        FlossingEpoch<float> epoch = Epoch<float>(placement);
        Timings timings = new([epoch.Floss, epoch.Measure, epoch.FlossLocally, () => MultiplyAddPeak.Once<float>()]);
        double share = timings.Ratio(3, 0) * epoch.Operations / MultiplyAddPeak.Once<float>();
        return Line.Least(
            $"flossing {placement} of peak", 100 * share, "%", 40,
            $"{Line.Number(timings.Seconds(0) * 1e3)} ms, forward alone {Line.Number(timings.Seconds(1) * 1e3)}, "
                + $"with the local gradient {Line.Number(timings.Seconds(2) * 1e3)}; {Dispatch.Width}");
    }

    // Compared in double: with 75 of 80 exponents a gradient in float has two digits, on either side.
    private static Line Against(string name, FlossingEpoch<double> compared, FlossingEpoch<float> ours, string asked, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("fpk-bench-").FullName;
        try
        {
            compared.WriteInputs(folder);
            double distance = double.NaN;
            using (PythonPeer? peer = PythonPeer.Start("lyapunov.py", folder))
            {
                if (peer is null) return Line.Without(name, PythonPeer.NotInstalled("numpy"));
                if (asked.EndsWith("torch", StringComparison.Ordinal) && !peer.Version.Contains("torch", StringComparison.Ordinal))
                    return Line.Without(name, PythonPeer.NotInstalled("torch"));
                peer.Check(asked);
                compared.Run();
                double[] theirs = Npy.Read(Path.Combine(folder, "change.npy")).ToDoubles();
                distance = Agreement.Distance<double>(compared.Result, theirs);
                Agreement.Require<double>(compared.Result, theirs, 1e-8);
            }

            ours.WriteInputs(folder);
            using PythonPeer timed = PythonPeer.Start("lyapunov.py", folder)!;
            (double own, double native, double ratio) = timed.Alternate(ours.Run, asked, rounds);
            return Line.Least(
                name, ratio, "×", 4,
                $"{Line.Number(own * 1e3)} against {Line.Number(native * 1e3)} ms ({timed.Version}); "
                    + $"in double they differ by {distance:0e0}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

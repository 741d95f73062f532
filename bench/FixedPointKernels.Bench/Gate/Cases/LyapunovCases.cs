using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Bench.Training;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Lyapunov exponents along a trajectory, and epochs of flossing.</summary>
internal static class LyapunovCases
{
    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (LeakPlacement placement in Enum.GetValues<LeakPlacement>())
            yield return On<T>($"lyapunov/{element}/floss-{placement}-40x30", placement, 30, 1, epoch => epoch.Floss());
        yield return On<T>($"lyapunov/{element}/floss-locally-40x10", LeakPlacement.Voltage, 10, 1, epoch => epoch.FlossLocally());
        yield return On<T>($"lyapunov/{element}/measure-40x1-by-5", LeakPlacement.Voltage, 1, 5, epoch => epoch.Measure());
    }

    private static GateCase On<T>(string name, LeakPlacement placement, int k, int interval, Action<FlossingEpoch<T>> verb)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            FlossingEpoch<T> epoch = new(placement, 40, k, new(20, interval, 5), 0.5, withGradient: true);
            return () => verb(epoch);
        });
}

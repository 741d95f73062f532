using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A trajectory that a file has values of.</summary>
/// <param name="Start">(y, a), 2n.</param>
/// <param name="Times">When values are wanted, ascending from 0.</param>
/// <param name="EndTime">Where it is given up at the latest.</param>
internal sealed record CircuitTrajectory(double[] Start, double[] Times, double EndTime)
{
    /// <summary>That of a case along which its energy falls: {"start": "energy_states[1]", "t": […], "V": […]}; null where it has
    /// none.</summary>
    internal static CircuitTrajectory? OfEnergy(JsonFields one, IReadOnlyList<double[]> states)
    {
        if (!one.Holds("energy_trajectory")) return null;
        JsonFields path = one.Part("energy_trajectory");
        string start = path.Text("start");
        int at = Enumerable.Range(0, states.Count).FirstOrDefault(k => start == $"energy_states[{k}]", -1);
        if (at < 0) throw path.Refuse("start", $"is '{start}', but the case has energy_states[0] to [{states.Count - 1}]");
        double[] times = path.Vector("t", path.Length("t"));
        for (int k = 0; k < times.Length; k++)
        {
            if (!(times[k] >= (k == 0 ? 0 : times[k - 1]))) throw path.Refuse("t", $"is {times[k]} at [{k}], but times ascend from 0");
        }

        if (times.Length == 0 || times[^1] == 0) throw path.Refuse("t", "has no time after 0");
        return new(states[at], times, times[^1]);
    }
}

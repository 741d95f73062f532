using System;
using FixedPointKernels.Studies.ZhuRosenbaum.Images;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>What all runs share.</summary>
public sealed record BreakdownSettings : ImageSettings
{
    /// <summary>Steps between two probes.</summary>
    public int ProbeEvery { get; init; } = 10;

    /// <summary>Held-out images of a probe: the first ones.</summary>
    public int ProbeSamples { get; init; } = 8;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Neurons);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ProbeEvery);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ProbeSamples);
    }
}

using System;
using System.Globalization;
using FixedPointKernels.Studies.Sweeps;
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

/// <summary>One run: an arm at a rate from the start that a seed draws.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Rate">η.</param>
/// <param name="Seed">Of W, Wx, the readout and the order of the batches: arms of one seed start alike and see the same batches.</param>
public sealed record BreakdownRun(BreakdownArm Arm, double Rate, ulong Seed) : ISweepRun
{
    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Arm.Name()}-{Rate:R}-seed-{Seed}");

    /// <summary>The first columns of every file: arm, rate and seed.</summary>
    internal string Columns => string.Create(CultureInfo.InvariantCulture, $"{Arm.Name()},{Rate:R},{Seed}");
}

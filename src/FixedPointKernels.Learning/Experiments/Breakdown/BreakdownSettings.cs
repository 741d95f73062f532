using System;
using System.Globalization;

namespace FixedPointKernels.Learning.Experiments.Breakdown;

/// <summary>What all runs share; sizes are the paper's.</summary>
public sealed record BreakdownSettings
{
    /// <summary>N.</summary>
    public int Neurons { get; init; } = 300;

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Passes through the training set.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>W starts as this · N(0,1)/√N.</summary>
    public double InitialGain { get; init; } = 0.5;

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
public sealed record BreakdownRun(BreakdownArm Arm, double Rate, ulong Seed)
{
    /// <summary>The first columns of every file: arm, rate and seed.</summary>
    internal string Columns => string.Create(CultureInfo.InvariantCulture, $"{Arm.Name()},{Rate:R},{Seed}");
}

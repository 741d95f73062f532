using System;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Learning.Models;

/// <summary>What a network through time is beside its sizes and its parameters.</summary>
public sealed record TemporalOptions
{
    /// <summary>Where the leak stands.</summary>
    public LeakPlacement Placement { get; init; } = LeakPlacement.Voltage;

    /// <summary>α = dt/τ, in (0, 1].</summary>
    public double Alpha { get; init; } = 0.2;

    /// <summary>What the readout reads; the state is another thing than the activity only with the leak on the voltage.</summary>
    public LeakyReadout Readout { get; init; } = LeakyReadout.Activity;

    /// <summary>The cell type of every neuron, from 0, for rules that know of types; empty for none.</summary>
    public ReadOnlyMemory<int> Types { get; init; }

    /// <summary>μ of rules that have one.</summary>
    public double Modulation { get; init; } = TemporalRuleEntry.CommonModulation;

    /// <summary>Types as the published runs have them: the first ⌊N/2⌋ neurons of one, the others of another.</summary>
    /// <param name="units">N.</param>
    public static int[] Halves(int units)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        int[] types = new int[units];
        types.AsSpan(units / 2).Fill(units > 1 ? 1 : 0);
        return types;
    }
}

using System.Globalization;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>One run: which rule, from which gain, at which rate, and the seed.</summary>
/// <param name="Rule">As the table of rules calls it.</param>
/// <param name="Gain">g of the recurrent weights.</param>
/// <param name="Rate">η; 0 for the one that is chosen on other seeds.</param>
/// <param name="Seed">Of weights and trials; two gains of one seed see the same trials and have the same Z in W = g Z/√N.</param>
internal sealed record TemporalRun(string Rule, double Gain, double Rate, ulong Seed) : ISweepRun
{
    /// <summary>The largest norm of the gradient of an update; null clips nothing.</summary>
    public double? Clip { get; init; }

    /// <summary>When and how it is flossed; null for not at all.</summary>
    public FlossingPlan? Flossing { get; init; }

    /// <summary>The delay of its exclusive or; null for the sweep's own task.</summary>
    public int? Delay { get; init; }

    /// <summary>Where its leak is; null for the sweep's own place.</summary>
    public LeakPlacement? Leak { get; init; }

    /// <summary>Whether the plan only says which exponent to reach: the run is not flossed, but begins from another gain with the same Z
    /// that has the λ₁ of the flossed network.</summary>
    public bool IsControl { get; init; }

    /// <inheritdoc/>
    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rule}{(Leak is { } place ? $"-{place.ToString().ToLowerInvariant()}" : "")}-gain-{SeedColumns.Rate(Gain)}"
            + $"-rate-{(Rate > 0 ? SeedColumns.Rate(Rate) : "chosen")}{(Clip is { } most ? $"-clip-{SeedColumns.Rate(most)}" : "")}"
            + $"{(Delay is { } steps ? $"-delay-{steps}" : "")}{(Flossing is { } plan ? $"-{plan.Name}" : "")}"
            + $"{(IsControl ? "-matched" : "")}-seed-{Seed}");
}

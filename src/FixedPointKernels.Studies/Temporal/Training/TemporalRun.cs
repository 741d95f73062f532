using System.Globalization;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>One run: which rule, from which gain, at which rate, and the seed.</summary>
/// <param name="Rule">As the table of rules calls it.</param>
/// <param name="Gain">g of the recurrent weights.</param>
/// <param name="Rate">η.</param>
/// <param name="Seed">Of weights and trials; two gains of one seed see the same trials and have the same Z in W = g Z/√N.</param>
internal sealed record TemporalRun(string Rule, double Gain, double Rate, ulong Seed) : ISweepRun
{
    /// <summary>The largest norm of the gradient of an update; null clips nothing.</summary>
    public double? Clip { get; init; }

    /// <summary>When and how it is flossed; null for not at all.</summary>
    public FlossingPlan? Flossing { get; init; }

    /// <summary>The delay of its exclusive or; null for the sweep's own task.</summary>
    public int? Delay { get; init; }

    /// <inheritdoc/>
    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rule}-gain-{SeedColumns.Rate(Gain)}-rate-{SeedColumns.Rate(Rate)}{(Clip is { } most ? $"-clip-{SeedColumns.Rate(most)}" : "")}"
            + $"{(Delay is { } steps ? $"-delay-{steps}" : "")}{(Flossing is { } plan ? $"-{plan.Name}" : "")}-seed-{Seed}");
}

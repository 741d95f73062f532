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
    /// <inheritdoc/>
    public string Name =>
        $"{Rule}-gain-{SeedColumns.Rate(Gain)}-rate-{SeedColumns.Rate(Rate)}-seed-{Seed.ToString(CultureInfo.InvariantCulture)}";
}

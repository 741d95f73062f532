using System.Globalization;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>One run of the sweep: a rule at a rate from the start that a seed draws.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rate">η.</param>
/// <param name="Seed">Of W, Wx, the readout and the order of the batches.</param>
public sealed record MnistRun(RuleEntry Rule, double Rate, ulong Seed) : ISweepRun
{
    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Rule.Name}-{Rate:R}-seed-{Seed}");
}

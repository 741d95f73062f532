using System.Globalization;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>One run: which cell, at which rate, and the seed.</summary>
/// <param name="Cell">As the command line has it: <see cref="SequentialCells"/>.</param>
/// <param name="Rate">η of Adam.</param>
/// <param name="Seed">Of the start and of the batches' order.</param>
internal sealed record SequentialRun(string Cell, double Rate, ulong Seed) : ISweepRun
{
    /// <inheritdoc/>
    public string Name => $"{Cell}-{SeedColumns.Rate(Rate)}-seed-{Seed.ToString(CultureInfo.InvariantCulture)}";
}

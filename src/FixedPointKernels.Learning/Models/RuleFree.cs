using System;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Models;

/// <summary>Refuses what a model without learning rules has no use for: it learns by the gradients of its loss.</summary>
internal static class RuleFree
{
    private const string ForNetworks = "it is for rate networks only";

    /// <exception cref="ArgumentException">A setting of rate networks, or no rate.</exception>
    internal static void Refuse(TrainingSettings settings)
    {
        if (settings.Rate is null) throw Refused(nameof(settings.Rate), "a model without rules has no rate of its own: one must be given");
        if (settings.KeepStable is not null) throw Refused(nameof(settings.KeepStable), ForNetworks);
        if (settings.GainsFromRates) throw Refused(nameof(settings.GainsFromRates), ForNetworks);
        if (settings.KeepFailedSamples) throw Refused(nameof(settings.KeepFailedSamples), ForNetworks);
        GivenConstants.Refuse(settings, kind => kind == settings.Optimizer);
    }

    private static ArgumentException Refused(string name, string why) => new($"{name} is refused: {why}.", name);
}

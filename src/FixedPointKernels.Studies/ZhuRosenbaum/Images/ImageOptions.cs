using System.Collections.Generic;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Images;

/// <summary>The options that the experiments on images share.</summary>
internal static class ImageOptions
{
    internal static WholeOption Neurons { get; } = new("--neurons", "N", "Neurons", 300, 20_000);

    internal static WholeOption Batch { get; } = new("--batch", "B", "Samples per step", 512, 1_000_000);

    internal static WholeOption Epochs { get; } = new("--epochs", "E", "Passes through the training set", 3, 1_000_000);

    internal static WordOption Precision { get; } = StudyOptions.Precision("Arithmetic", "float");

    /// <summary>How many seeds.</summary>
    /// <param name="runs">What runs with each: every rule and rate.</param>
    internal static WholeOption Seeds(string runs) => new("--seeds", "K", $"Runs of {runs}, from --seed on", 1, 1000);

    /// <summary>The seeds of the runs.</summary>
    internal static IEnumerable<ulong> Of(StudyContext context, WholeOption seeds)
    {
        int count = context.Get(seeds);
        for (int k = 0; k < count; k++) yield return context.Seed + (ulong)k;
    }

    /// <summary>Passes, as a sentence says them.</summary>
    internal static string Passes(int epochs) => $"{epochs} {(epochs == 1 ? "epoch" : "epochs")}";
}

using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Images;

/// <summary>The options that the experiments on images share.</summary>
internal static class ImageOptions
{
    internal static WholeOption Neurons { get; } = new("--neurons", "N", "Neurons", 300, 20_000);

    internal static WholeOption Batch { get; } = new("--batch", "B", "Samples per step", 512, 1_000_000);

    internal static WholeOption Epochs { get; } = new("--epochs", "E", "Passes through the training set", 3, 1_000_000);

    internal static WordOption Precision { get; } = StudyOptions.Precision("Arithmetic", "float");

    internal static FlagOption KeepWeights { get; } =
        new("--keep-weights", "Keep the final weights of every run in weights/RUN, which fpk eval reads");

    /// <summary>What a sweep calls with every run that has ended: keeps its weights where that is asked for.</summary>
    internal static Action<TrainedRun>? Keeper(StudyContext context, string folder, Split data, bool isLeak) =>
        context.Get(KeepWeights) ? run => context.KeepWeights(run, folder, data, isLeak) : null;

    /// <summary>How many seeds.</summary>
    /// <param name="runs">What runs with each: every rule and rate.</param>
    internal static WholeOption Seeds(string runs) => new("--seeds", "K", $"Runs of {runs}, from --seed on", 1, 1000);

    /// <summary>The seeds of the runs.</summary>
    internal static IEnumerable<ulong> Of(StudyContext context, WholeOption seeds)
    {
        int count = context.Get(seeds);
        for (int k = 0; k < count; k++) yield return context.Seed + (ulong)k;
    }

    /// <summary>The precision of an element type, as the option says it.</summary>
    internal static string Word<T>() => typeof(T) == typeof(float) ? "float" : "double";

    /// <summary>Passes, as a sentence says them.</summary>
    internal static string Passes(int epochs) => $"{epochs} {(epochs == 1 ? "epoch" : "epochs")}";
}

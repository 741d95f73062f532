using System;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Organics.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Classifiers;

/// <summary>What all trained classifiers can be asked, and what they refuse.</summary>
internal static class ClassifierOptions
{
    internal static WholeOption Batch { get; } = new("--batch", "B", "Images of a step", 256, 1_000_000);

    internal static FlagOption KeepWeights { get; } = new(
        "--keep-weights", "Keep the weights of every run, of its best epoch on the validation part, in weights/RUN: an .npy a part");

    /// <summary>What a sweep calls with every run that has ended; null where weights are not asked for.</summary>
    internal static Action<ISweepRun, Action<string>>? Keeper(StudyContext context) =>
        context.Get(KeepWeights) ? context.KeepFiles : null;

    /// <summary>The parts of the images; refuses steps of more images than there are to learn from.</summary>
    internal static MnistParts Parts(StudyContext context, Split split)
    {
        if (split.Train.Count < 2)
            throw context.Refusal("there is one training image, but one to learn from and one to validate on are needed");
        MnistParts parts = MnistParts.Of(split);
        int batch = context.Get(Batch);
        if (context.Given(Batch) is not null && batch > parts.Train.Count)
            throw context.Refusal($"{Batch.Name} {batch} is more than the {parts.Train.Count} images to learn from");
        return parts;
    }
}

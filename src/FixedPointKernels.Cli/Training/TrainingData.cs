using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Training;

/// <summary>What is trained and scored on: the embedded digits, or the four IDX files of a folder.</summary>
internal static class TrainingData
{
    /// <summary>A fifth of the digits is for testing.</summary>
    internal const double TestFraction = 0.2;

    /// <summary>Loads a set.</summary>
    /// <param name="folder">A folder of IDX files; null for the embedded digits.</param>
    /// <param name="seed">The seed of the digits' division (IDX files come divided), and of the validation part.</param>
    /// <param name="validation">Training samples to hold out in place of the test part, which is dropped; null keeps the test part.</param>
    internal static Split Load(string? folder, ulong seed, int? validation = null)
    {
        Split whole = folder is null ? Split.Stratified(Digits.Load(), TestFraction, seed) : IdxFolder.Find(folder).Load();
        if (validation is not { } held) return whole;
        if (held >= whole.Train.Count) throw Words.OutOfRange("--validation", held, $"less than the {whole.Train.Count} training samples of {folder ?? "the digits"}");
        Split parts = Split.Shuffled(whole.Train, (double)held / whole.Train.Count, seed);
        return parts with { Description = $"{parts.Train.Count} for training, {parts.Test.Count} of the training part for validation (shuffled, seed {seed}), test part unused" };
    }
}

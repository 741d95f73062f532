using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Training;

/// <summary>What is trained and scored on: the embedded digits, or the four IDX files of a folder.</summary>
internal static class TrainingData
{
    /// <summary>A fifth of the digits is for testing.</summary>
    internal const double TestFraction = 0.2;

    /// <summary>Loads a set.</summary>
    /// <param name="folder">A folder of IDX files; null for the embedded digits.</param>
    /// <param name="seed">The seed of the digits' division; IDX files come divided.</param>
    internal static Split Load(string? folder, ulong seed) =>
        folder is null ? Split.Stratified(Digits.Load(), TestFraction, seed) : IdxFolder.Find(folder).Load();
}

using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Training;

/// <summary>What is trained and scored on: the embedded digits, the four IDX files of a folder, or features and labels of one's
/// own.</summary>
/// <param name="Folder">A folder of IDX files; null for none.</param>
/// <param name="Inputs">A .npy file of features, B×M; null for none.</param>
/// <param name="Labels">A .npy file of B labels, whole numbers from 0; with the features.</param>
internal sealed record DataSource(string? Folder, string? Inputs, string? Labels)
{
    /// <summary>A fifth of what comes undivided is for testing.</summary>
    internal const double TestFraction = 0.2;

    /// <summary>What tables call it.</summary>
    internal string Name => Inputs ?? Folder ?? "digits (8x8, embedded)";

    /// <summary>Checks what was said.</summary>
    /// <exception cref="CommandFailure">Two sources, or half of one.</exception>
    internal static DataSource Of(string? folder, string? inputs, string? labels) =>
        (folder, inputs, labels) switch
        {
            (not null, not null, _) => throw new CommandFailure($"--data {folder} and --inputs {inputs} are two sets; say one"),
            (_, not null, null) => throw new CommandFailure($"--inputs {inputs} needs --labels y.npy, the class of every row"),
            (_, null, not null) => throw new CommandFailure($"--labels {labels} needs --inputs X.npy, a row for every label"),
            _ => new(folder, inputs, labels),
        };

    /// <summary>Loads the set, divided.</summary>
    /// <param name="seed">The seed of the division (IDX files come divided), and of the validation part.</param>
    /// <param name="validation">Training samples to hold out in place of the test part, which is dropped; null keeps it.</param>
    internal Split Load(ulong seed, int? validation = null)
    {
        Split whole = Folder is not null ? IdxFolder.Find(Folder).Load() : Split.Stratified(Whole(), TestFraction, seed);
        if (validation is not { } held) return whole;
        if (held >= whole.Train.Count)
            throw Words.OutOfRange(
                "--validation", held, $"less than the {whole.Train.Count} training samples of {Inputs ?? Folder ?? "the digits"}");
        Split parts = Split.Shuffled(whole.Train, (double)held / whole.Train.Count, seed).Within(whole.TrainIndices);
        return parts with
        {
            Description =
                $"{parts.Train.Count} for training, {parts.Test.Count} of the training part for validation (shuffled, seed {seed}), "
                + "test part unused",
        };
    }

    /// <summary>Loads a set that is not divided.</summary>
    internal Dataset Whole() => Inputs is null ? Digits.Load() : NpyDataset.Read(Inputs, Labels!);
}

using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;

namespace FixedPointKernels.Cli.Training;

/// <summary>What is trained and scored on: the embedded digits, the four IDX files of a folder, or features with labels or targets of
/// one's own.</summary>
/// <param name="Folder">A folder of IDX files; null for none.</param>
/// <param name="Inputs">A .npy file of features, B×M; null for none.</param>
/// <param name="Labels">A .npy file of B labels, whole numbers from 0; with the features.</param>
/// <param name="Targets">A .npy file of B×K numbers; with the features, in place of labels.</param>
internal sealed record DataSource(string? Folder, string? Inputs, string? Labels, string? Targets)
{
    /// <summary>A fifth of what comes undivided is for testing.</summary>
    internal const double TestFraction = 0.2;

    /// <summary>What tables call it.</summary>
    internal string Name => Inputs ?? Folder ?? "digits (8x8, embedded)";

    /// <summary>Whether anything was said.</summary>
    internal bool IsGiven => Inputs is not null || Folder is not null;

    /// <summary>What is asked of a readout.</summary>
    internal ReadoutLoss Loss => Targets is null ? ReadoutLoss.CrossEntropy : ReadoutLoss.SquaredError;

    /// <summary>Loads the set, divided.</summary>
    /// <param name="seed">The seed of the division (IDX files come divided), and of the validation part.</param>
    /// <param name="validation">Training samples to hold out in place of the test part, which is dropped; null keeps it.</param>
    internal SampleSplit Load(ulong seed, int? validation = null)
    {
        SampleSplit whole = Folder is not null ? IdxFolder.Find(Folder).Load() : Divide(seed);
        if (validation is not { } held) return whole;
        if (held >= whole.Train.Count)
            throw Words.OutOfRange(
                "--validation", held, $"less than the {whole.Train.Count} training samples of {Inputs ?? Folder ?? "the digits"}");
        SampleSplit parts = SampleSplit.Shuffled(whole.Train, (double)held / whole.Train.Count, seed).Within(whole.TrainIndices);
        return parts with
        {
            Description =
                $"{parts.Train.Count} for training, {parts.Test.Count} of the training part for validation (shuffled, seed {seed}), "
                + "test part unused",
        };
    }

    /// <summary>Loads a set that is not divided.</summary>
    internal SampleSet Whole() => Targets is not null ? NpyDataset.ReadTargets(Inputs!, Targets)
        : Inputs is null ? Digits.Load() : NpyDataset.Read(Inputs, Labels!);

    // Class by class where there are classes. Of two samples, a fifth would be none.
    private SampleSplit Divide(ulong seed)
    {
        SampleSet whole = Whole();
        if (whole is Dataset labelled) return Split.Stratified(labelled, TestFraction, seed);
        return whole.Count >= 3 ? SampleSplit.Shuffled(whole, TestFraction, seed) : throw new CommandFailure(
            $"{Inputs} has {whole.Count} rows, but a fifth is held out: there must be at least 3");
    }

    /// <summary>Refuses options that are of labels where targets are learned.</summary>
    /// <exception cref="CommandFailure">One was given.</exception>
    internal void Refuse(Fit fit, Watching watching)
    {
        if (Targets is null) return;
        string choice = $"--targets {Targets}";
        if (fit.Smoothing > 0) throw Words.DoesNotApply("--label-smoothing", fit.Smoothing, choice, "--labels");
        if (fit.ClassWeights is { } weights) throw Words.DoesNotApply("--class-weights", weights, choice, "--labels");
        if (watching.PublishedUpdate) throw new CommandFailure($"--published-update does not apply to {choice}; it is for images only");
    }
}

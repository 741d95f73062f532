using System;
using System.IO;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>What the report says of a sweep: its title, its lead, and some of its settings.</summary>
/// <param name="Settings">What all runs share.</param>
/// <param name="Forward">exact or euler.</param>
/// <param name="Folder">Of the data, as given.</param>
/// <param name="Data">The data.</param>
internal sealed record MnistWords(MnistSettings Settings, string Forward, string Folder, Split Data)
{
    // The end of Split.Fingerprint of MNIST: published curves are of this set and are drawn over no other.
    private const string MnistFingerprint = "SHA-256 bab833be44432887b8367c256dc3f6f37f73632c1eabcb1cbc894e04f779a312";

    private bool IsMnist { get; } = Data.Fingerprint().EndsWith(MnistFingerprint, StringComparison.Ordinal);

    /// <summary>Whether this is the paper's experiment, so that its curves may be drawn over ours.</summary>
    internal bool IsThePapers => Settings.Neurons == 300 && Settings.BatchSize == 512 && Settings.Epochs == 3 && IsMnist;

    internal string Images => $"{Folder}: {Data.Description}";

    internal string Update =>
        Settings.PublishedUpdate ? "on a batch of TEST images with g = 1 - r^2 (the published leak)" : "on the training batch";

    internal string Scores => (Settings.FewerScores, Settings.PublishedUpdate) switch
    {
        (false, _) => "of training and test batches",
        (true, true) => "of test batches only",
        (true, false) => $"of training batches, and of test batches over the last {TailSteps.Count} steps",
    };

    internal string Title
    {
        get
        {
            string set = IsMnist ? "MNIST" : Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));
            string leak = Settings.PublishedUpdate ? ", published update (leaks test images)" : "";
            return $"{set}: learning curves{leak}{(Forward == "euler" ? ", 500 Euler steps" : ", exact fixed points")}";
        }
    }

    internal string Lead =>
        $"{Settings.Neurons} tanh neurons at {(Forward == "euler" ? "the end of 500 Euler steps of 0.01, short of" : "")} their fixed "
            + $"points r = tanh(W r + Wx s), softmax cross-entropy of a fixed readout; "
        + $"{Data.Description}; {ImageOptions.Passes(Settings.Epochs)} of batches of {Settings.BatchSize}; only W is trained, {Update}.";
}

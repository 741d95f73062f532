using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Training;

/// <summary>How a training is kept while it runs, and where it goes on.</summary>
/// <param name="Folder">Where it is kept; null for nowhere.</param>
/// <param name="Clock">When; with a folder.</param>
/// <param name="Options">The command line, for the checkpoint.</param>
/// <param name="From">What is continued; null for a new training.</param>
internal sealed record Continuation(
    UnfinishedFolder? Folder, CheckpointClock? Clock, IReadOnlyDictionary<string, string> Options, Checkpoint? From)
{
    /// <summary>What a training's files and messages are called.</summary>
    internal static ResumableWork Work { get; } = new(
        "fpk train", "training", "checkpoint.fpk", static folder => Directory.EnumerateDirectories(folder).Any(SavedRun.IsIn),
        "the last checkpoint stays", static finished => $"score it with: fpk eval --weights-dir {finished}");

    /// <summary>Takes up what is continued, or saves the beginning: from here on a kill loses no more than what was computed
    /// since.</summary>
    internal TrainingSaver<T, TActivation>? Begin<T, TActivation>(
        Surroundings here, IReadOnlyList<Run<T, TActivation>> runs, SampleSplit data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        if (Folder is null) return null;
        TrainingSaver<T, TActivation> saver = new(Folder, Clock!, Options, runs, data);
        if (From is null)
        {
            saver.Save();
            return saver;
        }

        string? note = saver.Restore(From);
        long done = runs.Sum(run => (long)run.History.Steps);
        long all = runs.Sum(run => (long)run.Settings.Epochs * run.Training.StepsPerEpoch);
        here.Say(string.Create(CultureInfo.InvariantCulture, $"continues {Folder.UnfinishedName}: {done} of {all} steps are done"));
        if (note is not null) here.Say(note);
        return saver;
    }
}

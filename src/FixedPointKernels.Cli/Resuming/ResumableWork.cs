using System;

namespace FixedPointKernels.Cli.Resuming;

/// <summary>A kind of work that survives its process: what its files and its messages are called.</summary>
/// <param name="Command">As typed, and the kind of its checkpoint: fpk train.</param>
/// <param name="Noun">What was begun: training.</param>
/// <param name="CheckpointName">The file without which there is nothing to continue.</param>
/// <param name="IsFinished">Whether a folder holds such work, finished.</param>
/// <param name="Stays">What is left where nothing more can be written, as the sentence says it: "the last checkpoint stays".</param>
/// <param name="Afterwards">What to do with a finished folder, given its name.</param>
internal sealed record ResumableWork(
    string Command, string Noun, string CheckpointName, Func<string, bool> IsFinished, string Stays, Func<string, string> Afterwards)
{
    /// <summary>A folder in the unfinished one with a file for every part that is finished; null where the checkpoint holds
    /// everything.</summary>
    internal string? PartsFolder { get; init; }

    /// <summary>The kind of such a file.</summary>
    internal string PartKind => $"{Command}, a finished part";

    /// <summary>How such files end.</summary>
    internal const string PartEnding = ".fpk";

    /// <summary>The kind of the file of a part that is under way.</summary>
    internal string StateKind => $"{Command}, a part under way";

    /// <summary>How such files end.</summary>
    internal const string StateEnding = ".state";
}

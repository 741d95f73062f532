using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Resuming;

/// <content>The files of the folder's parts: finished ones, how far those under way are, and what is left of both at the end.</content>
internal sealed partial class UnfinishedFolder
{
    /// <summary>The file of a finished part.</summary>
    internal string Part(string name) => Path(work.PartsFolder!, name + ResumableWork.PartEnding);

    /// <summary>All files of finished parts.</summary>
    internal IReadOnlyList<string> Parts() => Files(folder, ResumableWork.PartEnding);

    /// <summary>Keeps a finished part.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    internal void WritePart(string name, Learning.Checkpoints.Checkpoint part) => Write(() =>
    {
        MakeFolder(Path(work.PartsFolder!));
        part.Write(Part(name));
    });

    /// <summary>The file of a part that is under way.</summary>
    internal string State(string name) => Path(work.PartsFolder!, name + ResumableWork.StateEnding);

    /// <summary>Keeps how far a part is.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    internal void WriteState(string name, Learning.Checkpoints.Checkpoint state) => Write(() =>
    {
        MakeFolder(Path(work.PartsFolder!));
        state.Write(State(name));
    });

    /// <summary>After a part was kept: how far it was is of no use any more.</summary>
    internal void RemoveState(string name) => Write(() => File.Delete(State(name)));

    // In a finished folder, where a kill between the new name and this may have left them, they have done their duty; files of such names
    // that are none of ours stay. The checkpoint goes last: as long as it is there, parts may be left.
    private void RemoveSpent()
    {
        string spent = System.IO.Path.Combine(target, work.CheckpointName);
        if (!IsOurs(spent, work.Command)) return;
        foreach (string part in Files(target, ResumableWork.PartEnding).Where(part => IsOurs(part, work.PartKind))) File.Delete(part);
        foreach (string state in Files(target, ResumableWork.StateEnding).Where(state => IsOurs(state, work.StateKind))) File.Delete(state);
        if (work.PartsFolder is { } name
            && System.IO.Path.Combine(target, name) is var parts
            && Directory.Exists(parts)
            && !Directory.EnumerateFileSystemEntries(parts).Any())
            Directory.Delete(parts);
        File.Delete(spent);
    }

    private static bool IsOurs(string file, string kind)
    {
        try
        {
            return File.Exists(file) && Learning.Checkpoints.Checkpoint.Read(file, kind).Kind == kind;
        }
        catch (DataFileException)
        {
            return false;
        }
    }

    private string[] Files(string within, string ending)
    {
        string? parts = work.PartsFolder is { } name ? System.IO.Path.Combine(within, name) : null;
        return Directory.Exists(parts)
            ? [.. Directory.EnumerateFiles(parts, "*" + ending).Order(StringComparer.Ordinal)]
            : [];
    }
}

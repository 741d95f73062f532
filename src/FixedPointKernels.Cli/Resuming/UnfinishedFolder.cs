using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Resuming;

/// <summary>A folder of results while they come about: NAME.unfinished, with a checkpoint in it; renamed to NAME when all is
/// there.</summary>
/// <remarks>
/// So a process that is killed at any moment leaves either nothing, or NAME.unfinished from which the work goes on, or NAME. One process at
/// a time: a lock that ends with its process, however it ends. Without a checkpoint there is nothing to lose, and the folder goes away with
/// this object.
/// </remarks>
internal sealed partial class UnfinishedFolder : IResultFolder
{
    private const string Ending = ".unfinished";
    private readonly ResumableWork work;
    private readonly string target;
    private readonly string folder;
    private FolderLock? inUse;

    private UnfinishedFolder(string name, ResumableWork work)
    {
        (Name, this.work) = (name, work);
        target = Full(name);
        folder = target + Ending;
    }

    /// <summary>The finished folder as the caller named it.</summary>
    internal string Name { get; }

    /// <summary>What the folder is called meanwhile.</summary>
    internal string UnfinishedName => System.IO.Path.TrimEndingDirectorySeparator(Name) + Ending;

    internal string Checkpoint => Path(work.CheckpointName);

    /// <summary>What to type to go on.</summary>
    internal string Continue => $"{work.Command} --resume {Name}";

    /// <summary>Begins a folder. Refuses, before the work, one that holds something, cannot be made, or was begun already.</summary>
    /// <exception cref="CommandFailure">One line that says which and what to do.</exception>
    internal static UnfinishedFolder Begin(string name, ResumableWork work) => Guarded(name, work, "--out", begun =>
    {
        StandardStream.RequireFolder(name);
        if (File.Exists(begun.target)) throw new CommandFailure($"--out {name} is a file, but a folder is needed");
        begun.RequireFree("--out");
        string parent = System.IO.Path.GetDirectoryName(begun.target) ?? throw new CommandFailure($"--out {name} cannot be a root folder");
        if (!Directory.Exists(parent)) throw new CommandFailure($"--out {name} cannot be made: the folder {parent} does not exist");
        if (File.Exists(begun.Checkpoint))
            throw new CommandFailure(
                $"{begun.UnfinishedName} holds a {work.Noun} that is not finished: continue it with '{begun.Continue}', or remove "
                    + "that folder");
        Directory.CreateDirectory(begun.folder);
        begun.Lock("--out");
        string? other = Directory.EnumerateFileSystemEntries(begun.folder)
            .FirstOrDefault(entry => System.IO.Path.GetFileName(entry) != FolderLock.Name);
        if (other is not null)
            throw new CommandFailure($"--out {name}: {other} is in the way, and nothing is written over; name a new folder");
    });

    /// <summary>Opens a folder again that <see cref="Begin"/> left; null where it is finished.</summary>
    /// <param name="name">NAME or NAME.unfinished.</param>
    /// <param name="work">What was begun.</param>
    /// <exception cref="CommandFailure">There is nothing to continue, or another process continues it.</exception>
    internal static UnfinishedFolder? Reopen(string name, ResumableWork work)
    {
        string bare = FinishedName(name);
        UnfinishedFolder found = new(bare, work);
        if (!Directory.Exists(found.folder))
        {
            if (!Directory.Exists(found.target) || !work.IsFinished(found.target))
                throw new CommandFailure(
                    $"--resume {name}: there is no {found.UnfinishedName}, and {bare} holds no finished {work.Noun} either; begin one with "
                        + $"'{work.Command} --out {bare}'");
            if (SettingsTable.CommandOf(found.target) is { } maker && maker != work.Command)
                throw new CommandFailure(
                    $"--resume {name}: {bare} was made by '{maker}', but a {work.Noun} of '{work.Command}' is needed");
            found.RemoveSpent();
            return null;
        }

        return Guarded(bare, work, "--resume", again =>
        {
            if (!File.Exists(again.Checkpoint))
                throw new CommandFailure(
                    $"{again.UnfinishedName} holds no checkpoint: the {work.Noun} ended before its first; begin it again with "
                        + $"'{work.Command} --out {bare}'");
            again.RequireFree("--resume");
            again.Lock("--resume");
        });
    }

    /// <summary>NAME of NAME or NAME.unfinished.</summary>
    internal static string FinishedName(string name)
    {
        string bare = System.IO.Path.TrimEndingDirectorySeparator(name);
        return bare.EndsWith(Ending, StringComparison.Ordinal) ? bare[..^Ending.Length] : bare;
    }

    /// <inheritdoc/>
    public string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([folder, .. parts]);

    /// <summary>Writes something; where that fails, says what stays, if there is a checkpoint. A folder that was removed meanwhile is made
    /// again.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public void Write(Action write)
    {
        try
        {
            MakeFolder(folder);
            write();
        }
        catch (DataFileException failure) when (File.Exists(Checkpoint))
        {
            throw new CommandFailure($"{failure.Message}; {work.Stays}: when there is room again, continue with '{Continue}'", failure);
        }
    }

    /// <summary>Gives the folder its name, or lets it stay as it is where more was asked for; the checkpoint goes last, so that there is no
    /// moment without either.</summary>
    /// <exception cref="CommandFailure">The name was taken meanwhile; everything stays under the unfinished name.</exception>
    public (string Place, string Onward) Conclude(bool interrupted)
    {
        if (interrupted) return (UnfinishedName, $"; continue with '{Continue}'");
        try
        {
            Unlock();
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(folder, target);
            RemoveSpent();
            return (Name, "");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                $"{Name} was taken while the {work.Noun} ran; the results are in {UnfinishedName} ({failure.Message})", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (inUse is null) return;
        Unlock();
        if (!File.Exists(Checkpoint) && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    private static string Full(string name) => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(name));

    private static UnfinishedFolder Guarded(string name, ResumableWork work, string option, Action<UnfinishedFolder> open)
    {
        UnfinishedFolder made = new(name, work);
        try
        {
            open(made);
            return made;
        }
        catch (Exception failure)
        {
            made.Dispose();
            if (failure is IOException or UnauthorizedAccessException)
                throw new CommandFailure($"{option} {name} cannot be written: {failure.Message}", failure);
            throw;
        }
    }

    /// <summary>Makes a folder, and those above it.</summary>
    /// <exception cref="DataFileException">It cannot be made.</exception>
    internal static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, $"cannot be made: {failure.Message}", failure);
        }
    }

    private void RequireFree(string option)
    {
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new CommandFailure(
                $"{option} {Name} is not empty, and nothing in it is written over: "
                    + $"{(option == "--out" ? "name a new folder" : $"move {Name} away")}");
    }

    private void Lock(string option) => inUse = FolderLock.Take(
        folder, $"{option} {Name}: another fpk is at work in {UnfinishedName}; wait for it, or interrupt it");

    private void Unlock()
    {
        inUse?.Dispose();
        inUse = null;
    }
}

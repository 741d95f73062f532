using System;
using System.IO;
using System.Security.Cryptography;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Files;

/// <summary>A folder of results that appears whole or not at all: filled under a temporary name beside it, then renamed.</summary>
internal sealed class OutputFolder : IResultFolder
{
    private readonly string name;
    private readonly string option;
    private readonly string target;
    private readonly string temporary;
    private bool keep;

    /// <summary>Refuses, before the work, a folder that holds something or cannot be made.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">What names it on the command line.</param>
    /// <exception cref="CommandFailure">One line that says which and what to do.</exception>
    internal OutputFolder(string path, string option = "--out")
    {
        this.option = option;
        StandardStream.RequireFolder(path);
        name = path;
        target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        temporary = $"{target}.fpk-{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp";
        try
        {
            if (File.Exists(target)) throw new CommandFailure($"{option} {path} is a file, but a folder is needed");
            if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).GetEnumerator().MoveNext())
                throw new CommandFailure($"{option} {path} is not empty, and nothing in it is written over: name a new folder");
            string parent = System.IO.Path.GetDirectoryName(target) ?? throw new CommandFailure($"{option} {path} cannot be a root folder");
            if (!Directory.Exists(parent)) throw new CommandFailure($"{option} {path} cannot be made: the folder {parent} does not exist");
            Directory.CreateDirectory(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{option} {path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([temporary, .. parts]);

    /// <summary>Writes something; a folder that was removed meanwhile is made again.</summary>
    public void Write(Action write)
    {
        Directory.CreateDirectory(temporary);
        write();
    }

    /// <summary>Gives the folder its name, whether or not more was asked for.</summary>
    /// <exception cref="CommandFailure">The name was taken meanwhile; what was computed stays under the temporary name, which the message
    /// says.</exception>
    public (string Place, string Onward) Conclude(bool interrupted)
    {
        try
        {
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(temporary, target);
            return (name, "");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            keep = true;
            throw new CommandFailure($"{option} {target} was taken meanwhile; the results are in {temporary} ({failure.Message})", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!keep && Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
    }
}

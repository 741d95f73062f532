using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using System.Security.Cryptography;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Files;

/// <summary>The files a verb will write: refused before the work where they cannot be, written whole after it.</summary>
internal sealed class OutputFiles
{
    private readonly Surroundings here;
    private readonly string result;
    private readonly string? status;

    /// <summary>Looks at the names, the folders and their permissions; changes nothing.</summary>
    /// <param name="here">Of the verb.</param>
    /// <param name="result">--out.</param>
    /// <param name="status">--status, if asked for.</param>
    /// <param name="inputs">Option and file of everything that is read: none of it may be written over.</param>
    /// <exception cref="CommandFailure">Two roles for one file.</exception>
    /// <exception cref="DataFileException">A folder that is missing or may not be written in.</exception>
    internal OutputFiles(Surroundings here, string result, string? status, params ReadOnlySpan<(string Option, string? File)> inputs)
    {
        (this.here, this.result, this.status) = (here, result, status);
        if (StandardStream.IsMeant(status)) throw new CommandFailure("--status - is no file: the table needs one beside the result");
        RequireOneStandardInput(inputs);
        Dictionary<string, string> roles = [];
        Claim(roles, "--out", result);
        Claim(roles, "--status", status);
        foreach ((string option, string? file) in inputs)
        {
            if (string.IsNullOrEmpty(file) || StandardStream.IsMeant(file) || !roles.TryGetValue(Real(file), out string? writer)) continue;
            throw new CommandFailure(
                $"{writer} and {option} are both {file}: an input is not written over; choose another name for {writer}");
        }

        Probe(result);
        if (status is not null) Probe(status);
    }

    /// <summary>What was written, for people.</summary>
    internal string Written => $"{(StandardStream.IsMeant(result) ? StandardStream.OutputName : result)} is written";

    /// <summary>Writes both, or in case of trouble neither: the array is put in place while the status file waits, written, under its
    /// temporary name.</summary>
    internal void Write<T>(T[] values, int[] shape, SampleReport<T> report)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A pipe takes what its other end takes: where there is none, Ctrl-C ends the wait.
        bool waits = StandardStream.IsMeant(result) || AtomicFile.IsStream(result) || (status is not null && AtomicFile.IsStream(status));
        if (waits) _ = here.Await(() => WriteNow(values, shape, report));
        else WriteNow(values, shape, report);
    }

    private bool WriteNow<T>(T[] values, int[] shape, SampleReport<T> report)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (status is null)
        {
            WriteResult(values, shape);
            return true;
        }

        AtomicFile.WriteText(status, text =>
        {
            report.WriteCsv(text);
            text.Flush();
            WriteResult(values, shape);
        });
        return true;
    }

    private void WriteResult<T>(T[] values, int[] shape)
        where T : unmanaged
    {
        if (StandardStream.IsMeant(result)) StandardStream.Write(here, stream => Npy.Write<T>(stream, values, shape));
        else Npy.Write<T>(result, values, shape);
    }

    private static void RequireOneStandardInput(ReadOnlySpan<(string Option, string? File)> inputs)
    {
        string? first = null;
        foreach ((string option, string? file) in inputs)
        {
            if (!StandardStream.IsMeant(file)) continue;
            if (first is not null)
                throw new CommandFailure($"{first} and {option} are both -: standard input holds one array; name a file for the other");
            first = option;
        }
    }

    private static void Claim(Dictionary<string, string> roles, string option, string? file)
    {
        if (string.IsNullOrEmpty(file) || StandardStream.IsMeant(file)) return;
        if (!roles.TryAdd(Real(file), option)) throw new CommandFailure($"--out and {option} are both {file}: two results need two files");
    }

    // A folder where nothing can be created is better found before an hour of work than after it. Nothing stays behind.
    private static void Probe(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw new DataFileException(path, "an empty name, or one with a zero character, names no file");
        if (path.Contains('\uFFFD', StringComparison.Ordinal))
            throw new DataFileException(path, "a name that is no UTF-8 would be written as another; choose a name of whole characters");
        if (StandardStream.IsMeant(path) || AtomicFile.IsStream(path)) return;
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.EndsInDirectorySeparator(full))
            throw new DataFileException(path, "cannot be written: it is a folder, but a file is needed");
        string folder = Path.GetDirectoryName(Real(path))!;
        if (File.Exists(folder)) throw new DataFileException(path, $"cannot be written: {folder} is a file, but a folder is needed");
        if (!Directory.Exists(folder)) throw new DataFileException(path, $"cannot be written: the folder {folder} does not exist");
        if (folder is "/dev" or "/dev/pts" or "/dev/fd" or "/proc" || folder.StartsWith("/proc/", StringComparison.Ordinal))
            throw new DataFileException(path, "cannot be written: no file can be made in that folder");
        try
        {
            string probe = Path.Combine(folder, $".fpk-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
            using FileStream stream = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new DataFileException(path, $"cannot be written: no permission in the folder {folder}", failure);
        }
        catch (IOException failure)
        {
            throw new DataFileException(path, $"cannot be written: {failure.Message}", failure);
        }
    }

    // The path with every link on its way followed, so that two names of one file are seen to be one.
    private static string Real(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            FileSystemInfo info = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
            string target = info.LinkTarget is null ? full : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
            string? folder = Path.GetDirectoryName(target);
            return folder is null ? target : Path.Combine(Real(folder), Path.GetFileName(target));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }
}

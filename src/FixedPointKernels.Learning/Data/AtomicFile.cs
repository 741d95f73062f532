using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace FixedPointKernels.Learning.Data;

/// <summary>Writes a file whole or not at all: beside the target under a temporary name, flushed to disk, then renamed over it.</summary>
/// <remarks>
/// <para>Shapes: any length. Units: bytes, or UTF-8 text without a byte-order mark and with "\n" line ends.</para>
/// <para>Errors: on any failure, the callback's own exceptions included, the temporary file is removed and what was there stays as it
/// was. What the file system refuses is a <see cref="DataFileException"/>; what the callback throws otherwise passes through.
/// A process that is killed in the middle may leave the temporary file (".fpk-….tmp"), never half a target.</para>
/// <para>A symbolic link stays one: the file it leads to is replaced. The replaced file's permissions are kept. A pipe, a device or a
/// socket (<see cref="IsStream"/>) is written into, since a rename would replace it: there "whole or not at all" ends with what the other
/// end has taken, and opening waits for it.</para>
/// </remarks>
internal static class AtomicFile
{
    /// <summary>Whether a path leads to a pipe, a device or a socket, which is written into and not replaced. Known on Linux; elsewhere
    /// false.</summary>
    public static bool IsStream(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FileKind.IsStream(path);
    }

    /// <summary>Writes what <paramref name="write"/> puts into the stream.</summary>
    /// <param name="path">The file to make or replace; its folder must exist.</param>
    /// <param name="write">Writes the contents; called once.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, write, static (callback, stream) => callback(stream));
    }

    /// <summary>Writes what <paramref name="write"/> puts into the stream, with a state (a span, say) handed through.</summary>
    /// <param name="path">The file to make or replace; its folder must exist.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <param name="write">Writes the contents; called once.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void Write<TState>(string path, TState state, Action<TState, Stream> write)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        DataFile.CheckName(path);
        if (FileKind.IsStream(path))
        {
            WriteInto(path, state, write);
            return;
        }

        string target = Target(path);
        string temporary = Path.Combine(
            Path.GetDirectoryName(target)!, $".fpk-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        bool made = false;
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                made = true;
                write(state, stream);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
            made = false;
        }
        catch (Exception failure) when (
            failure is not DataFileException && (failure is IOException or UnauthorizedAccessException || IsTooLarge(failure)))
        {
            throw new DataFileException(path, $"cannot be written: {Reason(failure, target)}", failure);
        }
        finally
        {
            if (made) Remove(temporary);
        }
    }

    /// <summary>Writes text through a <see cref="TextWriter"/>.</summary>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void WriteText(string path, Action<TextWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, write, static (callback, stream) =>
        {
            using StreamWriter text = new(
                stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 14, leaveOpen: true);
            text.NewLine = "\n";
            callback(text);
        });
    }

    /// <summary>Writes a text.</summary>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) => WriteText(path, writer => writer.Write(text));

    private static void WriteInto<TState>(string path, TState state, Action<TState, Stream> write)
        where TState : allows ref struct
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1 << 16);
            write(state, stream);
            stream.Flush();
        }
        catch (Exception failure) when (failure is IOException and not DataFileException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, $"cannot be written: {failure.Message}", failure);
        }
    }

    private static string Target(string path)
    {
        try
        {
            string full = Path.GetFullPath(path);
            if (Directory.Exists(full) || Path.EndsInDirectorySeparator(full))
                throw new DataFileException(path, "cannot be written: it is a folder, but a file is needed");
            string target = new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
            string folder = Path.GetDirectoryName(target)!;
            if (folder is "/dev" or "/dev/pts" or "/dev/fd" || folder.StartsWith("/proc/", StringComparison.Ordinal))
                throw new DataFileException(path, "cannot be written: no file can be made in that folder");
            return target;
        }
        catch (Exception failure) when (failure is not DataFileException && failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, $"cannot be written: {failure.Message}", failure);
        }
    }

    private static string Reason(Exception failure, string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        return File.Exists(folder) ? $"{folder} is a file, but a folder is needed"
            : !Directory.Exists(folder) ? $"the folder {folder} does not exist"
            : failure is UnauthorizedAccessException ? $"no permission in the folder {folder}"
            : IsTooLarge(failure) ? "the file would be larger than the file system, or a limit of this process, allows"
            : failure.Message;
    }

    /// <summary>EFBIG, which the runtime reports as an argument out of range.</summary>
    private static bool IsTooLarge(Exception failure) => failure is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };

    /// <summary>The first failure is the one to report: a temporary that cannot be removed must not hide it.</summary>
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}

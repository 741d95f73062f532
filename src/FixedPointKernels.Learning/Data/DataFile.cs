using System;
using System.IO;

namespace FixedPointKernels.Learning.Data;

/// <summary>Opens files for the readers; whatever goes wrong while one is read leaves as a <see cref="DataFileException"/>.</summary>
/// <remarks>
/// Every size in a header is checked against the file's length before memory is asked for. What has no length (a pipe, a terminal, a
/// socket) is read to its end first,
/// which waits for whoever writes into it.
/// </remarks>
internal static class DataFile
{
    /// <summary>What one format makes of a stream of a known length, positioned at its start.</summary>
    internal delegate TResult Reader<TResult>(Stream stream, long length, string name);

    /// <summary>Deflate codes at most 258 bytes in 2 bits: no stream expands to more than 1,032 times its length.</summary>
    internal const long LargestExpansion = 1032;

    /// <summary>Opens the file, lets the reader have it, and translates every failure.</summary>
    internal static TResult Read<TResult>(string path, Reader<TResult> read)
    {
        ArgumentNullException.ThrowIfNull(path);
        CheckName(path);
        if (Directory.Exists(path)) throw new DataFileException(path, "is a folder, but a file is needed");
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            return Read(stream, path, read);
        }
        catch (DataFileException)
        {
            throw;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFileException(path, "does not exist", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new DataFileException(path, "may not be read (permission denied)", failure);
        }
        catch (Exception failure) when (failure is IOException or NotSupportedException)
        {
            throw new DataFileException(path, $"cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Refuses what no file system takes as a name.</summary>
    internal static void CheckName(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw new DataFileException(path, "an empty name, or one with a zero character, names no file");
    }

    /// <summary>The same for a stream that is already open; one without a length is read to its end.</summary>
    internal static TResult Read<TResult>(Stream stream, string name, Reader<TResult> read)
    {
        try
        {
            if (stream.CanSeek) return read(stream, stream.Length, name);
            using MemoryStream whole = new();
            stream.CopyTo(whole);
            whole.Position = 0;
            return read(whole, whole.Length, name);
        }
        catch (EndOfStreamException failure)
        {
            throw new DataFileException(name, "ends early: it is truncated, or was changed while it was read", failure);
        }
        catch (InvalidDataException failure)
        {
            // The runtime calls any damage an unsupported compression method.
            throw new DataFileException(name, "is damaged or truncated: it starts like a gzip file, but does not unpack", failure);
        }
        catch (Exception failure) when (failure is IOException and not DataFileException)
        {
            throw new DataFileException(name, $"cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Hands the reader the unpacked contents (<see cref="GzipMembers"/>) if the stream starts with gzip's 1f 8b, else the stream itself.
    /// </summary>
    /// <remarks>
    /// The length given to the reader of unpacked contents is the most that they can have: it must read what it needs and find that they
    /// end there. (What gzip's last bytes state
    /// is the length of the last member, modulo 2³².)
    /// </remarks>
    internal static TResult ReadUnpacked<TResult>(Stream stream, long length, string name, Reader<TResult> read)
    {
        const int smallestGzip = 18;
        Span<byte> start = stackalloc byte[2];
        int have = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        stream.Position = 0;
        if (have < 2 || start[0] != 0x1f || start[1] != 0x8b) return read(stream, length, name);
        if (length < smallestGzip)
            throw new DataFileException(name, $"is truncated: {length} bytes, but a gzip file has at least {smallestGzip}");
        using GzipMembers contents = new(stream, name);
        return read(contents, length * LargestExpansion, name);
    }
}

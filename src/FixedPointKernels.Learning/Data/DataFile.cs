using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;

namespace FixedPointKernels.Learning.Data;

/// <summary>Opens files for the readers; whatever goes wrong while one is read leaves as a <see cref="DataFileException"/>.</summary>
/// <remarks>
/// Only files with a length are read (no pipes, no devices): the length is what every size in a header is checked against before
/// memory is asked for.
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
            if (!stream.CanSeek)
                throw new DataFileException(path, "is a pipe or a device, but a regular file is needed (its length is checked before it is read)");
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

    /// <summary>The same for a stream that is already open.</summary>
    internal static TResult Read<TResult>(Stream stream, string name, Reader<TResult> read)
    {
        try
        {
            return read(stream, stream.Length, name);
        }
        catch (EndOfStreamException failure)
        {
            throw new DataFileException(name, "ends early: it is truncated, or was changed while it was read", failure);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException and not DataFileException)
        {
            throw new DataFileException(name, $"cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Hands the reader the unpacked contents if the stream starts with gzip's 1f 8b, else the stream itself. The length given to the
    /// reader is the unpacked one modulo 2³², as gzip's last four bytes state it.
    /// </summary>
    /// <remarks>
    /// The reader must read exactly that length; the end of the stream and, with it, gzip's checksum are checked here. A length that no
    /// deflate stream of this size can reach is refused before anything is unpacked. One gzip member only.
    /// </remarks>
    internal static TResult ReadUnpacked<TResult>(Stream stream, long length, string name, Reader<TResult> read)
    {
        const int smallestGzip = 18;
        Span<byte> ends = stackalloc byte[4];
        int have = stream.ReadAtLeast(ends[..2], 2, throwOnEndOfStream: false);
        stream.Position = 0;
        if (have < 2 || ends[0] != 0x1f || ends[1] != 0x8b) return read(stream, length, name);
        if (length < smallestGzip)
            throw new DataFileException(name, $"is truncated: {length} bytes, but a gzip file has at least {smallestGzip}");

        stream.Position = length - 4;
        stream.ReadExactly(ends);
        stream.Position = 0;
        long unpacked = BinaryPrimitives.ReadUInt32LittleEndian(ends);
        if (unpacked / LargestExpansion > length)
        {
            string most = $"{length} packed bytes cannot hold more than {length * LargestExpansion}";
            throw new DataFileException(name, $"is damaged or truncated: its last bytes say {unpacked} unpacked bytes, but {most}");
        }

        using GZipStream gzip = new(stream, CompressionMode.Decompress, leaveOpen: true);
        TResult result = read(gzip, unpacked, name);
        if (gzip.ReadByte() >= 0) throw new DataFileException(name, $"unpacks to more than the {unpacked} bytes that its last bytes state");
        return result;
    }
}

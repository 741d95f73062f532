using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using FixedPointKernels.Fuzz.Targets;

namespace FixedPointKernels.Fuzz.Mutations;

/// <summary>What is inside a gzip file, a zip archive or a checkpoint, and the file around another inside with every length and checksum
/// right: hostile files have right checksums.</summary>
internal static class Containers
{
    private const int CheckpointStart = 24;

    internal static Inner? Gzip(byte[] bytes) => Opened(() =>
    {
        using GZipStream packed = new(new MemoryStream(bytes), CompressionMode.Decompress);
        return new(Whole(packed), inside =>
        {
            using MemoryStream file = new();
            using (GZipStream gzip = new(file, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(inside);
            return file.ToArray();
        });
    });

    /// <summary>The first array of an archive; the others stay.</summary>
    internal static Inner? Zip(byte[] bytes) => Opened(() =>
    {
        List<(string Name, byte[] Contents)> entries = [];
        using (ZipArchive archive = new(new MemoryStream(bytes), ZipArchiveMode.Read))
        {
            foreach (ZipArchiveEntry entry in archive.Entries.Take(8))
            {
                using Stream packed = entry.Open();
                entries.Add((entry.FullName, Whole(packed)));
            }
        }

        return entries.Count == 0 ? null : new(entries[0].Contents, inside =>
        {
            using MemoryStream file = new();
            using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach ((string name, byte[] contents) in entries)
                {
                    using Stream into = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                    into.Write(ReferenceEquals(contents, entries[0].Contents) ? inside : contents);
                }
            }

            return file.ToArray();
        });
    });

    /// <summary>Head and arrays of a checkpoint, told apart by the last brace: the head is JSON.</summary>
    internal static Inner? Checkpoint(byte[] bytes)
    {
        if (bytes.Length < CheckpointStart + SHA256.HashSizeInBytes) return null;
        uint head = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
        if (head > bytes.Length - CheckpointStart - SHA256.HashSizeInBytes) return null;
        byte[] start = bytes[..CheckpointStart];
        int arrays = bytes.Length - CheckpointStart - SHA256.HashSizeInBytes - (int)head;
        return new(bytes[CheckpointStart..^SHA256.HashSizeInBytes], inside =>
        {
            byte[] file = [.. start, .. inside, .. new byte[SHA256.HashSizeInBytes]];
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), (uint)Math.Max(inside.Length - arrays, 0));
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), (ulong)file.Length);
            SHA256.HashData(file.AsSpan(0, file.Length - SHA256.HashSizeInBytes), file.AsSpan(file.Length - SHA256.HashSizeInBytes));
            return file;
        });
    }

    private static Inner? Opened(Func<Inner?> open)
    {
        try
        {
            return open();
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    // A bomb is read no further: its inside is not what is to be changed.
    private static byte[] Whole(Stream stream)
    {
        using MemoryStream whole = new();
        byte[] block = new byte[1 << 12];
        for (int count; whole.Length < 1 << 16 && (count = stream.Read(block)) > 0;) whole.Write(block, 0, count);
        return whole.ToArray();
    }
}

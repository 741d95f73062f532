using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Learning.Checkpoints;

/// <summary>The bytes of a checkpoint: 24 fixed ones, a head in JSON, the arrays one after another, and SHA-256 over all that.</summary>
/// <remarks>
/// <para>Every number is little-endian, whatever the machine, and the head says so:</para>
/// <code>
/// at  0  89 'F' 'P' 'K' 0d 0a 1a 0a    a transfer as text, which changes line ends, shows at once
///     8  version, 32 bits: 1
///    12  length of the head, 32 bits, at most 4 MiB
///    16  length of the file, 64 bits, at most 16 GiB
///    24  the head: kind, byte order, texts, and name, type and shape of every array
///        the arrays' elements, in the head's order, without gaps
///   −32  SHA-256 of everything before
/// </code>
/// <para>Read in this order: length, magic, version and stated length, which cost nothing; then the checksum, over the stream; and only
/// then is the head understood and memory taken, for no more than the file holds. So a flipped bit or a cut never reaches the
/// parser.</para>
/// </remarks>
internal static class CheckpointFormat
{
    internal const uint Version = 1;
    internal const string ByteOrder = "little-endian";
    private const int Fixed = 24;
    private const int LargestHead = 4 << 20;

    /// <summary>20,000 neurons with Adam in float are 5 GB; hashing 16 GiB takes seconds, so a huge sparse file does not hang a
    /// reader.</summary>
    private const long Largest = 16L << 30;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'F', (byte)'P', (byte)'K', 0x0d, 0x0a, 0x1a, 0x0a];

    internal static void Write(Checkpoint checkpoint, Stream stream)
    {
        CheckpointEntry[] entries = [.. checkpoint.Arrays.Select(one => new CheckpointEntry(one.Key, one.Value.Type, one.Value.Shape))];
        byte[] head = JsonSerializer.SerializeToUtf8Bytes(
            new CheckpointHead(checkpoint.Kind, ByteOrder, new(checkpoint.Texts), entries), CheckpointJson.Default.CheckpointHead);
        long length = Fixed + head.Length + checkpoint.Arrays.Values.Sum(array => (long)array.Bytes.Length) + SHA256.HashSizeInBytes;
        if (head.Length > LargestHead || length > Largest)
            throw new IOException(
                $"a checkpoint has at most {Largest} bytes, {LargestHead} of them in its head; this one would have {length} and "
                    + $"{head.Length}");
        byte[] start = new byte[Fixed];
        Magic.CopyTo(start);
        BinaryPrimitives.WriteUInt32LittleEndian(start.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(start.AsSpan(12), (uint)head.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(start.AsSpan(16), (ulong)length);

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(start);
        Put(head);
        foreach (CheckpointArray array in checkpoint.Arrays.Values) Put(array.Bytes);
        stream.Write(hash.GetHashAndReset());

        void Put(byte[] bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    internal static Checkpoint Read(Stream stream, long length, string file)
    {
        int headLength = ReadStart(stream, length, file);
        Verify(stream, length, file);
        stream.Position = Fixed;
        byte[] bytes = new byte[headLength];
        stream.ReadExactly(bytes);
        CheckpointHead head = ParseHead(bytes, file);

        UInt128 needed = 0;
        foreach (CheckpointEntry entry in head.Arrays)
        {
            UInt128 size = CheckpointArray.Length(entry.Type, entry.Shape);
            if (size > (UInt128)Array.MaxLength)
            {
                throw new DataFileException(
                    file, $"says that '{DataFileException.Excerpt(entry.Name)}' has more than {Array.MaxLength} bytes");
            }
            needed += size;
        }

        long present = length - Fixed - headLength - SHA256.HashSizeInBytes;
        if (needed != (UInt128)present)
            throw new DataFileException(file, $"says that its arrays have {needed} bytes, but {present} are there");
        Dictionary<string, CheckpointArray> arrays = [];
        foreach (CheckpointEntry entry in head.Arrays)
        {
            byte[] values = new byte[(int)CheckpointArray.Length(entry.Type, entry.Shape)];
            stream.ReadExactly(values);
            if (!arrays.TryAdd(entry.Name, new(entry.Type, entry.Shape, values)))
                throw new DataFileException(file, $"holds '{DataFileException.Excerpt(entry.Name)}' twice");
        }

        return new(file, head.Kind, head.Texts, arrays);
    }

    /// <summary>The fixed bytes: everything that can be refused before the file is read through.</summary>
    /// <returns>The length of the head.</returns>
    private static int ReadStart(Stream stream, long length, string file)
    {
        Span<byte> start = stackalloc byte[Fixed];
        start = start[..stream.ReadAtLeast(start, Fixed, throwOnEndOfStream: false)];
        ReadOnlySpan<byte> magic = start[..Math.Min(start.Length, Magic.Length)];
        if (magic.IsEmpty || !Magic.StartsWith(magic))
            throw new DataFileException(
                file,
                $"is no checkpoint of fpk: it starts with {(magic.IsEmpty ? "nothing" : Convert.ToHexStringLower(magic))}, not with "
                    + $"{Convert.ToHexStringLower(Magic)}");
        if (length < Fixed + SHA256.HashSizeInBytes || start.Length < Fixed)
        {
            throw new DataFileException(
                file, $"is truncated: {length} bytes, but a checkpoint has more than {Fixed + SHA256.HashSizeInBytes}");
        }
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (version != Version)
        {
            string hint = BinaryPrimitives.ReverseEndianness(version) == Version
                ? $" (its byte order is reversed; it must be {ByteOrder})"
                : "";
            throw new DataFileException(file, $"is a checkpoint of version {version}, but this fpk reads version {Version}{hint}");
        }

        ulong stated = BinaryPrimitives.ReadUInt64LittleEndian(start[16..]);
        if (stated != (ulong)length)
        {
            throw new DataFileException(
                file, $"says that it has {stated} bytes, but has {length}{(stated > (ulong)length ? " (truncated)" : "")}");
        }
        if (length > Largest) throw new DataFileException(file, $"has {length} bytes, but {Largest} is the largest that is read");
        uint head = BinaryPrimitives.ReadUInt32LittleEndian(start[12..]);
        if (head > LargestHead || head > length - Fixed - SHA256.HashSizeInBytes)
            throw new DataFileException(
                file, $"says that its head has {head} bytes, but the file has {length} and a head at most {LargestHead}");
        return (int)head;
    }

    private static void Verify(Stream stream, long length, string file)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 16];
        stream.Position = 0;
        for (long left = length - SHA256.HashSizeInBytes; left > 0;)
        {
            int count = (int)Math.Min(left, block.Length);
            stream.ReadExactly(block, 0, count);
            hash.AppendData(block, 0, count);
            left -= count;
        }

        Span<byte> stated = stackalloc byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(stated);
        if (!stated.SequenceEqual(hash.GetHashAndReset()))
            throw new DataFileException(file, "is damaged: its SHA-256 does not match its contents");
    }

    private static CheckpointHead ParseHead(byte[] bytes, string file)
    {
        try
        {
            CheckpointHead? head = JsonSerializer.Deserialize(bytes, CheckpointJson.Default.CheckpointHead);
            if (head?.Kind is null || head.Texts is null || head.Arrays is null || head.Texts.ContainsValue(null!))
                throw new DataFileException(file, "its head lacks kind, texts or arrays");
            if (head.ByteOrder != ByteOrder)
            {
                throw new DataFileException(
                    file, $"says that its byte order is '{DataFileException.Excerpt(head.ByteOrder ?? "")}', but it must be {ByteOrder}");
            }
            int odd = Array.FindIndex(
                head.Arrays, entry => entry?.Name is null || entry.Shape is null || CheckpointArray.SizeOf(entry.Type) == 0);
            return odd < 0 ? head : throw new DataFileException(file, $"entry {odd} of its head has no name or shape, or an unknown type");
        }
        catch (JsonException failure)
        {
            throw new DataFileException(file, $"its head cannot be read: {failure.Message}", failure);
        }
    }
}

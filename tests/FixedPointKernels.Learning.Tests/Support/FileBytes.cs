using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>Files put together byte by byte, without the writers under test.</summary>
internal static class FileBytes
{
    /// <summary>A .npy file with the dictionary given word for word.</summary>
    internal static byte[] Npy(string dictionary, byte[] data, byte major = 1)
    {
        int preamble = major == 1 ? 10 : 12;
        string padded = dictionary.PadRight(((preamble + dictionary.Length + 64) / 64 * 64) - preamble - 1) + "\n";
        using MemoryStream file = new();
        file.Write([0x93, .. "NUMPY"u8, major, 0]);
        file.Write(
            major == 1 ? [(byte)padded.Length, (byte)(padded.Length >> 8)] : [(byte)padded.Length, (byte)(padded.Length >> 8), 0, 0]);
        file.Write(Encoding.Latin1.GetBytes(padded));
        file.Write(data);
        return file.ToArray();
    }

    internal static byte[] Npy(string descr, bool fortran, string shape, byte[] data, byte major = 1) =>
        Npy($"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}", data, major);

    /// <summary>An IDX file: magic, sizes, body.</summary>
    internal static byte[] Idx(uint magic, uint[] sizes, byte[] body)
    {
        byte[] file = new byte[4 + (4 * sizes.Length) + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(file, magic);
        for (int d = 0; d < sizes.Length; d++) BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + (4 * d)), sizes[d]);
        body.CopyTo(file, 4 + (4 * sizes.Length));
        return file;
    }

    /// <summary>A checkpoint with the head given word for word, and lengths and checksum that fit it.</summary>
    internal static byte[] Checkpoint(string head, byte[] arrays, uint version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(head);
        byte[] file = new byte[24 + text.Length + arrays.Length + 32];
        ((ReadOnlySpan<byte>)[0x89, .. "FPK"u8, 0x0d, 0x0a, 0x1a, 0x0a]).CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), version);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), text.Length);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(16), file.Length);
        text.CopyTo(file, 24);
        arrays.CopyTo(file, 24 + text.Length);
        return Sealed(file);
    }

    /// <summary>The file with its last 32 bytes set to the SHA-256 of those before.</summary>
    internal static byte[] Sealed(byte[] file)
    {
        SHA256.HashData(file.AsSpan(0, file.Length - 32)).CopyTo(file, file.Length - 32);
        return file;
    }

    internal static byte[] Gzip(byte[] contents)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(contents);
        return packed.ToArray();
    }
}

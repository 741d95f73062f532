using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;

namespace FixedPointKernels.Learning.Data;

/// <summary>NumPy's .npz files: a zip archive with one .npy file per array.</summary>
/// <remarks>Every array is unpacked into memory; stated sizes that the packed bytes cannot hold, one by one and all together, are refused
/// before that (the directory may give one packed part many names), and every array's checksum is compared. Source: numpy.savez.</remarks>
public static class Npz
{
    private const string Extension = ".npy";

    /// <summary>Reads a file.</summary>
    /// <returns>The arrays by name, without ".npy".</returns>
    /// <exception cref="DataFileException">There is no such file, or it is not a whole .npz file of numbers.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path) => DataFile.Read(path, Read);

    private static Dictionary<string, NpyArray> Read(Stream stream, long length, string name)
    {
        Dictionary<string, NpyArray> arrays = [];
        using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        UInt128 unpacked = 0, most = (UInt128)length * (UInt128)DataFile.LargestExpansion;
        foreach (ZipArchiveEntry entry in archive.Entries) unpacked += (UInt128)Math.Max(entry.Length, 0);
        if (unpacked > most)
            throw new DataFileException(
                name, $"is damaged or too large: its {archive.Entries.Count} arrays are stated to unpack to {unpacked} bytes, but the file "
                    + $"has {length}, which hold {most} at most");
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                throw new DataFileException(
                    name, $"holds '{DataFileException.Excerpt(entry.FullName)}', but a .npz file holds {Extension} files only");
            string array = entry.FullName[..^Extension.Length];
            if (!arrays.TryAdd(array, Unpack(entry, length, $"{name}:{array}")))
                throw new DataFileException(name, $"holds the array '{DataFileException.Excerpt(array)}' twice");
        }

        return arrays;
    }

    private static NpyArray Unpack(ZipArchiveEntry entry, long length, string name)
    {
        if (entry.Length > Math.Min(length * DataFile.LargestExpansion, Array.MaxLength))
            throw new DataFileException(
                name, $"is damaged or too large: {entry.Length} unpacked bytes are stated, but the file has {length}");
        byte[] bytes = new byte[entry.Length];
        using (Stream packed = entry.Open())
        {
            packed.ReadExactly(bytes);
            if (packed.ReadByte() >= 0) throw new DataFileException(name, $"unpacks to more than the {bytes.Length} bytes that are stated");
        }

        if (Crc32.Of(bytes) != entry.Crc32) throw new DataFileException(name, "is damaged: its checksum does not agree with its contents");
        using MemoryStream unpacked = new(bytes, writable: false);
        return Npy.Read(unpacked, name);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

/// <summary>.npz files: what is in them is read, and what is damaged is refused.</summary>
public sealed class NpzTests : IDisposable
{
    private static readonly double[] Values = [1, -2, 3.5];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Arrays_are_read_by_name(CompressionLevel level)
    {
        IReadOnlyDictionary<string, NpyArray> arrays = Npz.Read(folder.File("a.npz", Archive(level, "one.npy", "two.npy")));
        Assert.Equal(["one", "two"], arrays.Keys.Order());
        Assert.All(arrays.Values, array => Assert.Equal(Values, array.ToDoubles()));
    }

    [Fact]
    public void A_file_of_NumPys_own_making_is_read()
    {
        IReadOnlyDictionary<string, NpyArray> arrays = Npz.Read(
            Path.Combine(AppContext.BaseDirectory, "golden", "linear-nd", "losses.npz"));
        Assert.Equal("5×3501", arrays["linearized"].ShapeText);
        Assert.Equal([0.03, 0.1, 0.3, 1, 3], arrays["etas"].ToDoubles());
    }

    [Fact]
    public void Another_kind_of_file_inside_is_refused() =>
        Assert.Contains(
            "readme.txt", Assert.Throws<DataFileException>(() => Npz.Read(folder.File("a.npz", Archive(default, "readme.txt")))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_array_that_is_there_twice_is_refused() =>
        Assert.Contains(
            "twice", Assert.Throws<DataFileException>(() => Npz.Read(folder.File("a.npz", Archive(default, "one.npy", "one.npy")))).Message,
            StringComparison.Ordinal);

    // The corpus has 60 names for one part of a megabyte of zeros, 4,181 bytes in all: 60 MB, while deflate holds 4.3 MB in them at most.
    [Fact]
    public void One_part_under_many_names_is_refused_before_it_is_unpacked()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "corpus", "npz", "one-part-under-60-names.npz"));
        string path = folder.File("a.npz", file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string line = Assert.Throws<DataFileException>(() => Npz.Read(path)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("its 60 arrays are stated to unpack to 60", line, StringComparison.Ordinal);
    }

    // Every fifth bit turned, so each place within a byte, and every length: a failure is a DataFileException, a success holds the values
    // (a time of day may well be wrong).
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Damage_is_refused_or_does_not_matter(CompressionLevel level)
    {
        byte[] whole = Archive(level, "one.npy");
        int refused = 0;
        for (int bit = 0; bit < 8 * whole.Length; bit += 5)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            refused += Refused(damaged, $"bit {bit}");
        }

        for (int length = 0; length < whole.Length; length++) Assert.Equal(1, Refused(whole[..length], $"length {length}"));
        Assert.True(refused > whole.Length, $"{refused} of {8 * whole.Length / 5} refused");
    }

    private int Refused(byte[] bytes, string what)
    {
        IReadOnlyDictionary<string, NpyArray> arrays;
        try
        {
            arrays = Npz.Read(folder.File("damaged.npz", bytes));
        }
        catch (DataFileException)
        {
            return 1;
        }

        // An archive whose directory says that it is empty holds no array: no wrong one either.
        Assert.All(arrays.Values, array => Assert.True(array.ToDoubles().SequenceEqual(Values), what));
        return 0;
    }

    private static byte[] Archive(CompressionLevel level, params string[] names)
    {
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in names)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(FileBytes.Npy("<f8", false, "(3,)", [.. Values.SelectMany(BitConverter.GetBytes)]));
            }
        }

        return file.ToArray();
    }
}

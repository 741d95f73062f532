using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

/// <summary>
/// Whatever the bytes, a reader gives a <see cref="DataFileException"/> or a value whose bytes are still a file, and asks for no
/// more memory than the file's own length explains.
/// </summary>
public sealed class DamagedFileTests
{
    /// <summary>Allowed beside the values themselves: buffers of the streams, the inflater, messages.</summary>
    private const int Overhead = 1 << 18;

    [Fact]
    public void Every_truncation_of_a_npy_file_is_refused()
    {
        foreach (byte[] file in NpyFiles())
        {
            for (int length = 0; length < file.Length; length++) Assert.Null(ReadNpy(file[..length]));
        }
    }

    [Fact]
    public void Flipped_bits_of_a_npy_file_are_refused_or_give_another_array_of_the_same_length()
    {
        int accepted = 0;
        int refused = 0;
        foreach (byte[] file in NpyFiles())
        {
            int data = file.Length - 48;
            for (int bit = 0; bit < 8 * file.Length; bit++)
            {
                byte[] damaged = [.. file];
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                NpyArray? read = ReadNpy(damaged);
                if (bit / 8 >= data) Assert.NotNull(read);
                if (read is not null) Assert.Equal(48, read.Count * Bits(read.ElementType) / 8);
                if (read is null) refused++;
                else accepted++;
            }
        }

        Assert.True(accepted > 1000 && refused > 1000, $"{accepted} accepted, {refused} refused: the sample says nothing");
    }

    [Fact]
    public void Random_damage_to_npy_files_never_gives_another_exception()
    {
        SeededRandom random = new(20240717);
        byte[][] files = [.. NpyFiles()];
        for (int round = 0; round < 4000; round++) _ = ReadNpy(Damage(files[round % files.Length], random));
    }

    [Fact]
    public void Every_truncation_of_an_idx_file_is_refused()
    {
        foreach (byte[] file in IdxFiles())
        {
            for (int length = 0; length < file.Length; length++)
            {
                Assert.Null(ReadImages(file[..length]));
                Assert.Null(ReadLabels(file[..length]));
            }
        }
    }

    [Fact]
    public void Flipped_bits_of_a_raw_idx_file_are_refused_in_the_header_and_data_elsewhere()
    {
        byte[] file = IdxFiles().First();
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            IdxImages? read = ReadImages(damaged);
            if (bit / 8 < 16) Assert.Null(read);
            else Assert.Equal(damaged[16..], read!.Pixels.ToArray());
        }
    }

    [Fact]
    public void Flipped_bits_of_a_gzipped_idx_file_are_refused_or_change_nothing()
    {
        byte[] raw = IdxFiles().First();
        byte[] file = FileBytes.Gzip(raw);
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (ReadImages(damaged) is IdxImages read) Assert.Equal(raw[16..], read.Pixels.ToArray());
        }
    }

    [Fact]
    public void Random_damage_to_idx_files_never_gives_another_exception()
    {
        SeededRandom random = new(8128);
        byte[][] files = [.. IdxFiles()];
        for (int round = 0; round < 4000; round++)
        {
            byte[] damaged = Damage(files[round % files.Length], random);
            _ = ReadImages(damaged);
            _ = ReadLabels(damaged);
        }
    }

    private static int Bits(string type) =>
        type == "bool" ? 8 : int.Parse(string.Concat(type.Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>48 bytes of data each.</summary>
    private static IEnumerable<byte[]> NpyFiles()
    {
        byte[] data = [.. Enumerable.Range(0, 48).Select(i => (byte)(37 * i))];
        yield return FileBytes.Npy("<f8", fortran: false, "(2, 3)", data);
        yield return FileBytes.Npy(">f4", fortran: true, "(3, 4)", data, major: 2);
        yield return FileBytes.Npy("<i2", fortran: true, "(2, 3, 4)", data, major: 3);
        yield return FileBytes.Npy("|u1", fortran: false, "(48,)", data);
    }

    private static IEnumerable<byte[]> IdxFiles()
    {
        byte[] images = FileBytes.Idx(0x803, [5, 4, 6], [.. Enumerable.Range(0, 120).Select(i => (byte)(i * i))]);
        byte[] labels = FileBytes.Idx(0x801, [90], [.. Enumerable.Range(0, 90).Select(i => (byte)(i % 10))]);
        return [images, labels, FileBytes.Gzip(images), FileBytes.Gzip(labels)];
    }

    /// <summary>One to four of: a flipped bit, a random byte, a cut, an insertion, four bytes reversed, a copied stretch.</summary>
    private static byte[] Damage(byte[] file, SeededRandom random)
    {
        List<byte> bytes = [.. file];
        for (int left = 1 + random.NextBelow(4); left > 0 && bytes.Count > 8; left--)
        {
            int at = random.NextBelow(bytes.Count - 4);
            switch (random.NextBelow(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.NextBelow(8)); break;
                case 1: bytes[at] = (byte)random.NextBits(); break;
                case 2: bytes.RemoveRange(at, bytes.Count - at); break;
                case 3: bytes.Insert(at, (byte)random.NextBits()); break;
                case 4: bytes.Reverse(at, 4); break;
                default: bytes.InsertRange(at, bytes.GetRange(random.NextBelow(bytes.Count - 4), 4)); break;
            }
        }

        return [.. bytes];
    }

    private static NpyArray? ReadNpy(byte[] bytes) => Try(bytes, stream =>
    {
        NpyArray read = Npy.Read(stream, "damaged");
        Convert(read.ToDoubles);
        Convert(read.ToSingles);
        Convert(read.ToInt32s);
        return read;
    });

    private static IdxImages? ReadImages(byte[] bytes) => Try(bytes, stream => Idx.ReadImages(stream, "damaged"));

    private static byte[]? ReadLabels(byte[] bytes) => Try(bytes, stream => Idx.ReadLabels(stream, "damaged"));

    private static TResult? Try<TResult>(byte[] bytes, Func<Stream, TResult> read)
        where TResult : class
    {
        using MemoryStream stream = new(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TResult? result = null;
        try
        {
            result = read(stream);
        }
        catch (DataFileException refused)
        {
            Assert.StartsWith("damaged: ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(refused.Message, char.IsControl);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Overhead + (1100L * bytes.Length));
        return result;
    }

    /// <summary>Values may not survive a conversion (a float with a fraction as integer); that too is a refusal.</summary>
    private static void Convert<T>(Func<T[]> convert)
    {
        try
        {
            _ = convert();
        }
        catch (DataFileException)
        {
        }
    }
}

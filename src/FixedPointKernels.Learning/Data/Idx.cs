using System;
using System.Buffers.Binary;
using System.IO;

namespace FixedPointKernels.Learning.Data;

/// <summary>IDX files of the MNIST family: images (magic 0x00000803) and labels (0x00000801), raw or gzipped.</summary>
/// <remarks>
/// <para>Shapes: images are count × rows × columns bytes, labels count bytes; sizes in the header are big-endian 32-bit numbers.
/// Units: the bytes as stored, 0–255.</para>
/// <para>Whether a file is gzipped is told from its first two bytes (1f 8b), not from its name. The header's sizes are checked
/// against the file's length (for gzip, of one member or several: against what deflate can reach) before
/// memory is asked for; exactly that much is read, and the file must end there.</para>
/// <para>Errors: every failure is a <see cref="DataFileException"/>.
/// Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", section "File formats".</para>
/// </remarks>
public static class Idx
{
    private const uint ImagesMagic = 0x00000803;
    private const uint LabelsMagic = 0x00000801;

    /// <summary>Reads images.</summary>
    /// <exception cref="DataFileException">There is no such file, or it is not a whole IDX file of images.</exception>
    public static IdxImages ReadImages(string path) => DataFile.Read(path, Images);

    /// <summary>Reads labels.</summary>
    /// <exception cref="DataFileException">There is no such file, or it is not a whole IDX file of labels.</exception>
    public static byte[] ReadLabels(string path) => DataFile.Read(path, Labels);

    /// <summary>Reads images from a seekable stream that messages call <paramref name="name"/>.</summary>
    internal static IdxImages ReadImages(Stream stream, string name) => DataFile.Read(stream, name, Images);

    /// <summary>Reads labels from a seekable stream that messages call <paramref name="name"/>.</summary>
    internal static byte[] ReadLabels(Stream stream, string name) => DataFile.Read(stream, name, Labels);

    private static IdxImages Images(Stream stream, long length, string name) =>
        DataFile.ReadUnpacked(stream, length, name, static (contents, size, file) =>
        {
            Span<uint> sizes = stackalloc uint[3];
            byte[] pixels = Body(contents, size, file, ImagesMagic, "images", sizes);
            return new IdxImages(file, (int)sizes[0], (int)sizes[1], (int)sizes[2], pixels);
        });

    private static byte[] Labels(Stream stream, long length, string name) =>
        DataFile.ReadUnpacked(
            stream, length, name, static (contents, size, file) => Body(contents, size, file, LabelsMagic, "labels", stackalloc uint[1]));

    private static byte[] Body(Stream contents, long length, string file, uint magic, string what, Span<uint> sizes)
    {
        Span<byte> header = stackalloc byte[16];
        header = header[..(4 + (4 * sizes.Length))];
        if (length < header.Length)
            throw new DataFileException(file, $"is truncated: {length} bytes, but the header of IDX {what} has {header.Length}");
        contents.ReadExactly(header);
        uint found = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (found != magic)
            throw new DataFileException(file, $"starts with 0x{found:x8}, but IDX {what} start with 0x{magic:x8}{Hint(found, magic)}");

        UInt128 needed = 1;
        for (int d = 0; d < sizes.Length; d++)
        {
            sizes[d] = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + (4 * d))..]);
            if (sizes[d] is 0 or > int.MaxValue)
                throw new DataFileException(file, $"says {Text(sizes[..(d + 1)])} {what}: a size of {sizes[d]} is none");
            needed *= sizes[d];
        }

        string dimensions = Text(sizes);
        long most = length - header.Length;
        bool packed = contents is GzipMembers;
        if (packed && needed > (UInt128)most)
            throw new DataFileException(
                file,
                $"says {dimensions} {what}, which is {needed} bytes, but so short a gzip file cannot hold more than {most} (damaged "
                    + "or truncated)");
        if (!packed && needed != (UInt128)most) throw Other(most);
        if (needed > (UInt128)Array.MaxLength)
            throw new DataFileException(
                file, $"says {dimensions} {what}, which is {needed} bytes, but {Array.MaxLength} is the largest that is read");
        byte[] body = new byte[(int)needed];
        long present = contents.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
        if (packed) present += Rest(contents);
        return needed == (UInt128)present ? body : throw Other(present);

        DataFileException Other(long present)
        {
            string verdict = needed > (UInt128)present ? " (truncated)" : string.Empty;
            return new(file, $"says {dimensions} {what}, which is {needed} bytes, but holds {present}{verdict}");
        }
    }

    // What is behind the part that was read, by its length: no memory is needed to find it too long.
    private static long Rest(Stream contents)
    {
        Span<byte> some = stackalloc byte[4096];
        long rest = 0;
        for (int count; (count = contents.Read(some)) > 0;) rest += count;
        return rest;
    }

    private static string Hint(uint found, uint magic) =>
        BinaryPrimitives.ReverseEndianness(found) == magic ? " (its byte order is reversed)"
        : found == ImagesMagic ? " (it holds images)"
        : found == LabelsMagic ? " (it holds labels)"
        : string.Empty;

    private static string Text(ReadOnlySpan<uint> sizes) => string.Join('×', sizes.ToArray());
}

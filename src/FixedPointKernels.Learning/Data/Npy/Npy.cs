using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace FixedPointKernels.Learning.Data;

/// <summary>NumPy's .npy files: one array of numbers, with its shape.</summary>
/// <remarks>
/// <para>Read: versions 1, 2 and 3; float16, float32, float64, bool and integers of 8 to 64 bits; both byte orders; C and Fortran order;
/// any number of dimensions. Written: version 1, C order, this machine's byte order (the header names it).</para>
/// <para>Sizes in the header are checked against the file's length before memory is asked for; a file must end where its data end.
/// Largest file: 2 GiB of data.</para>
/// <para>Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".</para>
/// </remarks>
public static class Npy
{
    private const int LargestHeader = 1 << 20;
    private const int PreambleLength = 10;
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFileException">There is no such file, or it is not a whole .npy file of numbers.</exception>
    public static NpyArray Read(string path) => DataFile.Read(path, Read);

    /// <summary>Reads a stream that has a length.</summary>
    /// <param name="stream">The stream, positioned at its start.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DataFileException">It is not a whole .npy file of numbers.</exception>
    public static NpyArray Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return DataFile.Read(stream, name, Read);
    }

    /// <summary>Writes values in C order, whole or not at all.</summary>
    /// <typeparam name="T">float, double, int or long.</typeparam>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="values">The values; their number is the product of the shape.</param>
    /// <param name="shape">The length of every dimension; none for a single number.</param>
    /// <exception cref="ArgumentException">The shape and the number of values differ, or a dimension is negative.</exception>
    /// <exception cref="NotSupportedException">Another element type.</exception>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void Write<T>(string path, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged => AtomicFile.Write(path, Checked(values, shape), Put);

    /// <summary>Writes values in C order into a stream, from its position on.</summary>
    /// <typeparam name="T">float, double, int or long.</typeparam>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="values">The values; their number is the product of the shape.</param>
    /// <param name="shape">The length of every dimension; none for a single number.</param>
    /// <exception cref="ArgumentException">The shape and the number of values differ, or a dimension is negative.</exception>
    /// <exception cref="NotSupportedException">Another element type.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(stream);
        Put(Checked(values, shape), stream);
    }

    private static Block<T> Checked<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        Int128 count = 1;
        foreach (int dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            count = count > values.Length && dimension > 0 ? count : count * dimension;
        }

        if (count != values.Length)
            throw new ArgumentException(
                $"{nameof(values)} has {values.Length} elements, but the shape is {NpyArray.Text(shape)}.", nameof(values));
        return new() { Header = Header(Descr<T>(), shape), Values = values };
    }

    private static void Put<T>(Block<T> block, Stream stream)
        where T : unmanaged
    {
        const int chunk = 1 << 20;
        stream.Write(block.Header);
        for (ReadOnlySpan<T> left = block.Values; left.Length > 0; left = left[Math.Min(chunk, left.Length)..])
            stream.Write(MemoryMarshal.AsBytes(left[..Math.Min(chunk, left.Length)]));
    }

    private static NpyArray Read(Stream stream, long length, string name)
    {
        (NpyElement element, bool fortran, int[] shape, long start) = ReadHeader(stream, length, name);
        UInt128 needed = (UInt128)element.Size;
        foreach (int dimension in shape)
        {
            // A product beyond every file stays beyond it unless a later dimension is 0, so it need not grow any further.
            if (dimension == 0) needed = 0;
            else if (needed <= long.MaxValue) needed *= (UInt128)dimension;
        }

        long present = length - start;
        if (needed != (UInt128)present)
        {
            string size = needed > long.MaxValue ? $"more than {long.MaxValue}" : $"{needed}";
            string verdict = needed > (UInt128)present ? "are there (truncated)" : "follow";
            throw new DataFileException(
                name,
                $"the header says {NpyArray.Text(shape)} {element.Name}, which is {size} bytes, but {present} bytes of data {verdict}");
        }

        if (present > Array.MaxLength)
            throw new DataFileException(name, $"holds {present} bytes of data, but {Array.MaxLength} is the largest that is read");
        byte[] bytes = new byte[present];
        stream.ReadExactly(bytes);
        return new NpyArray(name, element, fortran, shape, bytes);
    }

    private static (NpyElement Element, bool Fortran, int[] Shape, long Start) ReadHeader(Stream stream, long length, string name)
    {
        Span<byte> preamble = stackalloc byte[12];
        int have = stream.ReadAtLeast(preamble[..PreambleLength], PreambleLength, throwOnEndOfStream: false);
        Span<byte> start = preamble[..Math.Min(have, Magic.Length)];
        if (!Magic.StartsWith(start))
            throw new DataFileException(
                name, $"is not a .npy file: it starts with {Convert.ToHexStringLower(start)}, not with {Convert.ToHexStringLower(Magic)}");
        if (have < PreambleLength)
            throw new DataFileException(name, $"is truncated: {length} bytes, but a .npy file has at least {PreambleLength}");

        (int major, int minor) = (preamble[6], preamble[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw new DataFileException(name, $"is .npy version {major}.{minor}, but 1.0, 2.0 and 3.0 are the ones that are read");
        if (major > 1) stream.ReadExactly(preamble[PreambleLength..]);
        long size = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(preamble[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(preamble[8..]);
        long end = (major == 1 ? PreambleLength : preamble.Length) + size;
        if (size > LargestHeader || end > length)
            throw new DataFileException(
                name, $"says that its header has {size} bytes, but the file has {length} and a header at most {LargestHeader}");
        byte[] header = new byte[size];
        stream.ReadExactly(header);
        (NpyElement element, bool fortran, int[] shape) = NpyHeader.Parse(Encoding.Latin1.GetString(header), name);
        return (element, fortran, shape, end);
    }

    private static string Descr<T>() =>
        (BitConverter.IsLittleEndian ? "<" : ">") +
        (typeof(T) == typeof(float) ? "f4"
        : typeof(T) == typeof(double) ? "f8"
        : typeof(T) == typeof(int) ? "i4"
        : typeof(T) == typeof(long) ? "i8"
        : throw new NotSupportedException($"{typeof(T).Name} is not written; float, double, int and long are."));

    /// <summary>Preamble and dictionary, padded with spaces so that the data start at a multiple of 64 bytes.</summary>
    private static byte[] Header(string descr, ReadOnlySpan<int> shape)
    {
        string tuple = shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape.ToArray())})";
        string text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {tuple}, }}";
        int length = (PreambleLength + text.Length + 1 + 63) / 64 * 64;
        byte[] header = new byte[length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)(length - PreambleLength)));
        Span<byte> dictionary = header.AsSpan(PreambleLength);
        dictionary.Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, dictionary);
        dictionary[^1] = (byte)'\n';
        return header;
    }

    private ref struct Block<T>
    {
        internal byte[] Header;
        internal ReadOnlySpan<T> Values;
    }
}

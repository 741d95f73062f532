using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>A picture of at most 256 colors as PNG, one byte per pixel before compression.</summary>
/// <remarks>Source: W3C, "Portable Network Graphics (PNG) Specification", second edition, 2003: color type 3, no filter, no
/// interlace.</remarks>
internal static class IndexedPng
{
    private static readonly uint[] Remainders = MakeRemainders();

    /// <param name="pixels">Numbers of colors, row by row from the top, height × width.</param>
    /// <param name="width">At least 1.</param>
    /// <param name="colors">0xRRGGBB each.</param>
    internal static byte[] Encode(ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<int> colors)
    {
        int height = pixels.Length / width;
        using MemoryStream png = new();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 3);
        Chunk(png, "IHDR", header);

        byte[] palette = new byte[3 * colors.Length];
        for (int k = 0; k < colors.Length; k++)
            (palette[3 * k], palette[3 * k + 1], palette[3 * k + 2]) = ((byte)(colors[k] >> 16), (byte)(colors[k] >> 8), (byte)colors[k]);
        Chunk(png, "PLTE", palette);

        using MemoryStream packed = new();
        using (ZLibStream zip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                zip.WriteByte(0);
                zip.Write(pixels.Slice(row * width, width));
            }
        }

        Chunk(png, "IDAT", packed.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        png.Write(name);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Divide(Divide(uint.MaxValue, name), data));
        png.Write(number);
    }

    private static uint Divide(uint remainder, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data) remainder = (remainder >> 8) ^ Remainders[(byte)remainder ^ value];
        return remainder;
    }

    private static uint[] MakeRemainders()
    {
        uint[] remainders = new uint[256];
        for (uint value = 0; value < 256; value++)
        {
            uint remainder = value;
            for (int bit = 0; bit < 8; bit++) remainder = (remainder & 1) == 0 ? remainder >> 1 : (remainder >> 1) ^ 0xEDB88320;
            remainders[value] = remainder;
        }

        return remainders;
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using FixedPointKernels.Learning.Reports.Drawing;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

public sealed class IndexedPngTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(202, 202)]
    [InlineData(3, 700)]
    public void A_picture_reads_back_as_its_pixels(int width, int height)
    {
        byte[] pixels = new byte[width * height];
        new Random(width).NextBytes(pixels);
        int[] colors = [.. Enumerable.Range(0, 256).Select(k => k * 0x010203 & 0xFFFFFF)];
        Dictionary<string, byte[]> chunks = Chunks(IndexedPng.Encode(pixels, width, colors));
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Keys);
        Assert.Equal([.. Number(width), .. Number(height), 8, 3, 0, 0, 0], chunks["IHDR"]);
        Assert.Equal(colors.SelectMany(c => new[] { (byte)(c >> 16), (byte)(c >> 8), (byte)c }), chunks["PLTE"]);
        using ZLibStream zip = new(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using MemoryStream rows = new();
        zip.CopyTo(rows);
        Assert.Equal(pixels.Chunk(width).SelectMany(row => row.Prepend((byte)0)), rows.ToArray());
    }

    private static Dictionary<string, byte[]> Chunks(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], png[..8]);
        Dictionary<string, byte[]> chunks = [];
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks.Add(Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            Assert.Equal(Number((int)Remainder(png.AsSpan(at + 4, length + 4))), png[(at + 8 + length)..(at + 12 + length)]);
            at += 12 + length;
        }

        return chunks;
    }

    // The definition, bit by bit: division by the polynomial 0x04C11DB7 with everything mirrored.
    private static uint Remainder(ReadOnlySpan<byte> data)
    {
        uint remainder = uint.MaxValue;
        foreach (byte value in data)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool odd = ((remainder ^ (uint)(value >> bit)) & 1) == 1;
                remainder = (remainder >> 1) ^ (odd ? 0xEDB88320 : 0);
            }
        }

        return ~remainder;
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}

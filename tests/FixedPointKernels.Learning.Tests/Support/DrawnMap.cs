using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>The pictures of a drawn map, read back pixel by pixel: the map itself, then the scale of its colors.</summary>
internal static class DrawnMap
{
    /// <summary>The colors 0xRRGGBB of a picture, row by row from the top, each from the left.</summary>
    /// <param name="map">What is drawn.</param>
    /// <param name="picture">0 for the map, 1 for the scale of the colors.</param>
    internal static int[][] Colors(HeatMapPart map, int picture = 0)
    {
        using StringWriter svg = new();
        SvgFigure.Write(map, svg);
        string data = XElement.Parse(svg.ToString()).Descendants().Where(one => one.Name.LocalName == "image").ElementAt(picture)
            .Attributes().Single(one => one.Name.LocalName == "href").Value;
        byte[] png = Convert.FromBase64String(data[(data.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        byte[] colors = Chunk(png, "PLTE");
        int width = BinaryPrimitives.ReadInt32BigEndian(Chunk(png, "IHDR"));

        // A byte before every row says how it is filtered: not at all.
        return [.. Unpacked(Chunk(png, "IDAT")).Chunk(width + 1).Select(row => row[1..].Select(at => Color(colors, at)).ToArray())];
    }

    /// <summary>Whether a color is that of a place between the ends of the scale: the nearest of 255 steps, or one as near but for a
    /// rounding.</summary>
    internal static bool Is(int color, double place) =>
        new[] { -1e-9, 1e-9 }.Any(rounding => ColorMap.At(Math.Round((place + rounding) * 254) / 254) == color);

    private static int Color(byte[] table, int k) => (table[3 * k] << 16) | (table[(3 * k) + 1] << 8) | table[(3 * k) + 2];

    private static byte[] Chunk(byte[] png, string name)
    {
        int at = 8;
        while (Encoding.ASCII.GetString(png, at + 4, 4) != name) at += 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
        return png[(at + 8)..(at + 8 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)))];
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using ZLibStream zip = new(new MemoryStream(packed), CompressionMode.Decompress);
        using MemoryStream all = new();
        zip.CopyTo(all);
        return all.ToArray();
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

/// <summary>A map's picture has its values where the axes say: x to the right, y upward.</summary>
public sealed class HeatMapDrawingTests
{
    [Fact]
    public void The_last_row_is_at_the_top_and_the_first_column_at_the_left()
    {
        // 0 to 5 over 2 rows of 3: no turn and no mirror image of it is the same.
        double[] values = [0, 1, 2, 3, 4, 5];
        HeatMapPart map = new("map", "", "", new("x"), new("y"), [0, 1, 2], [0, 1], values, new("value", From: 0, To: 5));
        using StringWriter svg = new();
        SvgFigure.Write(map, svg);
        string picture = XElement.Parse(svg.ToString()).Descendants().First(one => one.Name.LocalName == "image")
            .Attributes().Single(one => one.Name.LocalName == "href").Value;
        byte[] png = Convert.FromBase64String(picture[(picture.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        byte[] rows = Unpacked(Chunk(png, "IDAT")), colors = Chunk(png, "PLTE");
        int[] drawn = [.. ((int[])[1, 2, 3, 5, 6, 7]).Select(at => Color(colors, rows[at]))];

        // 256 steps of color: a value is drawn with one that is at most half a step off.
        for (int k = 0; k < 6; k++)
        {
            double place = ((double[])[3, 4, 5, 0, 1, 2])[k] / 5;
            IEnumerable<int> near = Enumerable.Range(-2, 5).Select(step => ColorMap.At(place + (step / 510.0)));
            Assert.Contains(drawn[k], near);
        }
    }

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

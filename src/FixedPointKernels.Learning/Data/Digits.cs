using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;

namespace FixedPointKernels.Learning.Data;

/// <summary>The embedded set: 1,797 handwritten digits of 8×8 pixels.</summary>
/// <remarks>
/// Shapes: 1797 × 64, labels 0–9. Units: pixels 0–16, scaled to [0, 1] as value / 16, which is exact in float and double.
/// Source: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits" (test part), UCI Machine Learning Repository, 1998,
/// CC BY 4.0; see the notice beside the file.
/// </remarks>
public static class Digits
{
    private const string Resource = "FixedPointKernels.Learning.Data.digits.csv.gz";
    private const int PixelCount = 64;
    private const int Brightest = 16;
    private const int ClassCount = 10;
    private const int SampleCount = 1797;

    /// <summary>Unpacks and parses the set (some tens of milliseconds); a new object each time.</summary>
    /// <exception cref="DataFileException">The assembly was built without the set, or with a damaged one.</exception>
    public static Dataset Load()
    {
        using Stream packed = typeof(Digits).Assembly.GetManifestResourceStream(Resource)
            ?? throw new DataFileException(Resource, "is not embedded in this build");
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        using StreamReader lines = new(unpacked);
        byte[] pixels = new byte[SampleCount * PixelCount];
        int[] labels = new int[SampleCount];
        int sample = 0;
        for (; lines.ReadLine() is string line; sample++)
        {
            if (sample == SampleCount) throw new DataFileException(Resource, $"has more than {SampleCount} lines");
            labels[sample] = Parse(line, pixels.AsSpan(sample * PixelCount, PixelCount), sample);
        }

        return sample == SampleCount
            ? Dataset.Adopt("digits (8×8, embedded)", PixelCount, ClassCount, pixels, labels, Brightest)
            : throw new DataFileException(Resource, $"has {sample} lines, but {SampleCount} are needed");
    }

    private static int Parse(string line, Span<byte> pixels, int sample)
    {
        int column = 0;
        int label = -1;
        foreach (Range field in line.AsSpan().Split(','))
        {
            int most = column < PixelCount ? Brightest : ClassCount - 1;
            if (column > PixelCount
                || !byte.TryParse(line.AsSpan(field), NumberStyles.None, CultureInfo.InvariantCulture, out byte value)
                || value > most)
            {
                string needed = $"{PixelCount} pixels of 0–{Brightest} and a label of 0–{ClassCount - 1} are needed";
                throw new DataFileException(
                    Resource, $"line {sample + 1}, column {column + 1} is \"{DataFileException.Excerpt(line[field])}\", but {needed}");
            }

            if (column < PixelCount) pixels[column] = value;
            else label = value;
            column++;
        }

        return label >= 0
            ? label
            : throw new DataFileException(Resource, $"line {sample + 1} has {column} columns, but {PixelCount + 1} are needed");
    }
}

using System;

namespace FixedPointKernels.Learning.Data;

/// <summary>The images of one IDX file: count × rows × columns bytes as stored, 0–255.</summary>
/// <remarks>Immutable; may be shared between threads.</remarks>
public sealed class IdxImages
{
    internal IdxImages(string file, int count, int rows, int columns, byte[] pixels)
    {
        File = file;
        Count = count;
        Rows = rows;
        Columns = columns;
        Bytes = pixels;
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>Rows of one image.</summary>
    public int Rows { get; }

    /// <summary>Columns of one image.</summary>
    public int Columns { get; }

    /// <summary>All pixels: image by image, row by row.</summary>
    public ReadOnlySpan<byte> Pixels => Bytes;

    /// <summary>The same, for a dataset that shares them.</summary>
    internal byte[] Bytes { get; }
}

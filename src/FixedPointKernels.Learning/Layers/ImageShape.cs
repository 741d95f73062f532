using System;
using System.Numerics;

namespace FixedPointKernels.Learning.Layers;

/// <summary>Images as rows: channel after channel, in each the lines of pixels from the top.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Lines.</param>
/// <param name="Width">Pixels of a line.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Pixels of a channel.</summary>
    public int Pixels => Height * Width;

    /// <summary>Numbers of an image.</summary>
    public int Count => Channels * Pixels;

    /// <summary>Every pixel's surroundings, k × k of every channel, 0 beyond the edge: patches, pixels × channels·k², ← an image.</summary>
    internal void Unfold<T>(ReadOnlySpan<T> image, int kernel, Span<T> patches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        patches.Clear();
        for (int patch = 0, at = 0; patch < Pixels; patch++)
        {
            for (int place = 0; place < Channels * kernel * kernel; place++, at++)
                if (Place(patch, place, kernel) is var from and >= 0) patches[at] = image[from];
        }
    }

    /// <summary>The transposed: every number of a patch is added to the pixel that it came from.</summary>
    internal void Fold<T>(ReadOnlySpan<T> patches, int kernel, Span<T> image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int patch = 0, at = 0; patch < Pixels; patch++)
        {
            for (int place = 0; place < Channels * kernel * kernel; place++, at++)
                if (Place(patch, place, kernel) is var to and >= 0) image[to] += patches[at];
        }
    }

    // Where in the image a number of a patch stands; −1 beyond the edge.
    private int Place(int patch, int place, int kernel)
    {
        (int channel, int within) = (place / (kernel * kernel), place % (kernel * kernel));
        int y = (patch / Width) + (within / kernel) - (kernel / 2), x = (patch % Width) + (within % kernel) - (kernel / 2);
        return y < 0 || y >= Height || x < 0 || x >= Width ? -1 : (channel * Pixels) + (y * Width) + x;
    }
}

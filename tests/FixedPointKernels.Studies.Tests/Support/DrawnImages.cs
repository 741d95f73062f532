using System;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Organics.Images;

namespace FixedPointKernels.Studies.Tests.Support;

/// <summary>40 training and 12 test images of 3 × 3 pixels and three classes, which one bright pixel tells.</summary>
internal static class DrawnImages
{
    internal static MnistParts Parts() => MnistParts.Of(new(Draw("train", 40), Draw("test", 12), "drawn"));

    private static Dataset Draw(string name, int count)
    {
        Random random = new(count);
        byte[] pixels = new byte[count * 9];
        random.NextBytes(pixels);
        int[] labels = [.. Enumerable.Range(0, count).Select(k => k % 3)];
        for (int k = 0; k < count; k++) pixels[(k * 9) + labels[k]] = 255;
        return new(name, 9, 3, pixels, labels, 255);
    }
}

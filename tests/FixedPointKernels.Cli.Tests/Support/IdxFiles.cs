using System;
using System.Buffers.Binary;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>A tiny set of IDX files: images of 3×3 pixels whose brightest row tells the class.</summary>
internal static class IdxFiles
{
    internal const int Train = 50;
    internal const int Test = 13;

    /// <summary>Writes the four files of MNIST's names into the folder.</summary>
    internal static void Write(WorkFolder folder, string name)
    {
        System.IO.Directory.CreateDirectory(folder[name]);
        Pair(folder, $"{name}/train", Train, 1);
        Pair(folder, $"{name}/t10k", Test, 2);
    }

    private static void Pair(WorkFolder folder, string stem, int count, int seed)
    {
        Random random = new(seed);
        byte[] images = new byte[16 + (9 * count)], labels = new byte[8 + count];
        Header(images, 0x803, count, 3, 3);
        Header(labels, 0x801, count);
        for (int k = 0; k < count; k++)
        {
            int label = labels[8 + k] = (byte)(k % 3);
            for (int i = 0; i < 9; i++) images[16 + (9 * k) + i] = (byte)(random.Next(60) + (i / 3 == label ? 190 : 0));
        }

        folder.Bytes($"{stem}-images-idx3-ubyte", images);
        folder.Bytes($"{stem}-labels-idx1-ubyte", labels);
    }

    private static void Header(byte[] file, params int[] words)
    {
        for (int w = 0; w < words.Length; w++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * w), words[w]);
    }
}

using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>The whole files that stand beside the one that is changed.</summary>
internal static class SmallFiles
{
    internal const string TestLabelsName = "t10k-labels-idx1-ubyte";
    private const int Train = 40, Test = 20, Rows = 3, Columns = 4, Classes = 4;

    internal static byte[] TestLabels { get; } = Idx(0x801, [Test], k => k % Classes);

    /// <summary>The four IDX files of a data set.</summary>
    internal static void WriteImages(string folder)
    {
        Directory.CreateDirectory(folder);
        Write("train-images-idx3-ubyte", Idx(0x803, [Train, Rows, Columns], k => (k * 37 % 256) ^ (k / 12 % Classes * 60)));
        Write("train-labels-idx1-ubyte", Idx(0x801, [Train], k => k % Classes));
        Write("t10k-images-idx3-ubyte", Idx(0x803, [Test, Rows, Columns], k => k * 53 % 256));
        Write(TestLabelsName, TestLabels);

        void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    /// <summary>A .npy file of doubles.</summary>
    internal static byte[] Npy(double[] values, params int[] shape)
    {
        using MemoryStream stream = new();
        Learning.Data.Npy.Write(stream, values.AsSpan(), shape);
        return stream.ToArray();
    }

    /// <summary>Numbers between −0.5 and 0.5 that repeat late.</summary>
    internal static double[] Spread(int count) => [.. Enumerable.Range(1, count).Select(k => (k * 0.618034 % 1) - 0.5)];

    private static byte[] Idx(uint magic, int[] sizes, Func<int, int> value)
    {
        int start = 4 + (4 * sizes.Length), count = sizes.Aggregate(1, (product, size) => product * size);
        byte[] bytes = new byte[start + count];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic);
        for (int d = 0; d < sizes.Length; d++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * d)), sizes[d]);
        for (int k = 0; k < count; k++) bytes[start + k] = (byte)value(k);
        return bytes;
    }
}

using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Checkpoints;

/// <summary>What was kept comes back bit for bit, and what is asked for must be what was kept.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Leg", "Any")]
    public void Everything_comes_back_bit_for_bit()
    {
        double[] doubles = [0.1, -0.0, double.NaN, double.PositiveInfinity, double.Epsilon, -1e300];
        float[] floats = [0.1f, -0f, float.NaN];
        long[] wholes = [long.MinValue, -1, 0, 42];
        Checkpoint kept = new("a test");
        kept.Add("rate", "0.1, \"quoted\", ü\n");
        kept.Add<double>("W", doubles, 2, 3);
        kept.Add<float>("v", floats, 3);
        kept.Add<long>("at", wholes, 4);
        kept.Add<double>("none", [], 0, 7);
        kept.Write(folder.File("c"));

        Checkpoint read = Checkpoint.Read(folder.File("c"), "a test");
        Assert.Equal("0.1, \"quoted\", ü\n", read.Text("rate"));
        Assert.Equal(
            doubles.Select(BitConverter.DoubleToInt64Bits), Values<double>(read, "W", 2, 3).Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(floats.Select(BitConverter.SingleToInt32Bits), Values<float>(read, "v", 3).Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(wholes, Values<long>(read, "at", 4));
        Assert.Empty(Values<double>(read, "none", 0, 7));
        Assert.Equal([folder.File("c")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void The_bytes_are_little_endian_and_end_in_their_SHA_256()
    {
        Checkpoint kept = new("k");
        kept.Add<long>("n", [0x0102030405060708], 1);
        kept.Write(folder.File("c"));
        byte[] expected = FileBytes.Checkpoint(
            """{"kind":"k","byteOrder":"little-endian","texts":{},"arrays":[{"name":"n","type":"int64","shape":[1]}]}""",
            [
                8, 7, 6, 5, 4, 3, 2, 1,
            ]);
        Assert.Equal(expected, File.ReadAllBytes(folder.File("c")));
    }

    [Fact]
    public void What_is_not_as_asked_for_is_refused_by_name()
    {
        Checkpoint kept = new("k");
        kept.Add<double>("W", [1, double.NaN], 1, 2);
        kept.Add<double>("v", [1, double.PositiveInfinity], 2);
        Refused("'R' is not there", () => Values<double>(kept, "R", 1));
        Refused("'R' is not there", () => kept.Text("R"));
        Refused("'W' is 1×2 float64, but 2×1 float64 is needed", () => Values<double>(kept, "W", 2, 1));
        Refused("'W' is 1×2 float64, but 1×2 float32 is needed", () => Values<float>(kept, "W", 1, 2));
        Refused("'W' holds NaN", () => kept.ReadNumbers("W", new double[2].AsSpan(), 1, 2));
        Refused("'v' holds an entry that is not finite", () => kept.ReadFinite("v", new double[2].AsSpan(), 2));
        kept.ReadNumbers("v", new double[2].AsSpan(), 2);
        Assert.Throws<ArgumentException>(() => kept.Add<double>("v", [1, 2], 2));
        Assert.Throws<ArgumentException>(() => kept.Add<double>("u", [1, 2], 3));
        Assert.Throws<NotSupportedException>(() => kept.Add<int>("i", [1], 1));
    }

    [Fact]
    public void A_foreign_file_is_refused()
    {
        new Checkpoint("fpk train").Write(folder.File("c"));
        Refused("'fpk train', but one of 'fpk experiment'", () => Checkpoint.Read(folder.File("c"), "fpk experiment"));
        Refused("does not exist", () => Checkpoint.Read(folder.File("none"), "k"));
        Refused("is a folder", () => Checkpoint.Read(folder.Path, "k"));
        Refused("starts with nothing", () => Checkpoint.Read(folder.File("empty", []), "k"));
        Refused(
            "is no checkpoint of fpk: it starts with 89504e470d0a1a0a",
            () => Checkpoint.Read(folder.File("png", [0x89, .. "PNG"u8, 13, 10, 26, 10, .. new byte[99]]), "k"));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_checkpoint_before_it()
    {
        Checkpoint kept = new("k");
        kept.Add<double>("W", [7], 1);
        kept.Write(folder.File("c"));
        byte[] before = File.ReadAllBytes(folder.File("c"));

        // More names than a head may hold: refused when the file is put together, under its temporary name.
        Checkpoint large = new("k");
        large.Add("long", new string('x', 5 << 20));
        Refused("cannot be written", () => large.Write(folder.File("c")));
        Assert.Equal(before, File.ReadAllBytes(folder.File("c")));
        Assert.Equal([folder.File("c")], Directory.GetFileSystemEntries(folder.Path));
    }

    private static T[] Values<T>(Checkpoint from, string name, params int[] shape)
        where T : unmanaged
    {
        T[] values = new T[shape.Aggregate(1, (product, dimension) => product * dimension)];
        from.Read<T>(name, values, shape);
        return values;
    }

    private static void Refused(string reason, Action read)
    {
        DataFileException refused = Assert.Throws<DataFileException>(read);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, char.IsControl);
    }
}

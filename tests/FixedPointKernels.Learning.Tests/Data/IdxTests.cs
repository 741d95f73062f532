using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

public sealed class IdxTests : IDisposable
{
    private static readonly byte[] Body = [.. Enumerable.Range(0, 24).Select(i => (byte)(10 * i))];
    private static readonly byte[] Images = FileBytes.Idx(0x803, [2, 3, 4], Body);
    private static readonly byte[] Labels = FileBytes.Idx(0x801, [2], [1, 0]);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Leg", "Any")]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_images_and_labels_raw_and_gzipped_whatever_the_name(bool gzip)
    {
        IdxImages images = Idx.ReadImages(folder.File(gzip ? "raw" : "raw.gz", gzip ? FileBytes.Gzip(Images) : Images));
        Assert.Equal((2, 3, 4), (images.Count, images.Rows, images.Columns));
        Assert.Equal(Body, images.Pixels.ToArray());
        Assert.Equal([1, 0], Idx.ReadLabels(folder.File("labels", gzip ? FileBytes.Gzip(Labels) : Labels)));
    }

    [Fact]
    public void Says_what_is_wrong()
    {
        Refused(Images[..^1], "says 2×3×4 images, which is 24 bytes, but holds 23 (truncated)");
        Refused([.. Images, 0], "says 2×3×4 images, which is 24 bytes, but holds 25");
        Refused(Images[..15], "is truncated: 15 bytes, but the header of IDX images has 16");
        Refused([], "is truncated: 0 bytes");
        Refused(FileBytes.Idx(0x801, [24, 1, 1], Body), "starts with 0x00000801, but IDX images start with 0x00000803 (it holds labels)");
        Refused(FileBytes.Idx(0x03080000, [2, 3, 4], Body), "(its byte order is reversed)");
        Refused(FileBytes.Idx(0x803, [0, 3, 4], Body), "a size of 0");
        Refused(FileBytes.Idx(0x803, [2, 0xffffffff, 4], Body), "a size of 4294967295");
        Refused(FileBytes.Idx(0x803, [0x7fffffff, 0x7fffffff, 0x7fffffff], Body), "but holds 24 (truncated)");
        Refused(FileBytes.Gzip(Images[..^1]), "but holds 23 (truncated)");
        Refused(FileBytes.Gzip(Images)[..^3], string.Empty);
        Refused(FileBytes.Gzip(Images)[..10], "is truncated: 10 bytes, but a gzip file");
        Refused([.. FileBytes.Gzip(Images), 0], string.Empty);
    }

    [Fact]
    public void A_gzip_bomb_is_refused_before_it_is_unpacked()
    {
        byte[] header = FileBytes.Idx(0x803, [1, 0x7000, 0x7000], []);
        byte[] small = FileBytes.Gzip(FileBytes.Idx(0x803, [2, 3, 4], new byte[24]));
        byte[] lying = [.. small[..^4], 0, 0, 0, 0x40];
        Refused(lying, "packed bytes cannot hold more than");

        // 64 MiB of zeros in 64 KiB, whose header speaks of 784 MB: the sizes differ, so nothing of it is unpacked beyond the header.
        byte[] bomb = FileBytes.Gzip([.. header, .. new byte[1 << 26]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bomb, "holds 67108864 (truncated)");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_gzip_that_unpacks_to_more_than_it_states_is_refused()
    {
        byte[] packed = FileBytes.Gzip([.. Images, .. new byte[1 << 16]]);
        Refused([.. packed[..^4], (byte)Images.Length, 0, 0, 0], "unpacks to more than the 40 bytes");
    }

    [Fact]
    public void A_folder_is_found_by_any_of_the_usual_names()
    {
        folder.File("train-images.idx3-ubyte", Images);
        folder.File("train-labels-idx1-ubyte.gz", FileBytes.Gzip(Labels));
        folder.File("t10k-images-idx3-ubyte", Images);
        folder.File("test-labels-idx1-ubyte", FileBytes.Idx(0x801, [2], [3, 2]));
        Split split = IdxFolder.Find(folder.Path).Load();
        Assert.Equal((2, 12, 4), (split.Train.Count, split.Train.Features, split.Train.Classes));
        Assert.Equal([1, 0], split.Train.Labels.ToArray());
        Assert.Equal([3, 2], split.Test.Labels.ToArray());
        Assert.Equal(4, split.Test.Classes);
        double[] row = new double[12];
        split.Train.Gather<double>([1], row, []);
        Assert.Equal(Body[12..].Select(value => value / 255.0), row);
    }

    [Fact]
    public void A_folder_says_what_is_missing_or_does_not_fit()
    {
        Assert.Contains("no such folder", Refusal(folder.File("none")), StringComparison.Ordinal);
        Assert.Contains("no training images: neither train-images-idx3-ubyte nor", Refusal(folder.Path), StringComparison.Ordinal);
        folder.File("train-images-idx3-ubyte", Images);
        folder.File("train-labels-idx1-ubyte", FileBytes.Idx(0x801, [3], [1, 2, 3]));
        folder.File("t10k-images-idx3-ubyte", FileBytes.Idx(0x803, [2, 4, 4], new byte[32]));
        Assert.Contains("no test labels", Refusal(folder.Path), StringComparison.Ordinal);
        folder.File("t10k-labels-idx1-ubyte", Labels);
        Assert.Contains("train-labels-idx1-ubyte: 3 labels, but", Refusal(folder.Path), StringComparison.Ordinal);
        folder.File("train-labels-idx1-ubyte", Labels);
        Assert.Contains("t10k-images-idx3-ubyte: images of 4×4 pixels, but", Refusal(folder.Path), StringComparison.Ordinal);
        Assert.Contains("is a file", Refusal(folder.File("t10k-images-idx3-ubyte")), StringComparison.Ordinal);

        static string Refusal(string path) => Assert.Throws<DataFileException>(() => IdxFolder.Find(path).Load()).Message;
    }

    private static void Refused(byte[] file, string expected)
    {
        DataFileException refused = Assert.Throws<DataFileException>(() => Idx.ReadImages(new MemoryStream(file), "train-images"));
        Assert.StartsWith("train-images: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}

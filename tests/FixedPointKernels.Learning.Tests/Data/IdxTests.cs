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
        byte[] packed = FileBytes.Gzip(Images), whole = [.. FileBytes.Gzip(Images[..30]), .. FileBytes.Gzip(Images[30..])];
        for (int cut = 1; cut < 25; cut++)
        {
            Refused(packed[..^cut], "truncated");
            Refused(whole[..^cut], "truncated");
        }

        byte[] flipped = FileBytes.Gzip(Images);
        flipped[^6] ^= 1;
        Refused(flipped, "is damaged or truncated: it starts like a gzip file, but does not unpack");
        Refused(FileBytes.Gzip(Images)[..10], "is truncated: 10 bytes, but a gzip file");
        Refused([.. FileBytes.Gzip(Images), 0], "is truncated or followed by something else");
        Refused([.. FileBytes.Gzip([.. Images, 7])], "which is 24 bytes, but holds 25");
    }

    [Fact]
    public void A_gzip_bomb_is_refused_before_it_is_unpacked()
    {
        byte[] header = FileBytes.Idx(0x803, [1, 0x7000, 0x7000], []);
        byte[] small = FileBytes.Gzip(FileBytes.Idx(0x803, [2, 3, 4], new byte[24]));
        byte[] lying = [.. small[..^4], 0, 0, 0, 0x40];
        Refused(lying, "is damaged or truncated");

        // 64 MiB of zeros in 64 KiB, whose header speaks of 784 MB: no 64 KiB hold so much, so nothing of it is unpacked beyond the header.
        byte[] bomb = FileBytes.Gzip([.. header, .. new byte[1 << 26]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bomb, "cannot hold more than");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_gzip_that_unpacks_to_more_than_it_states_is_refused()
    {
        byte[] packed = FileBytes.Gzip([.. Images, .. new byte[1 << 16]]);
        Refused(packed, $"holds {24 + (1 << 16)}");
        Refused([.. packed[..^4], (byte)Images.Length, 0, 0, 0], "is damaged or truncated");
    }

    // RFC 1952, section 2.2: a gzip file is a series of members. Cut at every place, an empty one and one by one among them, and at the
    // edges of the readers' buffers.
    [Fact]
    public void Gzip_members_follow_each_other()
    {
        byte[] Joined(params int[] cuts) =>
            [.. cuts.Prepend(0).Zip(cuts.Append(Images.Length)).SelectMany(pair => FileBytes.Gzip(Images[pair.First..pair.Second]))];
        for (int cut = 0; cut <= Images.Length; cut++)
            Assert.Equal(Body, Idx.ReadImages(new MemoryStream(Joined(cut)), "two").Pixels.ToArray());
        Assert.Equal(Body, Idx.ReadImages(new MemoryStream(Joined([.. Enumerable.Range(1, Images.Length - 1)])), "forty").Pixels.ToArray());
        Assert.Equal(Body, Idx.ReadImages(new MemoryStream([.. Joined(16, 16), .. FileBytes.Gzip([])]), "empty").Pixels.ToArray());
        byte[] noise = new byte[140_000];
        new Random(1).NextBytes(noise);
        byte[] large = FileBytes.Idx(0x803, [140, 100, 10], noise);
        foreach (int cut in (int[])[8150, 8160, 8170, 8180, 8192, 65_480, 65_500, 65_520, 65_536])
            Assert.Equal(
                noise, Idx.ReadImages(
                    new MemoryStream([.. FileBytes.Gzip(large[..cut]), .. FileBytes.Gzip(large[cut..])]), "large").Pixels.ToArray());
    }

    // 200 images of 8×8 in two members; the sum of the pixels is that of another program's gzip.
    [Fact]
    public void A_file_of_two_members_is_read_whole()
    {
        IdxImages images = Idx.ReadImages(Path.Combine(AppContext.BaseDirectory, "golden", "gzip", "train-images-idx3-ubyte.gz"));
        Assert.Equal((200, 8, 8), (images.Count, images.Rows, images.Columns));
        Assert.Equal(1_630_358, images.Pixels.ToArray().Sum(pixel => pixel));
    }

    [Fact]
    public void The_names_of_EMNIST_are_known_and_two_of_its_sets_are_too_many()
    {
        Fill("digits");
        Assert.Equal((2, 2), (IdxFolder.Find(folder.Path).Load().Train.Count, IdxFolder.Find(folder.Path).Load().Test.Count));
        Fill("letters");
        DataFileException refused = Assert.Throws<DataFileException>(() => IdxFolder.Find(folder.Path));
        Assert.Contains(
            "holds 2 sets, emnist-digits, emnist-letters: put the four files of one into a folder of their own", refused.Message,
            StringComparison.Ordinal);
        folder.File("train-images-idx3-ubyte", Images);
        Assert.Contains(
            "no training labels: neither train-labels-idx1-ubyte",
            Assert.Throws<DataFileException>(() => IdxFolder.Find(folder.Path)).Message, StringComparison.Ordinal);

        void Fill(string set)
        {
            foreach (string part in (string[])["train", "test"])
            {
                folder.File($"emnist-{set}-{part}-images-idx3-ubyte.gz", FileBytes.Gzip(Images));
                folder.File($"emnist-{set}-{part}-labels-idx1-ubyte.gz", FileBytes.Gzip(Labels));
            }
        }
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

    [Fact]
    public void A_folder_that_may_not_be_listed_says_so()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess) return;
        folder.File("train-images-idx3-ubyte", Images);
        UnixFileMode before = File.GetUnixFileMode(folder.Path);
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserExecute);
        try
        {
            DataFileException refused = Assert.Throws<DataFileException>(() => IdxFolder.Find(folder.Path));
            Assert.Equal($"{folder.Path}: the folder may not be listed (permission denied)", refused.Message);
        }
        finally
        {
            File.SetUnixFileMode(folder.Path, before);
        }
    }

    private static void Refused(byte[] file, string expected)
    {
        DataFileException refused = Assert.Throws<DataFileException>(() => Idx.ReadImages(new MemoryStream(file), "train-images"));
        Assert.StartsWith("train-images: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>
/// Whatever is done to a file that a verb reads, the verb ends: with one clear line and exit code 2, or with a result. Where a result may
/// come: .npy and raw IDX have no checksum, so a flipped bit of a number or a pixel is another number or pixel, and so is a word of
/// run.json. A gzipped IDX file (CRC-32) and a checkpoint (SHA-256) give the results of the whole file or none. 1,040 files; how each byte
/// of the formats is looked at stands in DamagedFileTests.
/// </summary>
public sealed class DamagedInputTests : IDisposable
{
    private const int Rounds = 260;
    private static readonly string[] Small =
    [
        "train", "--rule", "linearized", "--neurons", "5", "--epochs", "1", "--batch", "400", "--threads", "1",
    ];

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Npy()
    {
        double[] weights = [0, 0.1, 0.2, -0.3, 0.1, 0, 0.4, 0.2, -0.1];
        string good = folder.Npy("W.npy", weights, 3, 3);
        string input = folder.Npy("X.npy", [1, 2, 3, 4, 5, 6], 2, 3);
        Each(
            good, 11,
            () => Fpk.Run("solve", "--weights", good, "--input", input, "--steps", "300", "--solver", "iterate", "--out", folder["R.npy"]),
            _ => { });
    }

    [Fact]
    public void Run_json()
    {
        Fpk.Run([.. Small, "--out", folder["runs"]]).Succeeds();
        Each(folder["runs/linearized-0.2/run.json"], 12, () => Fpk.Run("eval", "--weights-dir", folder["runs"]), _ => { });
    }

    [Fact]
    public void Gzipped_IDX()
    {
        IdxFiles.Write(folder, "idx");
        string images = folder["idx/train-images-idx3-ubyte"];
        byte[] raw = File.ReadAllBytes(images);
        File.Delete(images);
        using (GZipStream packed = new(File.Create(images + ".gz"), CompressionLevel.Optimal)) packed.Write(raw);
        string whole = Numbers(Train().Succeeds());
        Each(images + ".gz", 13, Train, outcome => Assert.Equal(whole, Numbers(outcome.Output)));

        Outcome Train() => Fpk.Run([.. Small, "--data", folder["idx"]]);
    }

    [Fact]
    public void Checkpoint()
    {
        using CancellationTokenSource stop = new();
        using StringWriter output = new();
        using StringWriter error = new();
        stop.Cancel();
        Assert.Equal(130, Application.Run([.. Small, "--out", folder["runs"]], new Surroundings(output, error, stop.Token)));
        SortedDictionary<string, string> before = folder.Snapshot();
        Each(
            folder["runs.unfinished/checkpoint.fpk"], 14, () => Fpk.Run("train", "--resume", folder["runs"]),
            outcome => Assert.Fail($"a damaged checkpoint was used: {outcome.Output}"));
        Assert.Equal(before, folder.Snapshot());
    }

    [Fact]
    public void A_label_with_a_flipped_high_bit_is_no_new_class()
    {
        IdxFiles.Write(folder, "idx");
        string labels = folder["idx/t10k-labels-idx1-ubyte"];
        byte[] bytes = File.ReadAllBytes(labels);
        bytes[8 + 4] ^= 0x80;
        File.WriteAllBytes(labels, bytes);
        string line = Fpk.Run([.. Small, "--data", folder["idx"]]).FailsWith(2);
        Assert.Contains("t10k-labels-idx1-ubyte: label 4 is 129, but no sample of either part is a 3", line, StringComparison.Ordinal);
    }

    // What a run reports, without what the clock says.
    private static string Numbers(string output) =>
        string.Join('\n', output.Split('\n').Where(line => line.StartsWith("linearized", StringComparison.Ordinal))
        .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where((_, column) => column != 9))));

    /// <summary>Damages the file in every round from the whole one, runs the verb, and puts the whole one back.</summary>
    private static void Each(string file, int seed, Func<Outcome> run, Action<Outcome> used)
    {
        byte[] whole = File.ReadAllBytes(file);
        Random random = new(seed);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = Damage(whole, random, round % 4);
            File.WriteAllBytes(file, damaged);
            Outcome outcome = run();
            Assert.Equal(damaged, File.ReadAllBytes(file));
            if (outcome.Code is 0 or 3)
            {
                used(outcome);
                continue;
            }

            outcome.FailsWith(2);
            refused++;
        }

        File.WriteAllBytes(file, whole);
        Assert.True(refused > Rounds / 4, $"{refused} of {Rounds} refused: all that was cut should be");
    }

    // A cut; flipped bits; four or eight bytes reversed; bytes in the place of others, or put in.
    private static byte[] Damage(byte[] whole, Random random, int kind)
    {
        List<byte> bytes = [.. whole];
        int at = random.Next(bytes.Count - 8);
        switch (kind)
        {
            case 0: bytes.RemoveRange(at, bytes.Count - at); break;
            case 1:
                for (int flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 2: bytes.Reverse(at, random.Next(2) == 0 ? 4 : 8); break;
            default: bytes.InsertRange(at, Encoding.ASCII.GetBytes(random.Next(2) == 0 ? "9" : "\"},{\0")); break;
        }

        return bytes.SequenceEqual(whole) ? Damage(whole, random, 1) : [.. bytes];
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Checkpoints;

/// <summary>
/// SHA-256 is over everything, so no damage at all is read: every file that is not the one written ends in a <see
/// cref="DataFileException"/>, and asks for no more memory than its own length explains, even if whoever made it put the right checksum
/// under it.
/// </summary>
public sealed class DamagedCheckpointTests
{
    /// <summary>Allowed beside twice the file: the block that is hashed, the parser, messages.</summary>
    private const int Overhead = 1 << 18;

    private static readonly byte[] Whole = MakeWhole();

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < Whole.Length; length++) Refuse(Whole[..length]);
    }

    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        for (int bit = 0; bit < 8 * Whole.Length; bit++)
        {
            byte[] damaged = [.. Whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuse(damaged);
        }
    }

    [Fact]
    public void Reversed_byte_orders_are_refused()
    {
        byte[] version = Reversed(8, 4);
        Assert.Contains("byte order is reversed", Refuse(version), StringComparison.Ordinal);
        Assert.Contains("byte order is reversed", Refuse(FileBytes.Sealed(version)), StringComparison.Ordinal);
        Refuse(FileBytes.Sealed(Reversed(12, 4)));
        Refuse(FileBytes.Sealed(Reversed(16, 8)));
        Assert.Contains("SHA-256", Refuse(Reversed(Whole.Length - 40, 8)), StringComparison.Ordinal);
        string big = """{"kind":"k","byteOrder":"big-endian","texts":{},"arrays":[]}""";
        Assert.Contains("its byte order is 'big-endian'", Refuse(FileBytes.Checkpoint(big, [])), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_is_refused()
    {
        SeededRandom random = new(271828);
        for (int round = 0; round < 4000; round++)
        {
            List<byte> bytes = [.. Whole];
            for (int left = 1 + random.NextBelow(4); left > 0 && bytes.Count > 8; left--)
            {
                int at = random.NextBelow(bytes.Count - 7);
                switch (random.NextBelow(4))
                {
                    case 0: bytes[at] = (byte)(bytes[at] + 1 + random.NextBelow(255)); break;
                    case 1: bytes.RemoveRange(at, 1 + random.NextBelow(bytes.Count - at)); break;
                    case 2: bytes.Insert(at, (byte)random.NextBits()); break;
                    default: bytes.AddRange(bytes.GetRange(at, 7)); break;
                }
            }

            Refuse([.. bytes]);
        }
    }

    /// <summary>Every byte of the head in turn becomes something else, and the lengths and the checksum are made to fit: read as other
    /// texts, or refused.</summary>
    [Fact]
    public void A_head_that_lies_under_a_right_checksum_is_refused_or_says_something_else()
    {
        int head = BitConverter.ToInt32(Whole, 12);
        int read = 0;
        foreach (byte other in "0]\"{,-:9 "u8.ToArray())
        {
            for (int at = 24; at < 24 + head; at++)
            {
                byte[] damaged = [.. Whole];
                damaged[at] = other;
                if (Try(FileBytes.Sealed(damaged)) is null) read++;
            }
        }

        Assert.InRange(read, 1, 4 * head);
    }

    [Theory]
    [InlineData("arrays have", "[99999999]", "float64", 16)]
    [InlineData("more than", "[2147483647,2147483647,2147483647]", "float64", 16)]
    [InlineData("more than", "[-1]", "float64", 16)]
    [InlineData("arrays have 0 bytes", "[2147483647,2147483647,2147483647,2147483647,0]", "float64", 16)]
    [InlineData("cannot be read", "[99999999999]", "float64", 16)]
    [InlineData("cannot be read", "[1.5]", "float64", 12)]
    [InlineData("entry 0", "null", "float64", 16)]
    [InlineData("entry 0", "[2]", "complex", 16)]
    [InlineData("arrays have 8 bytes, but 16 are there", "[1]", "float64", 16)]
    [InlineData("arrays have 24 bytes, but 16 are there", "[3]", "float64", 16)]
    public void Hostile_shapes_are_refused_before_memory_is_taken(string reason, string shape, string type, int present)
    {
        string head =
            $$"""{"kind":"k","byteOrder":"little-endian","texts":{},"arrays":[{"name":"W","type":"{{type}}","shape":{{shape}}}]}""";
        Assert.Contains(reason, Refuse(FileBytes.Checkpoint(head, new byte[present])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lacks", "{}")]
    [InlineData("lacks", "null")]
    [InlineData("lacks", """{"kind":"k","byteOrder":"little-endian","texts":{"a":null},"arrays":[]}""")]
    [InlineData("entry 0", """{"kind":"k","byteOrder":"little-endian","texts":{},"arrays":[null]}""")]
    [InlineData("twice", """{"kind":"k","byteOrder":"little-endian","texts":{},"arrays":["""
        + """{"name":"W","type":"int64","shape":[0]},{"name":"W","type":"int64","shape":[0]}]}""")]
    [InlineData("cannot be read", "[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("cannot be read", "")]
    public void Hostile_heads_are_refused(string reason, string head) =>
        Assert.Contains(reason, Refuse(FileBytes.Checkpoint(head, [])), StringComparison.Ordinal);

    [Fact]
    public void Another_version_is_refused_by_its_number() =>
        Assert.Contains(
            "version 2, but this fpk reads version 1", Refuse(FileBytes.Checkpoint("{}", [], version: 2)), StringComparison.Ordinal);

    private static byte[] MakeWhole()
    {
        Checkpoint kept = new("k");
        kept.Add("setting", "value");
        kept.Add<double>("W", [1, 2, 3, 4, 5, 6], 2, 3);
        kept.Add<float>("v", [1, 2, 3], 3);
        kept.Add<long>("at", [9], 1);
        using MemoryStream stream = new();
        CheckpointFormat.Write(kept, stream);
        Assert.Null(Try(stream.ToArray()));
        return stream.ToArray();
    }

    private static byte[] Reversed(int at, int length)
    {
        byte[] file = [.. Whole];
        file.AsSpan(at, length).Reverse();
        return file;
    }

    private static string Refuse(byte[] bytes)
    {
        string? message = Try(bytes);
        Assert.NotNull(message);
        return message;
    }

    /// <summary>The refusal, or null where the file is read.</summary>
    private static string? Try(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? message = null;
        try
        {
            _ = DataFile.Read(stream, "damaged", CheckpointFormat.Read);
        }
        catch (DataFileException refused)
        {
            message = refused.Message;
            Assert.StartsWith("damaged: ", message, StringComparison.Ordinal);
            Assert.DoesNotContain(message, char.IsControl);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Overhead + (2L * bytes.Length));
        return message;
    }
}

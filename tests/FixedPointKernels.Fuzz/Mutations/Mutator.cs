using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Fuzz.Targets;

namespace FixedPointKernels.Fuzz.Mutations;

/// <summary>Changes a file at random: bits, bytes, cuts, pieces of other files, numbers of the sizes where readers go wrong; words and
/// numbers of texts (<see cref="TextEdits"/>); inside a container as well as outside.</summary>
internal static class Mutator
{
    private const int LongestFile = 1 << 16;

    private static readonly long[] Numbers =
    [
        0, 1, 2, 3, 4, 7, 8, 63, 64, 65, 127, 128, 255, 256, 1000, 0x7fff, 0x8000, 0xffff, 0x10000, 1 << 20, int.MaxValue, 1L << 31,
        uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue, -1, -2, 0x7ff0000000000000, 0x7ff8000000000000, 0x3ff0000000000000,
    ];

    /// <summary>Another file, made of one of the parents.</summary>
    /// <param name="target">Whose files they are.</param>
    /// <param name="parents">Files to change.</param>
    /// <param name="first">How many of them the corpus has; they are taken every other time, or the many refused ones would drown
    /// them.</param>
    /// <param name="random">Chooses.</param>
    internal static byte[] Next(Target target, IReadOnlyList<byte[]> parents, int first, Random random)
    {
        byte[] parent = parents[random.Next(random.Next(2) == 0 ? first : parents.Count)];
        byte[] other = parents[random.Next(parents.Count)];
        Inner? inner = random.Next(4) > 0 ? target.Open(parent) : null;
        byte[] from = inner?.Bytes ?? parent;
        if (inner is not null) other = target.Open(other)?.Bytes ?? other;
        byte[] changed = from;
        for (int left = 1 + random.Next(3); left > 0; left--)
        {
            bool asText = random.Next(8) < (target.IsText ? 7 : 3);
            changed = asText ? TextEdits.Apply(changed, random) : Edit(changed, other, random);
        }

        if (changed.Length > LongestFile) changed = changed[..LongestFile];
        return inner?.Wrap(changed) ?? changed;
    }

    private static byte[] Edit(byte[] whole, byte[] other, Random random)
    {
        if (whole.Length == 0) return other;
        byte[] bytes = [.. whole];
        int at = random.Next(bytes.Length), length = Math.Min(1 + random.Next(1 << random.Next(8)), bytes.Length - at);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 5:
                int from = random.Next(other.Length + 1), count = random.Next(other.Length - from + 1);
                return [.. bytes[..at], .. other[from..(from + count)], .. random.Next(2) == 0 ? [] : bytes[at..]];
            case 6:
                return [.. bytes[..at], .. Enumerable.Repeat(bytes[at], length), .. bytes[at..]];
            default:
                PutNumber(bytes, at, random);
                return bytes;
        }
    }

    private static void PutNumber(byte[] bytes, int at, Random random)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Numbers[random.Next(Numbers.Length)]);
        number = number[..(1 << random.Next(4))];
        if (random.Next(2) == 0) number.Reverse();
        number[..Math.Min(number.Length, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
    }
}

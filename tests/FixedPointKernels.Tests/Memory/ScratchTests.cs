using System;
using System.Runtime.CompilerServices;
using FixedPointKernels.Memory;
using Xunit;

namespace FixedPointKernels.Tests.Memory;

/// <summary>Lent memory: a size is what its pieces take, no piece reaches into another, every block begins on a cache line.</summary>
public sealed class ScratchTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(0, 0)]
    [InlineData(1, 16)]
    [InlineData(15, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(33, 48)]
    [InlineData(int.MaxValue - 15, int.MaxValue - 15)]
    public void A_piece_is_rounded_up_to_whole_sixteens(int count, int elements) => Assert.Equal(elements, ScratchSize.Of(count).Elements);

    [Fact, Trait("Leg", "Any")]
    public void Sizes_add_where_both_are_alive_and_the_larger_counts_where_not()
    {
        ScratchSize small = ScratchSize.Of(5), large = ScratchSize.Of(3, 7);
        Assert.Equal(32, large.Elements);
        Assert.Equal(48, (small + large).Elements);
        Assert.Equal(small + large, ScratchSize.Add(small, large));
        Assert.Equal(large, ScratchSize.Max(small, large));
        Assert.Equal(large, ScratchSize.Max(large, small));
        Assert.Equal(0, ScratchSize.None.Elements);
    }

    // What cannot be said in an int is refused, never wrapped to a small or a negative size.
    [Fact, Trait("Leg", "Any")]
    public void A_size_beyond_an_int_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ScratchSize.Of(-1));
        Assert.Throws<OverflowException>(() => ScratchSize.Of(int.MaxValue - 14));
        Assert.Throws<OverflowException>(() => ScratchSize.Of(1 << 16, 1 << 16));
        Assert.Throws<OverflowException>(() => ScratchSize.Of(1 << 30) + ScratchSize.Of(1 << 30));
    }

    [Fact, Trait("Leg", "Any")]
    public void Pieces_lie_one_behind_the_other_as_long_as_asked()
    {
        int[] block = new int[80];
        Scratch<int> rest = new Scratch<int>(block).Take(17, out Span<int> first).Take(2, 8, out Span<int> second);
        Assert.Equal((17, 16, 32), (first.Length, second.Length, rest.Length));
        Assert.True(Unsafe.AreSame(ref block[0], ref first[0]));
        Assert.True(Unsafe.AreSame(ref block[32], ref second[0]));
        rest.Take(32, out Span<int> last);
        Assert.True(Unsafe.AreSame(ref block[48], ref last[0]));
        Assert.Equal(80, new Scratch<int>(block).Length);
    }

    // Of 40 elements: a piece of 33 would fit, its three sixteens do not; behind one of 16, one of 21 would fit, its two sixteens do not.
    [Fact, Trait("Leg", "Any")]
    public void A_loan_that_is_too_small_is_refused_by_its_rounded_size()
    {
        string refusal = Assert.Throws<ArgumentException>(() => new Scratch<int>(new int[40]).Take(33, out _)).Message;
        Assert.StartsWith("The scratch lent is too small: 48 elements are needed, 40 are free.", refusal, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Scratch<int>(new int[40]).Take(16, out _).Take(3, 7, out _));
        Assert.Throws<ArgumentException>(() => new Scratch<int>(new int[40]).Take(-17, out _));
    }

    // Over 64 blocks and lengths of every remainder the runtime's own 8-byte grid puts arrays at all eight places of a line.
    [Theory, Trait("Leg", "Any")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    public void A_block_begins_on_a_cache_line_is_zeroed_and_ends_within_its_array(int length)
    {
        for (int block = 0; block < 64; block++)
        {
            Aligned<float>(length + block);
            Aligned<double>(length + block);
            Aligned<byte>(length + block);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer<float>(-1));
    }

    private static unsafe void Aligned<T>(int length)
        where T : unmanaged, IEquatable<T>
    {
        AlignedBuffer<T> buffer = new(length);
        Assert.Equal((length, length, length), (buffer.Length, buffer.Span.Length, buffer.Scratch.Length));
        Assert.Equal((nuint)0, (nuint)buffer.Pointer % 64);
        if (length == 0) return;
        Assert.True(Unsafe.AreSame(ref buffer.Span[0], ref *buffer.Pointer));
        Assert.False(buffer.Span.ContainsAnyExcept(default(T)));
    }
}

using System;
using System.IO;
using System.IO.Compression;

namespace FixedPointKernels.Learning.Data;

/// <summary>The contents of a gzip file, all its members in a row, up to an end that is checked.</summary>
/// <remarks>
/// A file is one member or several (RFC 1952, section 2.2). The runtime's reader follows them and compares every checksum, but takes a file
/// that ends in the middle of a member, or goes
/// on with something else, for one that ends there. So one more member with a known text is put behind the last: only where the file is
/// whole does that text come out at the end.
/// It is held back from the reader, who sees the contents alone.
/// </remarks>
internal sealed class GzipMembers : Stream
{
    private static readonly byte[] Text = [.. "fpk: end of file"u8];
    private static readonly byte[] LastMember = Pack(Text);
    private readonly GZipStream unpacked;
    private readonly string name;
    private readonly byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private bool ended;

    /// <param name="packed">The file, positioned at its start; it stays open.</param>
    /// <param name="name">What messages call it.</param>
    internal GzipMembers(Stream packed, string name)
    {
        this.name = name;
        unpacked = new GZipStream(new Joined(packed, new MemoryStream(LastMember, writable: false)), CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> into)
    {
        while (!ended && to - from <= Text.Length) Fill();
        int count = Math.Min(into.Length, to - from - Text.Length);
        buffer.AsSpan(from, count).CopyTo(into);
        from += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        buffer.AsSpan(from, to - from).CopyTo(buffer);
        (from, to) = (0, to - from);
        int count = unpacked.Read(buffer.AsSpan(to));
        to += count;
        if (count > 0) return;
        ended = true;
        if (!buffer.AsSpan(0, to).SequenceEqual(Text))
            throw new DataFileException(
                name, "is truncated or followed by something else: its last gzip member does not end where the file ends");
    }

    private static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(text);
        return packed.ToArray();
    }

    /// <summary>One stream after another.</summary>
    private sealed class Joined(Stream first, Stream second) : Stream
    {
        private bool over;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> into)
        {
            int count = over ? 0 : first.Read(into);
            over |= count == 0 && into.Length > 0;
            return over ? second.Read(into) : count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

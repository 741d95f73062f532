using System;
using System.IO;
using System.Text;

namespace FixedPointKernels.Cli.Shell;

/// <summary>A standard stream that may be full, closed or gone: the first failure is remembered and the rest is dropped, so that a line
/// nobody can read ends no work.</summary>
internal sealed class GuardedWriter : TextWriter
{
    private readonly TextWriter inner = Null;

    /// <summary>Opens the stream, which may fail as well. Before any file is: the first of them would get a closed stream's number, and its
    /// text.</summary>
    internal GuardedWriter(Func<TextWriter> open)
    {
        try
        {
            inner = open();
        }
        catch (Exception failure) when (IsOfStream(failure))
        {
            Failure = Reason(failure);
        }
    }

    /// <summary>Why nothing more is written; null as long as all went well.</summary>
    internal string? Failure { get; private set; }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Try(new ReadOnlySpan<char>(in value));

    public override void Write(char[] buffer, int index, int count) => Try(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Try(buffer);

    public override void Write(string? value) => Try(value);

    // In one piece: what other programs write into the same file does not come between a line and its end.
    public override void WriteLine(string? value) => Try(value + NewLine);

    public override void Flush() => Try([]);

    private void Try(ReadOnlySpan<char> text)
    {
        if (Failure is not null) return;
        try
        {
            inner.Write(text);
            inner.Flush();
        }
        catch (Exception failure) when (IsOfStream(failure))
        {
            Failure = Reason(failure);
        }
    }

    private static bool IsOfStream(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException;

    // Writing to a descriptor that is closed, or open for reading only, is told as a matter of permission.
    private static string Reason(Exception failure) =>
        failure is UnauthorizedAccessException ? "it is closed" : failure.Message.TrimEnd('.');
}

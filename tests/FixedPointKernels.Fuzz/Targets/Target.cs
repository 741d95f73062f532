using System;
using System.Collections.Generic;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>One reader of other people's files: bytes in, and out an answer or a <see cref="Fault"/>.</summary>
/// <param name="name">As typed, and the name of its folder of the corpus.</param>
/// <param name="reads">What reads what, in a line.</param>
internal abstract class Target(string name, string reads) : IDisposable
{
    /// <summary>What the answer of a refusal begins with.</summary>
    internal const string Refused = "refused: ";

    internal string Name { get; } = name;

    internal string Reads { get; } = reads;

    /// <summary>Whether its files are texts, so that words and numbers are what to change.</summary>
    internal virtual bool IsText => false;

    /// <summary>Whole files that the target makes itself, beside those of the corpus.</summary>
    internal virtual IEnumerable<byte[]> Seeds() => [];

    /// <summary>What is inside a checksum or a compression, to be changed there; null where these bytes are not to be opened.</summary>
    internal virtual Inner? Open(byte[] bytes) => null;

    /// <summary>How many bytes a file of a length may allocate.</summary>
    internal abstract long Allowance(int length);

    /// <summary>Lets the reader have the bytes.</summary>
    /// <returns>What it answered: <see cref="Refused"/> and the line, or a word for a result.</returns>
    /// <exception cref="Fault">It broke a promise; any other exception is one that it must not throw.</exception>
    internal abstract string Read(byte[] bytes);

    public void Dispose() => Release();

    /// <summary>Removes what it wrote.</summary>
    protected virtual void Release()
    {
    }
}

/// <summary>What a file has inside, and the file around another such inside.</summary>
internal sealed record Inner(byte[] Bytes, Func<byte[], byte[]> Wrap);

/// <summary>A promise that a reader broke.</summary>
internal sealed class Fault(string message) : Exception(message);

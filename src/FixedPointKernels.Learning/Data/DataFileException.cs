using System;
using System.IO;

namespace FixedPointKernels.Learning.Data;

/// <summary>A file that cannot be read or written as what it should be, in one line that names the file and both shapes or
/// values.</summary>
/// <remarks>
/// Every failure of readers and writers is of this type, whatever the file holds: a caller that prints
/// <see cref="Exception.Message"/> has said all that is known. Control characters of names and contents are shown as '?', so the
/// message stays one line.
/// </remarks>
public sealed class DataFileException : IOException
{
    /// <summary>A failure without a file, for serializers and mocks.</summary>
    public DataFileException()
        : this(string.Empty, "cannot be used")
    {
    }

    /// <summary>A failure without a file.</summary>
    public DataFileException(string message)
        : this(string.Empty, message)
    {
    }

    /// <summary>A failure without a file, with its cause.</summary>
    public DataFileException(string message, Exception? innerException)
        : this(string.Empty, message, innerException)
    {
    }

    /// <summary><paramref name="file"/>, and what is wrong with it: "W.npy: the header says …, but …".</summary>
    public DataFileException(string file, string problem, Exception? innerException = null)
        : base(OneLine(file.Length == 0 ? problem : $"{file}: {problem}"), innerException) => File = file;

    /// <summary>The file as the caller named it; empty if there is none.</summary>
    public string File { get; }

    /// <summary>The text with control characters replaced by '?'.</summary>
    internal static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, from) =>
        {
            for (int i = 0; i < line.Length; i++) line[i] = char.IsControl(from[i]) ? '?' : from[i];
        });

    /// <summary>What a file holds, cut to a length that fits into a message.</summary>
    internal static string Excerpt(string text) => OneLine(text.Length <= 60 ? text : $"{text.AsSpan(0, 57)}...");
}

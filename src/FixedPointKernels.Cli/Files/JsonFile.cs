using System;
using System.IO;
using System.Text;
using System.Text.Json;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Files;

/// <summary>A JSON file that a verb reads, by name, or standard input where the name is "-".</summary>
internal static class JsonFile
{
    /// <summary>The document, which the caller disposes.</summary>
    /// <exception cref="DataFileException">It is not there, may not be read, or is not JSON.</exception>
    internal static JsonDocument Read(Surroundings here, string path)
    {
        ReadOnlyMemory<byte> bytes = default;
        try
        {
            if (Directory.Exists(path)) throw new DataFileException(path, "is a folder, but a file is needed");
            bytes = InputFile.Bytes(here, path);
            if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
            RequireTexts(bytes.Span, path);
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException failure)
        {
            throw new DataFileException(path, $"is not JSON: {Place(bytes.Span, failure)}", failure);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFileException(path, "does not exist", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new DataFileException(path, "may not be read (permission denied)", failure);
        }
        catch (Exception failure) when (
            failure is ArgumentException or NotSupportedException || (failure is IOException && failure is not DataFileException))
        {
            throw new DataFileException(path, $"cannot be read: {failure.Message}", failure);
        }
    }

    // The parser takes half a surrogate pair or bytes that are no UTF-8 for a text, and only who asks for that text is told.
    private static void RequireTexts(ReadOnlySpan<byte> bytes, string path)
    {
        Utf8JsonReader reader = new(bytes);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException failure)
            {
                int line = 1 + bytes[..(int)reader.TokenStartIndex].Count((byte)'\n');
                throw new DataFileException(path, $"is not JSON: line {line} holds a text that is no Unicode", failure);
            }
        }
    }

    // The parser's own words are for programmers.
    private static string Place(ReadOnlySpan<byte> bytes, JsonException failure)
    {
        if (bytes.TrimEnd(" \t\r\n"u8).IsEmpty) return "it is empty";
        long line = failure.LineNumber ?? 0, at = failure.BytePositionInLine ?? 0;
        int start = 0;
        for (long i = 0; i < line; i++) start += bytes[start..].IndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> rest = bytes[Math.Min(bytes.Length, start + (int)at)..].TrimEnd(" \t\r\n"u8);
        return rest.IsEmpty
            ? "it ends inside a list, an object or a text"
            : $"line {line + 1} cannot be read from '{Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, 20)]).Split('\n')[0]}' on";
    }
}

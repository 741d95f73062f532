using System;
using System.IO;
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
        try
        {
            if (Directory.Exists(path)) throw new DataFileException(path, "is a folder, but a file is needed");
            ReadOnlyMemory<byte> bytes = InputFile.Bytes(here, path);
            if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException failure)
        {
            throw new DataFileException(path, $"is not JSON: {failure.Message}", failure);
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
}

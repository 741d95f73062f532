using System;
using System.IO;
using System.Linq;

namespace FixedPointKernels.Cli.Shell;

/// <summary>Whether the process was started with standard input closed (fpk ... &lt;&amp;-).</summary>
/// <remarks>
/// The runtime then opens its first pipe as number 0, and a read of it never ends. On Linux such a pipe is told by its other end, the one
/// to write to, which this process has too; elsewhere nothing is said.
/// </remarks>
internal static class ClosedInput
{
    private const string Open = "/proc/self/fd";

    internal static bool IsSo()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            string? input = Target(Path.Combine(Open, "0"));
            if (input is null) return true;
            return input.Contains("pipe:[", StringComparison.Ordinal)
                && Directory.EnumerateFileSystemEntries(Open).Any(one => Target(one) == input && IsToWrite(one));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Target(string link) => new FileInfo(link).LinkTarget;

    // "flags:" and octal digits, the last of which is 1 for writing alone.
    private static bool IsToWrite(string link) => File.ReadLines($"{Open}info/{Path.GetFileName(link)}").Any(line =>
        line.StartsWith("flags:", StringComparison.Ordinal) && (line[^1] - '0') % 4 == 1);
}

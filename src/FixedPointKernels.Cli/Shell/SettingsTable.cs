using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Cli.Shell;

/// <summary>Settings, time and machine of a computation, as the last table of its report.</summary>
internal static class SettingsTable
{
    internal const string Name = "settings";

    /// <summary>The row of the words that leave the same numbers.</summary>
    internal const string CommandLine = "command line";

    /// <summary>The command that made a report's folder, as its settings there say: fpk temporal train. Null where they say nothing.
    /// </summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    internal static string? CommandOf(string folder)
    {
        string file = Path.Combine(folder, Name + ".csv"), row = CommandLine + ",";
        if (!File.Exists(file)) return null;
        string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(row, StringComparison.Ordinal));
        IEnumerable<string>? words = line?[row.Length..].TrimStart('"').Split(' ').TakeWhile(word => !word.StartsWith('-'));
        return words is null ? null : string.Join(' ', words);
    }

    internal static TablePart Of(string experiment, int threads, TimeSpan taken, params (string Name, string Value)[] settings) => new(
        Name, "Settings, time and machine",
        "The numbers do not depend on the number of threads; another register width may change their last digits.",
        ["", "value"],
        [
            ["experiment", experiment],
            .. settings.Select(one => (string[])[one.Name, one.Value]),
            ["threads", threads.ToString(CultureInfo.InvariantCulture)],
            ["wall time", string.Create(CultureInfo.InvariantCulture, $"{taken.TotalSeconds:0.0} s")],
            ["processor", Machine.Processor()],
            ["cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)],
            ["register width", Machine.Name(Dispatch.Width)],
            ["runtime", RuntimeInformation.FrameworkDescription],
            ["fpk", typeof(SettingsTable).Assembly.GetName().Version!.ToString(3)],
        ]);

    internal static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}

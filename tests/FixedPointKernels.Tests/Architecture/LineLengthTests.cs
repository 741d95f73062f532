using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace FixedPointKernels.Tests.Architecture;

/// <summary>What can be read at a glance: lines of at most 140 columns, files of at most 250 lines, the middle one of at most 80, and
/// folders of at most 20 files.</summary>
public sealed class LineLengthTests
{
    private const int Columns = 140, Lines = 250, MedianLines = 80, Files = 20;

    private static readonly string[] Folders = ["src", "tests", "bench", "samples"];

    [Fact]
    public void No_line_is_longer_than_140_columns()
    {
        string[] files = [.. Folders.SelectMany(Sources)];
        Assert.NotEmpty(files);
        (string Place, int Length)[] wrong = [.. files.SelectMany(file => TooLong(file, Read(file)))];
        string worst = string.Join(
            '\n', wrong.OrderByDescending(line => line.Length).Take(10).Select(line => $"{line.Place}: {line.Length}"));
        Assert.True(wrong.Length == 0, $"{wrong.Length} lines over {Columns} columns, the longest:\n{worst}");
    }

    [Fact]
    public void No_file_of_the_sources_is_longer_than_250_lines_and_half_of_them_have_at_most_80()
    {
        (string File, int Lines)[] files = [.. Sources("src").Select(file => (file, Read(file).Length)).OrderBy(file => file.Item2)];
        Assert.DoesNotContain(files, file => file.Lines > Lines);
        Assert.InRange(files[files.Length / 2].Lines, 1, MedianLines);
    }

    [Fact]
    public void No_folder_of_the_sources_has_more_than_20_files() =>
        Assert.DoesNotContain(Sources("src").CountBy(file => Path.GetDirectoryName(file)!), folder => folder.Value > Files);

    [Theory]
    [InlineData(140, 0)]
    [InlineData(141, 1)]
    public void The_scan_sees_a_line_that_is_too_long(int length, int found) =>
        Assert.Equal(found, TooLong("a.cs", ["", new string('λ', length), ""]).Count(line => line == ("a.cs:2", length)));

    private static IEnumerable<(string Place, int Length)> TooLong(string file, string[] lines) =>
        lines.Select((line, at) => ($"{file}:{at + 1}", line.Length)).Where(line => line.Length > Columns);

    // Paths from the root of the repository, with forward slashes.
    private static IEnumerable<string> Sources(string folder) => ArchitectureTests.Sources(Path.Combine(ArchitectureTests.Root, folder))
        .Select(file => Path.GetRelativePath(ArchitectureTests.Root, file).Replace('\\', '/'));

    private static string[] Read(string file) => File.ReadAllLines(Path.Combine(ArchitectureTests.Root, file));
}

using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace FixedPointKernels.Tests.Architecture;

/// <summary>CONTRIBUTING.md's table of how many files it takes to add something is counted on an example of each.</summary>
public sealed partial class ContributingTests
{
    private static readonly (string Name, string Code)[] Sources =
    [
        .. ArchitectureTests.Sources(Path.Combine(ArchitectureTests.Root, "src"))
            .Select(file => (Path.GetFileName(file), Comment().Replace(File.ReadAllText(file), ""))),
    ];

    public static TheoryData<string, int, string> Rows
    {
        get
        {
            TheoryData<string, int, string> rows = [];
            foreach (Match row in Row().Matches(File.ReadAllText(Path.Combine(ArchitectureTests.Root, "CONTRIBUTING.md"))))
                rows.Add(row.Groups[1].Value, int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture), row.Groups[3].Value);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void As_many_files_name_the_example_as_the_table_says(string what, int count, string example)
    {
        string[] files = [.. Sources.Where(one => Names(example).IsMatch(one.Code)).Select(one => one.Name)];
        Assert.True(files.Length == count, $"{what}: {files.Length} files name {example}, not {count}: {string.Join(", ", files)}");
    }

    [Fact]
    public void The_table_is_there() => Assert.InRange(Rows.Count, 9, 20);

    [Theory]
    [InlineData("`Relu`", "new Relu()", true)]
    [InlineData("`Relu`", "new Relu6()", false)]
    [InlineData("`Gain*` `Leak`", "GainVariant", true)]
    [InlineData("`Gain*` `Leak`", "a Leak", true)]
    [InlineData("`Relu`", "Prelu", false)]
    public void An_example_is_a_word_or_some(string example, string code, bool named) =>
        Assert.Equal(named, Names(example).IsMatch(code));

    private static Regex Names(string example) => new(
        string.Join('|', Word().Matches(example).Select(word =>
            $@"(?<!\w){Regex.Escape(word.Groups[1].Value).Replace("\\*", "\\w*", StringComparison.Ordinal)}(?!\w)")));

    [GeneratedRegex(@"^\| ((?:an?|one) [^|]+?) \| (\d+) \| (`[^|]+`) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*//.*$|\s// .*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}

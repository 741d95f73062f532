using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>A page of docs whose C# programs stand in tests too, between lines of "// Shown" and "// End": so that what a reader copies
/// compiles and runs.</summary>
internal static partial class ShownPage
{
    /// <summary>Asserts that the page's programs, but for their usings, are those of the tests, and that both use the same
    /// namespaces.</summary>
    /// <param name="page">Of docs: training.md.</param>
    /// <param name="count">Programs of the page.</param>
    /// <param name="tests">Files below tests: what needs the core's internals stands in its own tests.</param>
    internal static void IsRun(string page, int count, params string[] tests)
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "FixedPointKernels.sln"))) root = Path.GetDirectoryName(root)!;
        string here = string.Concat(tests.Select(test => Read(root, "tests", test)));
        string[] programs = [.. Program().Matches(Read(root, "docs", page)).Select(match => match.Groups[1].Value)];
        string[] shown = [.. Shown().Matches(here).Select(match => Plain(match.Groups[2].Value, match.Groups[1].Length))];
        Assert.Equal(count, programs.Length);
        Assert.Equal(programs.Select(WithoutUsings).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));

        // What is used here is used there; that of the namespaces around a test goes without saying.
        Assert.Equal(Used(here), Used(string.Concat(programs)));
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine(path)).ReplaceLineEndings("\n");

    private static string[] Used(string code) =>
    [
        .. Using().Matches(code).Select(match => match.Value).Where(line => line != "using FixedPointKernels;").Distinct()
            .Order(StringComparer.Ordinal),
    ];

    // As far to the left as its marks are; of a test's folder the file alone.
    private static string Plain(string code, int indent) => Inside().Replace(
        string.Join('\n', code.Split('\n').Select(line => line.Length > indent ? line[indent..] : "")), "$1");

    private static string WithoutUsings(string program) =>
        program[(program.LastIndexOf("using FixedPoint", StringComparison.Ordinal) is var last && last < 0
            ? 0 : program.IndexOf('\n', last) + 2)..];

    [GeneratedRegex(@"^( *)// Shown\n(.*?)^ *// End$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Program();

    [GeneratedRegex(@"^using FixedPointKernels(?!.*Tests).*$", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex("""folder\.File\(("[^"]*")\)""")]
    private static partial Regex Inside();
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace FixedPointKernels.Tests;

/// <summary>Arrows between rooms and projects point one way, and register widths stay where they belong.</summary>
/// <remarks>A room is a folder and namespace of the library. Sources are read as text with comments and literals removed.</remarks>
public sealed partial class ArchitectureTests
{
    // A room may use the ones before it. "" is the front room, the root namespace, which may use all.
    private static readonly string[] Rooms =
        ["Simd", "Memory", "LinearAlgebra", "Activations", "Weights", "Dynamics", "Solving", "Networks", "Gradients",
            "Rules", "Analysis", "Circuits", ""];

    private static readonly Dictionary<string, string[]> ProjectReferences = new()
    {
        ["FixedPointKernels"] = [],
        ["FixedPointKernels.Reference"] = [],
        ["FixedPointKernels.Learning"] = ["FixedPointKernels"],
        ["FixedPointKernels.Native"] = ["FixedPointKernels"],
        ["FixedPointKernels.Studies"] = ["FixedPointKernels", "FixedPointKernels.Learning"],
        ["FixedPointKernels.Cli"] = ["FixedPointKernels", "FixedPointKernels.Learning", "FixedPointKernels.Studies"],
    };

    internal static readonly string Root = FindRoot();

    [Fact]
    public void Projects_reference_only_what_the_table_allows()
    {
        string[] projects = Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(ProjectReferences.Keys.Order(), projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order());
        foreach (string project in projects)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            IEnumerable<string> references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Empty(references.Except(ProjectReferences[name]).Select(r => $"{name} → {r}"));
        }
    }

    [Fact]
    public void The_twin_references_no_package_and_no_assembly_of_ours()
    {
        string project = Path.Combine(Root, "src", "FixedPointKernels.Reference", "FixedPointKernels.Reference.csproj");
        Assert.Empty(XDocument.Load(project).Descendants("PackageReference"));
        Assert.DoesNotContain(
            typeof(FixedPointKernels.Reference.RateMap).Assembly.GetReferencedAssemblies(),
            a => a.Name!.StartsWith("FixedPointKernels", StringComparison.Ordinal));
    }

    [Fact]
    public void Rooms_use_only_rooms_above_them()
    {
        string library = Path.Combine(Root, "src", "FixedPointKernels");
        string[] frontRoomTypes = [.. Directory.GetFiles(library, "*.cs").SelectMany(file => TypesDeclared(Code(file))).Distinct()];
        List<string> violations = [];
        foreach (string file in Sources(library))
        {
            string relative = Path.GetRelativePath(library, file).Replace('\\', '/');
            string room = relative.Contains('/') ? relative[..relative.IndexOf('/')] : "";
            Assert.True(Rooms.Contains(room), $"{relative}: '{room}' is not in the table of rooms");
            violations.AddRange(ArrowsBack(room, Code(file), frontRoomTypes).Select(arrow => $"{relative}: {arrow}"));
        }

        Assert.Empty(violations);
    }

    [Fact]
    public void Namespaces_are_their_folders()
    {
        string library = Path.Combine(Root, "src", "FixedPointKernels");
        foreach (string file in Sources(library))
        {
            string relative = Path.GetRelativePath(library, file).Replace('\\', '/');
            string expected = relative.Contains('/') ? "FixedPointKernels." + relative[..relative.IndexOf('/')] : "FixedPointKernels";
            Match declared = NamespaceLine().Match(Code(file));
            if (declared.Success)
                Assert.True(declared.Groups[1].Value == expected, $"{relative}: namespace {declared.Groups[1].Value}, not {expected}");
        }
    }

    [Fact]
    public void Register_widths_are_named_only_in_Simd_and_the_micro_kernel()
    {
        IEnumerable<string> found = Sources(Path.Combine(Root, "src"))
            .Where(file => !MayNameWidths(file))
            .SelectMany(file => WidthWord().Matches(Code(file)).Select(m => $"{Path.GetRelativePath(Root, file)}: {m.Value}"));
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("Memory", "using FixedPointKernels.Simd;", 0)]
    [InlineData("Simd", "using FixedPointKernels.Memory;", 1)]
    [InlineData("Solving", "using Map = FixedPointKernels.Rules.Euclidean;", 1)]
    [InlineData("Solving", "using static FixedPointKernels.Gradients.AdjointSolve;", 1)]
    [InlineData("Simd", "void M() { Rules.Euclidean.Accumulate(); }", 1)]
    [InlineData("Simd", "void M() { buffer.Memory.Span.Clear(); }", 0)]
    [InlineData("Simd", "// using FixedPointKernels.Memory;", 0)]
    [InlineData("Simd", "string s = \"FixedPointKernels.Memory\";", 0)]
    [InlineData("Solving", "FrontDoor door;", 1)]
    [InlineData("", "using FixedPointKernels.Analysis;", 0)]
    [InlineData("Analysis", "using FixedPointKernels.Learning;", 1)]
    public void The_scan_sees_an_arrow_that_points_back(string room, string source, int arrows) =>
        Assert.Equal(arrows, ArrowsBack(room, Strip(source), ["FrontDoor"]).Count());

    [Theory]
    [InlineData("Vector512.Create(1f)", 1)]
    [InlineData("Avx512F.IsSupported", 1)]
    [InlineData("AdvSimd.Arm64.Add(a, b)", 1)]
    [InlineData("Vector.IsHardwareAccelerated", 1)]
    [InlineData("/* Vector256 */ Vector<T> v; // Avx2", 0)]
    public void The_scan_sees_a_width(string source, int words) => Assert.Equal(words, WidthWord().Count(Strip(source)));

    // A room is used by a qualified name (in a using or anywhere) or, from inside FixedPointKernels, by its bare
    // name; front-room types need no using at all.
    private static IEnumerable<string> ArrowsBack(string room, string code, string[] frontRoomTypes)
    {
        HashSet<string> above = [.. Rooms.TakeWhile(r => r != room), room];
        string[] projects = ["Learning", "Studies", "Cli", "Reference"];
        IEnumerable<string> qualified = Qualified().Matches(code).Select(m => m.Groups[1].Value);
        IEnumerable<string> bare = Bare().Matches(code).Select(m => m.Groups[1].Value).Where(name => Rooms.Contains(name));
        IEnumerable<string> back = qualified.Concat(bare).Where(n => projects.Contains(n) || (Rooms.Contains(n) && !above.Contains(n)));
        foreach (string name in back.Distinct()) yield return $"uses {name}";
        if (room == "") yield break;
        foreach (string type in frontRoomTypes.Where(t => Regex.IsMatch(code, $@"(?<![\w.]){t}\b")))
            yield return $"uses {type} of the front room";
    }

    private static bool MayNameWidths(string file) =>
        Path.GetFileName(file).Contains("Micro", StringComparison.Ordinal)
        || file.Replace('\\', '/').Contains("/Simd/", StringComparison.Ordinal);

    private static IEnumerable<string> TypesDeclared(string code) => TypeLine().Matches(code).Select(m => m.Groups[1].Value);

    internal static IEnumerable<string> Sources(string folder) => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal)
            && !f.Replace('\\', '/').Contains("/bin/", StringComparison.Ordinal));

    private static string Code(string file) => Strip(File.ReadAllText(file));

    private static string Strip(string source) => CommentOrLiteral().Replace(source, " ");

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FixedPointKernels.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("FixedPointKernels.sln is not above the test assembly.");
    }

    [GeneratedRegex("""
        \"\"\".*?\"\"\"|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|//[^\n]*|/\*.*?\*/
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex(@"\bFixedPointKernels\.(\w+)")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w*)\.[A-Z]")]
    private static partial Regex Bare();

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^(?:public|internal)\s[\w\s]*?\b(?:class|struct|record|interface|enum)\s+(?:struct\s+|class\s+)?(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"\b(?:Vector512|Vector256|Vector128|Avx\w*|AdvSimd|IsHardwareAccelerated)\b")]
    private static partial Regex WidthWord();
}

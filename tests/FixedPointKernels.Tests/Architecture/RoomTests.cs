using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace FixedPointKernels.Tests.Architecture;

/// <summary>In every project the arrows between rooms go one way: no room uses, over any others, one that uses it. And a paper's rooms are
/// used by that paper alone.</summary>
public sealed partial class RoomTests
{
    private const string Studies = "FixedPointKernels.Studies";

    [Theory]
    [InlineData("FixedPointKernels", "FixedPointKernels")]
    [InlineData("FixedPointKernels.Learning", "FixedPointKernels.Learning")]
    [InlineData(Studies, Studies)]
    [InlineData("FixedPointKernels.Cli", "fpk")]
    public void Rooms_use_each_other_one_way(string project, string assembly)
    {
        HashSet<(string From, string To)> arrows = Arrows(project, assembly);
        Assert.NotEmpty(arrows);
        List<string> cycle = Cycle(arrows);
        Assert.True(cycle.Count == 0, string.Join(" → ", cycle));
    }

    [Fact]
    public void What_is_general_knows_no_paper_and_no_paper_another()
    {
        string[] wrong =
        [
            .. Arrows(Studies, Studies).Where(arrow => Paper(arrow.To) is { } paper && arrow.From != Studies && Paper(arrow.From) != paper)
                .Select(arrow => $"{arrow.From} → {arrow.To}"),
        ];
        Assert.True(wrong.Length == 0, string.Join(", ", wrong));
    }

    [Fact]
    public void The_reader_sees_a_cycle_without_a_using()
    {
        const string planted = "FixedPointKernels.Tests.Architecture.Planted";
        HashSet<(string From, string To)> arrows = RoomArrows.Of(typeof(RoomTests).Assembly.Location, planted);
        Assert.Equal([(planted, $"{planted}.Inner"), ($"{planted}.Inner", planted)], arrows.Order());
        Assert.Equal([planted, $"{planted}.Inner", planted], Cycle(arrows));
    }

    [Theory]
    [InlineData("a>b b>c a>c", "")]
    [InlineData("a>b b>a", "a b a")]
    [InlineData("a>b b>c c>d d>b", "b c d b")]
    public void A_cycle_is_found_where_there_is_one(string arrows, string cycle) =>
        Assert.Equal(cycle, string.Join(' ', Cycle([.. arrows.Split(' ').Select(arrow => (arrow[..1], arrow[2..]))])));

    // What the compiler left, and for constants, of which it leaves nothing, the usings; a using of nothing is an error of the build.
    private static HashSet<(string From, string To)> Arrows(string project, string assembly)
    {
        string folder = Path.Combine(ArchitectureTests.Root, "src", project);
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        HashSet<(string From, string To)> arrows =
            RoomArrows.Of(Path.Combine(folder, "bin", configuration, "net10.0", $"{assembly}.dll"), project);
        foreach (string file in ArchitectureTests.Sources(folder))
        {
            string code = File.ReadAllText(file);
            string room = NamespaceLine().Match(code).Groups[1].Value;
            arrows.UnionWith(UsingLine().Matches(code).Select(match => (room, match.Groups[1].Value)));
        }

        return [.. arrows.Where(arrow => IsOf(arrow.From, project) && IsOf(arrow.To, project))];
    }

    // The core's namespace is the beginning of all others.
    private static bool IsOf(string room, string project) =>
        (room == project || room.StartsWith(project + ".", StringComparison.Ordinal))
        && (project != "FixedPointKernels" || !OtherProject().IsMatch(room));

    private static string? Paper(string room) => PaperRoom().Match(room) is { Success: true } match ? match.Groups[1].Value : null;

    // Depth first; the rooms of the first cycle met, the first one at both ends.
    private static List<string> Cycle(HashSet<(string From, string To)> arrows)
    {
        ILookup<string, string> to = arrows.Order().ToLookup(arrow => arrow.From, arrow => arrow.To);
        HashSet<string> done = [];
        List<string> path = [];
        return [.. to.Select(rooms => rooms.Key).Order().Select(Follow).FirstOrDefault(found => found.Count > 0) ?? []];

        List<string> Follow(string room)
        {
            if (path.Contains(room)) return [.. path.SkipWhile(one => one != room), room];
            if (!done.Add(room)) return [];
            path.Add(room);
            foreach (string next in to[room])
            {
                if (Follow(next) is { Count: > 0 } found) return found;
            }

            path.RemoveAt(path.Count - 1);
            return [];
        }
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(FixedPointKernels[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"^FixedPointKernels\.(?:Learning|Studies|Cli|Reference)\b")]
    private static partial Regex OtherProject();

    // A paper's room stands in a folder of the paper: two names after the project's.
    [GeneratedRegex(@"^FixedPointKernels\.Studies\.(\w+)\.\w+")]
    private static partial Regex PaperRoom();
}

using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports;

public sealed class ReportFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Writes_the_page_and_every_part_s_files_and_nothing_else()
    {
        ReportFolder.Write(
            new Report("t", "l", [SampleParts.Curves(SampleParts.Step, SampleParts.Plain), SampleParts.Table()]), folder.Path);
        Assert.Equal(
            ["curves.csv", "curves.svg", "report.html", "table.csv"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        string page = File.ReadAllText(folder.File(ReportFolder.Page));
        Assert.All(Directory.GetFiles(folder.Path).Select(Path.GetFileName).Where(name => name != ReportFolder.Page),
            name => Assert.Contains($"href=\"{name}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Figures_of_the_same_quantities_are_written_with_the_same_axes()
    {
        CurvesPart One(string name, double last) =>
            new(name, "", "", new("step"), new("loss", Cap: 50), [new("a", [0, last], [0, last], 0)]);
        ReportFolder.Write(new("t", "l", [One("few", 4), One("many", 100)]), folder.Path);
        string page = File.ReadAllText(folder.File(ReportFolder.Page));
        Assert.Equal(2, Regex.Count(page, "\"x\":\\{\"label\":\"step\",\"log\":false,\"low\":0,\"high\":100\\}"));
        Assert.Equal(2, Regex.Count(page, "\"y\":\\{\"label\":\"loss\",\"log\":false,\"low\":-2,\"high\":50\\}"));
        Assert.Equal(1, Regex.Count(page, "<figcaption> The axis ends at 50; the curve goes on above it."));
        Assert.Contains("The axis ends at 50", File.ReadAllText(folder.File("many.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void Running_again_replaces_the_files()
    {
        foreach (string title in new[] { "first", "second" }) ReportFolder.Write(new Report(title, "", [SampleParts.Table()]), folder.Path);
        Assert.Contains("<h1>second</h1>", File.ReadAllText(folder.File(ReportFolder.Page)), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void A_report_that_is_not_what_it_says_writes_nothing()
    {
        Assert.Throws<ArgumentException>(
            () => ReportFolder.Write(new Report("t", "l", [SampleParts.Table(), SampleParts.Table()]), folder.Path));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_data_file_exception() =>
        Assert.Throws<DataFileException>(() => ReportFolder.Write(new Report("t", "l", []), folder.File("none")));
}

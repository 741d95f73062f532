using System;
using System.IO;
using System.Linq;
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

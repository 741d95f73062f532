using System.IO;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Files;

public sealed class OutputFilesTests
{
    // The folder of one output vanishes while the work goes on: the other output must stay what it was.
    [Theory]
    [InlineData("gone/R.npy", "S.csv", "S.csv")]
    [InlineData("R.npy", "gone/S.csv", "R.npy")]
    public void Either_both_files_are_written_or_neither(string result, string status, string kept)
    {
        using WorkFolder folder = new();
        Directory.CreateDirectory(folder["gone"]);
        folder.Text(kept, "old");
        OutputFiles outputs = new(Nowhere, folder[result], folder[status]);
        Directory.Delete(folder["gone"]);
        var before = folder.Snapshot();
        Assert.Throws<DataFileException>(() => outputs.Write<double>([1], [1], Report()));
        Assert.Equal(before, folder.Snapshot());
    }

    [Fact]
    public void Looking_at_the_folders_leaves_nothing_behind()
    {
        using WorkFolder folder = new();
        _ = new OutputFiles(Nowhere, folder["R.npy"], folder["S.csv"]);
        Assert.Empty(folder.Snapshot());
    }

    [Fact]
    public void A_folder_of_results_that_was_removed_is_made_again()
    {
        using WorkFolder folder = new();
        using OutputFolder results = new(folder["results"]);
        Directory.Delete(results.Path());
        results.Write(() => File.WriteAllText(results.Path("a.csv"), "kept"));
        results.Conclude(interrupted: false);
        Assert.Equal("kept", File.ReadAllText(folder["results/a.csv"]));
    }

    private static Surroundings Nowhere => new(TextWriter.Null, TextWriter.Null);

    private static SampleReport<double> Report() =>
        new(new FixedPointSolver<double, Tanh>(new RateNetwork<double, Tanh>([0.0], 1)).Solve([1.0], new double[1]));
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Shell;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>A work folder with a tiny data set, and small sweeps in it: whole, unfinished, continued.</summary>
internal sealed class SweepFolder : IDisposable
{
    /// <summary>Eight runs.</summary>
    internal const string Sweep = "--neurons 6 --batch 10 --epochs 2 --rule linearized,euclidean --rates 0.1,0.2 --seeds 2 --threads 2";

    /// <summary>The sweep's own file, seen from its runs.</summary>
    internal const string SweepFile = "../sweep.fpk";

    // These hold times: in tables as the last column.
    private static readonly string[] Tables = ["metrics.csv", "runs.csv", "results.csv"];
    private static readonly string[] Others = ["report.html", "settings.csv", "speed.csv"];

    private readonly WorkFolder folder = new();
    private readonly string experiment;

    internal SweepFolder(string experiment = "mnist")
    {
        this.experiment = experiment;
        IdxFiles.Write(folder, "idx");
    }

    internal WorkFolder Work => folder;

    internal string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    internal Outcome Run(string line, string output) =>
        Fpk.Run(["experiment", experiment, "--data", folder["idx"], .. line.Split(' '), "--out", folder[output]]);

    internal Outcome Resume() => Fpk.Run("experiment", experiment, "--resume", folder["result"]);

    internal string[] Runs() => Directory.GetFiles(folder["result.unfinished/runs"], "*.fpk");

    /// <summary>result.unfinished as a kill at the last moment leaves it, with the files of all runs.</summary>
    /// <returns>The runs' files in the order of their names, and the sweep's.</returns>
    internal byte[][] Unfinished(string line, out string[] names)
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Fpk.Run(
            source.Token,
            ["experiment", experiment, "--data", folder["idx"], .. line.Split(' '), "--out", folder["result"]]).FailsWith(130);

        // The name is taken while the sweep runs, so that it ends with everything under the other.
        using Watcher output = new(() =>
        {
            Directory.CreateDirectory(folder["result"]);
            folder.Text("result/taken", "");
        });
        using StringWriter error = new();
        Assert.Equal(2, Application.Run(["experiment", experiment, "--resume", folder["result"]], new Surroundings(output, error)));
        Assert.Contains("was taken while the sweep ran; the results are in", error.ToString(), StringComparison.Ordinal);
        Directory.Delete(folder["result"], recursive: true);
        names = [.. Runs().Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
        return [.. names.Append(SweepFile).Select(name => File.ReadAllBytes(folder[$"result.unfinished/runs/{name}"]))];
    }

    internal void SameResults(string whole = "whole")
    {
        string[] files = Names(whole);
        Assert.Equal(files, Names("result"));
        foreach (string file in files.Except([.. Tables, .. Others]).Where(file => File.Exists(folder[$"{whole}/{file}"])))
            Assert.True(File.ReadAllBytes(folder[$"{whole}/{file}"]).SequenceEqual(File.ReadAllBytes(folder[$"result/{file}"])), file);
        foreach (string file in files.Intersect(Tables)) Assert.Equal(WithoutTimes($"{whole}/{file}"), WithoutTimes($"result/{file}"));
        Assert.False(Directory.Exists(folder["result.unfinished"]));
    }

    private string[] Names(string of) =>
    [
        .. Directory.GetFileSystemEntries(folder[of], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder[of], file)).Order(),
    ];

    private IEnumerable<string> WithoutTimes(string file) => File.ReadLines(folder[file]).Select(row => row[..row.LastIndexOf(',')]);

    // Looks in when a line says that the sweep goes on.
    private sealed class Watcher(Action look) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("continues ", StringComparison.Ordinal) == true) look();
        }
    }
}

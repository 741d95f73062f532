using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Experiments;

/// <summary>fpk experiment mnist --resume, and breakdown where it differs: a sweep that was killed, interrupted or failed computes the runs
/// that are missing, and ends with the files of one that nothing happened to.</summary>
public sealed class SweepResumeTests : IDisposable
{
    // Long enough that something is left when two runs have ended.
    private const string Long = "--neurons 20 --batch 10 --epochs 8 --rule linearized --seeds 40 --threads 2";
    private const int LongRuns = 200;

    private readonly SweepFolder sweeps = new();

    public void Dispose() => sweeps.Dispose();

    // The published update at 3e38 in float leaves the finite numbers after two steps: an end that is kept like any other.
    [Theory]
    [InlineData("mnist", 8, SweepFolder.Sweep)]
    [InlineData("mnist", 4, "--neurons 6 --batch 10 --epochs 1 --rule euclidean,finite-step --rates 0.1,0.5 --precision double")]
    [InlineData("mnist", 4, "--neurons 6 --batch 10 --epochs 1 --rule linearized,variant --rates 0.1,3e38 --published-update "
        + "--fewer-scores --seed 3")]
    [InlineData("mnist", 2, "--neurons 6 --batch 10 --epochs 3 --rule linearized,through-time --rates 0.1 --forward euler --fewer-scores")]
    [InlineData("breakdown", 8, "--neurons 6 --batch 10 --epochs 1 --rates 0.1,0.2 --probe 3 --probe-samples 2 --threads 2")]
    [InlineData("breakdown", 4, "--neurons 6 --batch 10 --epochs 1 --arms euler,exact-keep --rates 1 --seeds 2 --precision double --probe "
        + "1 --probe-samples 1")]
    public void With_any_runs_missing_the_files_are_the_same(string experiment, int runs, string line)
    {
        using SweepFolder own = new(experiment);
        own.Run(line, "whole").Succeeds();
        byte[][] files = own.Unfinished(line, out string[] names);
        Directory.Delete(own["result.unfinished"], recursive: true);
        Assert.Equal(runs, names.Length);
        Random random = new(1);
        foreach (int kept in (int[])[0, 1, runs - 1, runs])
        {
            string[] there = [.. names.OrderBy(_ => random.Next()).Take(kept)];
            Directory.CreateDirectory(own["result.unfinished/runs"]);
            foreach (string name in there.Append(SweepFolder.SweepFile))
                File.WriteAllBytes(own[$"result.unfinished/runs/{name}"], files[Array.IndexOf([.. names, SweepFolder.SweepFile], name)]);
            Assert.Contains(
                $"continues {own["result"]}.unfinished: {kept} of {runs} runs are done", own.Resume().Succeeds(), StringComparison.Ordinal);
            own.SameResults();
            Assert.Equal(
                kept > 0,
                File.ReadAllText(own["result/settings.csv"]).Contains($"{kept} of {runs} runs were there", StringComparison.Ordinal));
            Directory.Delete(own["result"], recursive: true);
        }
    }

    [Fact]
    public async Task Interrupted_it_leaves_the_finished_runs_and_a_report_and_goes_on()
    {
        sweeps.Run(Long, "whole").Succeeds();
        string[] command = ["experiment", "mnist", "--data", sweeps["idx"], .. Long.Split(' '), "--out", sweeps["result"]];
        string line = (await Interrupted(command, 2)).FailsWith(130);
        Assert.Contains(
            $"result.unfinished holds what was computed until then; continue with 'fpk experiment mnist --resume {sweeps["result"]}'", line,
            StringComparison.Ordinal);
        Assert.Contains("(interrupted)", File.ReadAllText(sweeps["result.unfinished/report.html"]), StringComparison.Ordinal);
        string[] told = [.. File.ReadLines(sweeps["result.unfinished/runs.csv"]).Skip(1)];
        int kept = sweeps.Runs().Length;
        Assert.InRange(kept, 2, LongRuns - 1);
        Assert.Equal(kept, told.Count(row => row.Contains(",complete,", StringComparison.Ordinal)));
        Assert.InRange(told.Count(row => row.Contains(",cancelled,", StringComparison.Ordinal)), 0, 2);
        Assert.False(Directory.Exists(sweeps["result"]));

        SortedDictionary<string, string> before = sweeps.Work.Snapshot();
        Assert.Contains(
            "holds a sweep that is not finished: continue it with 'fpk experiment mnist --resume", sweeps.Run(Long, "result").FailsWith(2),
            StringComparison.Ordinal);
        Assert.Equal(before, sweeps.Work.Snapshot());
        (await Interrupted(["experiment", "mnist", "--resume", sweeps["result"], "--threads", "1"], kept + 1)).FailsWith(130);
        Assert.Contains(
            $"{sweeps.Runs().Length} of {LongRuns} runs are done",
            Fpk.Run("experiment", "mnist", "--resume", sweeps["result.unfinished"] + "/").Succeeds(), StringComparison.Ordinal);
        sweeps.SameResults();
        before = sweeps.Work.Snapshot();
        Assert.Contains(
            $"is finished: there is nothing to continue; its page is {sweeps["result"]}", sweeps.Resume().Succeeds(),
            StringComparison.Ordinal);
        Assert.Contains(
            "holds no finished training", Fpk.Run("train", "--resume", sweeps["result"]).FailsWith(2), StringComparison.Ordinal);
        Assert.Equal(before, sweeps.Work.Snapshot());
    }

    [Fact]
    public void Interrupted_before_its_first_step_it_is_continued_all_the_same()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Fpk.Run(
            source.Token,
            ["experiment", "mnist", "--data", sweeps["idx"], .. SweepFolder.Sweep.Split(' '), "--out", sweeps["result"]]).FailsWith(130);
        Assert.Contains("(interrupted)", File.ReadAllText(sweeps["result.unfinished/report.html"]), StringComparison.Ordinal);
        sweeps.Run(SweepFolder.Sweep, "whole").Succeeds();
        sweeps.Resume().Succeeds();
        sweeps.SameResults();
    }

    [Fact]
    public async Task Killed_it_keeps_the_runs_that_had_ended()
    {
        string[] args = ["experiment", "mnist", "--data", sweeps["idx"], .. Long.Split(' ')];
        using (Process process = Fpk.Start(new Dictionary<string, string>(), [.. args, "--out", sweeps["result"]]))
        {
            Wait.Until(() => process.HasExited || HasRuns(3));
            if (!OperatingSystem.IsWindows() && !process.HasExited)
                Assert.Contains("another fpk is at work", sweeps.Resume().FailsWith(2), StringComparison.Ordinal);
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.False(Directory.Exists(sweeps["result"]), "killed too late");
        Assert.InRange(sweeps.Runs().Length, 3, LongRuns - 1);
        sweeps.Resume().Succeeds();
        Fpk.Run([.. args, "--out", sweeps["whole"]]).Succeeds();
        sweeps.SameResults();
    }

    // The largest file a process may write stands in for a full disk. 5 kB: the sweep's own file and the run that ends after two steps fit,
    // the one of 150 steps of 56 bytes does not.
    [Fact]
    public async Task Where_no_more_can_be_written_the_finished_runs_stay()
    {
        if (!OperatingSystem.IsLinux()) return;
        const string small = "--neurons 6 --batch 10 --epochs 30 --rule linearized --rates 3e38,0.1 --published-update --threads 1";
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new("bash")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
        };
        string[] words = ["-c", "trap '' XFSZ; ulimit -f 5; exec \"$@\"", "fpk", dotnet, Path.Combine(AppContext.BaseDirectory, "fpk.dll")];
        foreach (
            string word in (
                string[])[.. words, "experiment", "mnist", "--data", sweeps["idx"], .. small.Split(' '), "--out", sweeps["result"]])
        {
            start.ArgumentList.Add(word);
        }
        using (Process process = Process.Start(start)!)
        {
            string line = (await Fpk.Finish(process)).FailsWith(2);
            Assert.Contains("linearized-0.1-seed-0.fpk: cannot be written", line, StringComparison.Ordinal);
            Assert.Contains(
                $"the finished runs stay: when there is room again, continue with 'fpk experiment mnist --resume {sweeps["result"]}'", line,
                StringComparison.Ordinal);
        }

        Assert.Equal(["linearized-3E+38-seed-0.fpk"], sweeps.Runs().Select(Path.GetFileName));
        sweeps.Resume().Succeeds();
        sweeps.Run(small, "whole").Succeeds();
        sweeps.SameResults();
    }

    [Fact]
    public void What_a_kill_left_in_a_finished_folder_goes_and_what_is_mine_stays()
    {
        sweeps.Unfinished(SweepFolder.Sweep, out string[] names);
        sweeps.Run(SweepFolder.Sweep, "whole").Succeeds();
        Directory.Move(sweeps["result.unfinished/runs"], sweeps["whole/runs"]);
        File.Move(sweeps["result.unfinished/sweep.fpk"], sweeps["whole/sweep.fpk"]);
        File.WriteAllText(sweeps[$"whole/runs/{names[0]}"], "precious");
        Assert.Contains("is finished", Fpk.Run("experiment", "mnist", "--resume", sweeps["whole"]).Succeeds(), StringComparison.Ordinal);
        Assert.Equal([sweeps[$"whole/runs/{names[0]}"]], Directory.GetFiles(sweeps["whole/runs"]));
        Assert.False(File.Exists(sweeps["whole/sweep.fpk"]));
    }

    private async Task<Outcome> Interrupted(string[] args, int runs)
    {
        using CancellationTokenSource stop = new();
        Task<Outcome> running = Task.Run(() => Fpk.Run(stop.Token, args));
        Wait.Until(() => running.IsCompleted || HasRuns(runs));
        stop.Cancel();
        return await running;
    }

    private bool HasRuns(int runs) => Directory.Exists(sweeps["result.unfinished/runs"]) && sweeps.Runs().Length >= runs;
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Checkpoints;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Experiments;

/// <summary>What fpk experiment mnist --resume does not go on from: other settings, other data, damaged and foreign files; each is named,
/// and nothing changes.</summary>
public sealed class SweepRefusalTests : IDisposable
{
    private readonly SweepFolder sweeps = new();

    public void Dispose() => sweeps.Dispose();

    [Theory]
    [InlineData("--neurons 7 contradicts the sweep|begun with --neurons 6", "--neurons", "7")]
    [InlineData("--rates 0.1 contradicts|begun with --rates 0.1,0.2", "--rates", "0.1")]
    [InlineData("--seed 1 contradicts|begun without it", "--seed", "1")]
    [InlineData("--precision double contradicts|begun without it", "--precision", "double")]
    [InlineData("--published-update|contradicts", "--published-update", "")]
    [InlineData("leave --out other away", "--out", "other")]
    [InlineData("begun with another data", "--data", "others")]
    [InlineData("nowhere does not exist", "--data", "nowhere")]
    public void What_contradicts_the_sweep_is_refused_and_nothing_changes(string named, string option, string value)
    {
        IdxFiles.Write(sweeps.Work, "others");
        byte[] labels = File.ReadAllBytes(sweeps["others/train-labels-idx1-ubyte"]);
        (labels[8], labels[9]) = (labels[9], labels[8]);
        File.WriteAllBytes(sweeps["others/train-labels-idx1-ubyte"], labels);
        sweeps.Unfinished(SweepFolder.Sweep, out _);
        SortedDictionary<string, string> before = sweeps.Work.Snapshot();
        string[] said = value.Length == 0 ? [] : [option == "--data" ? sweeps[value] : value];
        string error = Fpk.Run(["experiment", "mnist", "--resume", sweeps["result"], option, .. said]).FailsWith(2);
        Assert.All(named.Split('|'), words => Assert.Contains(words, error, StringComparison.Ordinal));
        Assert.Equal(before, sweeps.Work.Snapshot());
        Directory.Move(sweeps["idx"], sweeps["moved"]);
        Fpk.Run(
            "experiment", "mnist", "--resume", sweeps["result"], "--neurons", "6", "--threads", "1", "--data", sweeps["moved"]).Succeeds();
    }

    [Fact]
    public void A_damaged_or_foreign_run_is_refused_by_name_and_not_written_over()
    {
        sweeps.Run(SweepFolder.Sweep.Replace("0.1,0.2", "0.1,0.3", StringComparison.Ordinal), "whole").Succeeds();
        sweeps.Unfinished(SweepFolder.Sweep.Replace("0.1,0.2", "0.1,0.3", StringComparison.Ordinal), out string[] names);
        byte[] foreign = File.ReadAllBytes(sweeps[$"result.unfinished/runs/{names[0]}"]);
        Directory.Delete(sweeps["result.unfinished"], recursive: true);
        sweeps.Run(SweepFolder.Sweep, "whole2").Succeeds();
        sweeps.Unfinished(SweepFolder.Sweep, out names);
        string file = sweeps[$"result.unfinished/runs/{names[0]}"];
        byte[] whole = File.ReadAllBytes(file);
        Refused(foreign, "is a run of another sweep");
        Refused(File.ReadAllBytes(sweeps[$"result.unfinished/runs/{names[1]}"]), "is needed");
        Refused("precious"u8.ToArray(), "is no checkpoint of fpk");
        Refused(whole[..^9], "truncated");
        whole[whole.Length / 2] ^= 4;
        Refused(whole, "is damaged");
        new Checkpoint("fpk train").Write(file);
        Refused(File.ReadAllBytes(file), "is a checkpoint of 'fpk train'");
        new Checkpoint("fpk experiment mnist, a finished part").Write(file);
        Refused(File.ReadAllBytes(file), "is not there");
        File.Move(file, sweeps["result.unfinished/runs/mine.fpk"]);
        Assert.Contains("mine.fpk is no run of this sweep", sweeps.Resume().FailsWith(2), StringComparison.Ordinal);

        // As the line says.
        File.Delete(sweeps["result.unfinished/runs/mine.fpk"]);
        Assert.Contains("7 of 8 runs are done", sweeps.Resume().Succeeds(), StringComparison.Ordinal);
        sweeps.SameResults("whole2");

        void Refused(byte[] bytes, string reason)
        {
            File.WriteAllBytes(file, bytes);
            SortedDictionary<string, string> before = sweeps.Work.Snapshot();
            string error = sweeps.Resume().FailsWith(2);
            Assert.All(
                (string[])[reason, file, "remove that file to compute the run again"],
                words => Assert.Contains(words, error, StringComparison.Ordinal));
            Assert.Equal(before, sweeps.Work.Snapshot());
        }
    }

    [Fact]
    public void The_sweep_of_another_experiment_is_refused()
    {
        sweeps.Unfinished(SweepFolder.Sweep, out _);
        SortedDictionary<string, string> before = sweeps.Work.Snapshot();
        Assert.Contains(
            "is a checkpoint of 'fpk experiment mnist', but one of 'fpk experiment breakdown' is needed",
            Fpk.Run("experiment", "breakdown", "--resume", sweeps["result"]).FailsWith(2), StringComparison.Ordinal);
        Assert.Equal(before, sweeps.Work.Snapshot());
    }

    [Fact]
    public void What_another_command_finished_is_refused_and_the_command_named()
    {
        string[] small = ["--neurons", "4", "--updates", "2", "--test-trials", "5", "--batch", "4", "--rule", "bptt,eprop"];
        Fpk.Run(["temporal", "train", .. small, "--out", sweeps["result"]]).Succeeds();
        SortedDictionary<string, string> before = sweeps.Work.Snapshot();
        foreach (string other in (string[])["temporal xor", "temporal gain-sweep", "experiment mnist"])
        {
            Assert.Contains(
                $"result was made by 'fpk temporal train', but a sweep of 'fpk {other}' is needed",
                Fpk.Run([.. other.Split(' '), "--resume", sweeps["result"]]).FailsWith(2), StringComparison.Ordinal);
        }

        Assert.Equal(before, sweeps.Work.Snapshot());
        Assert.Contains("is finished", Fpk.Run("temporal", "train", "--resume", sweeps["result"]).Succeeds(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mnist", "", "experiment mnist: --out is required, unless --resume")]
    [InlineData("mnist", "--out result", "--data is required, unless --resume")]
    [InlineData("mnist", "--resume result", "there is no|begin one with 'fpk experiment mnist --out")]
    [InlineData("breakdown", "--out result", "experiment breakdown: --data is required, unless --resume|'fpk experiment breakdown --help'")]
    [InlineData("breakdown", "--resume result", "there is no|begin one with 'fpk experiment breakdown --out")]
    public void Without_a_folder_there_is_nothing_to_do(string experiment, string line, string words)
    {
        string[] args =
        [
            .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "result" ? sweeps["result"] : word),
        ];
        string error = Fpk.Run(["experiment", experiment, .. args]).FailsWith(2);
        Assert.All(words.Split('|'), word => Assert.Contains(word, error, StringComparison.Ordinal));
        Assert.Equal([sweeps["idx"]], Directory.GetFileSystemEntries(sweeps.Work.Path));
    }
}

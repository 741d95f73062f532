using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Cli.Training;
using FixedPointKernels.Learning.Checkpoints;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>fpk train --resume: an interrupted, killed or failed training ends in the bits of one that nothing happened to, and nothing
/// saved is lost.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly string[] Small = ["train", "--neurons", "12", "--epochs", "2", "--batch", "111", "--threads", "2"];

    private readonly WorkFolder folder = new();

    private string Checkpoint => folder["runs.unfinished/checkpoint.fpk"];

    public void Dispose() => folder.Dispose();

    // Saved every five steps, of thirteen an epoch: in the middle of an epoch of the one run or the other, or at its end where an inverse
    // is shared.
    [Theory]
    [InlineData("--rule", "linearized,euclidean")]
    [InlineData(
        "--rule", "euclidean", "--optimizer", "adam", "--rate", "0.01", "--precision", "float", "--adjoint", "shared", "--beta1", "0.5",
        "--beta2", "0.9", "--epsilon", "1e-3")]
    [InlineData("--rule", "linearized,finite-step-damped", "--rate", "1e300,0.1", "--weight-decay", "1e-3", "--solver", "chord")]
    [InlineData(
        "--rule", "variant", "--train", "recurrent,input,bias,readout", "--schedule", "cosine", "--validation", "99", "--test-batches",
        "--watch-stability", "5", "--keep-stable", "0.9")]
    public void From_every_checkpoint_on_the_results_are_the_same(params string[] settings)
    {
        string[] args = [.. Small, .. settings];

        // One run of the row with two rates stops at its first step; in one go or in two it says so.
        Outcome whole = Fpk.Run([.. args, "--out", folder["whole"]]);
        if (settings.Contains("1e300,0.1")) whole.FailsWith(3);
        else whole.Succeeds();
        List<byte[]> checkpoints = Checkpoints(args, whole.Code);
        Assert.True(checkpoints.Count >= 2, $"{checkpoints.Count} checkpoints");
        foreach (byte[] checkpoint in checkpoints)
        {
            Directory.CreateDirectory(folder["runs.unfinished"]);
            File.WriteAllBytes(Checkpoint, checkpoint);
            Outcome resumed = Fpk.Run("train", "--resume", folder["runs"]);
            Assert.Contains("continues", resumed.Output, StringComparison.Ordinal);
            Assert.Equal((whole.Code, whole.Error), (resumed.Code, resumed.Error));
            SameResults(settings.Contains("--validation") ? "validation" : "test");
            Directory.Delete(folder["runs"], recursive: true);
        }
    }

    [Fact]
    public void Interrupted_it_leaves_what_eval_scores_and_resume_continues()
    {
        Fpk.Run([.. Small, "--out", folder["whole"]]).Succeeds();
        string line = Interrupted([.. Small, "--out", folder["runs"]], epochs: 2).FailsWith(130);
        Assert.Contains("continue with 'fpk train --resume", line, StringComparison.Ordinal);
        Assert.Contains("linearized-0.2", Fpk.Run("eval", "--weights-dir", folder["runs.unfinished"]).Succeeds(), StringComparison.Ordinal);
        Interrupted(["train", "--resume", folder["runs"]], epochs: 1).FailsWith(130);
        string output = Fpk.Run("train", "--resume", folder["runs.unfinished"] + "/").Succeeds();
        Assert.Contains("39 of 78 steps are done", output, StringComparison.Ordinal);
        SameResults();
        SaysFinished();

        // Killed between the new name and the end of the checkpoint; and a file of that name that is somebody else's.
        new Checkpoint(Continuation.Work.Command).Write(folder["runs/checkpoint.fpk"]);
        SaysFinished();
        folder.Text("runs/checkpoint.fpk", "precious");
        Assert.Contains("is finished", Fpk.Run("train", "--resume", folder["runs"]).Succeeds(), StringComparison.Ordinal);
        Assert.Contains(
            "is finished, and --epochs 99 would not change it", Fpk.Run("train", "--resume", folder["runs"], "--epochs", "99").FailsWith(2),
            StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(folder["runs/checkpoint.fpk"]));

        void SaysFinished()
        {
            Assert.Contains("is finished", Fpk.Run("train", "--resume", folder["runs"]).Succeeds(), StringComparison.Ordinal);
            SameResults();
        }
    }

    [Fact]
    public async Task Killed_it_leaves_a_checkpoint_and_the_folder_to_no_one_else_meanwhile()
    {
        string[] args = ["train", "--neurons", "40", "--epochs", "40", "--batch", "111", "--threads", "2", "--rule", "euclidean"];
        using (
            Process process = Fpk.Start(
                new Dictionary<string, string>(), [.. args, "--out", folder["runs"], "--checkpoint-every", "1steps"]))
        {
            Wait.Until(() => process.HasExited || File.Exists(Checkpoint));
            if (!OperatingSystem.IsWindows())
                Assert.Contains(
                    "another fpk is at work", Fpk.Run("train", "--resume", folder["runs"]).FailsWith(2), StringComparison.Ordinal);
            process.Kill();
            await process.WaitForExitAsync();
        }

        Fpk.Run("train", "--resume", folder["runs"]).Succeeds();
        Fpk.Run([.. args, "--out", folder["whole"]]).Succeeds();
        SameResults();
    }

    // The largest file a process may write stands in for a full disk: the same failure in the middle of a write, and no mount is needed.
    [Fact]
    public async Task Where_no_more_can_be_written_the_checkpoint_before_stays()
    {
        if (!OperatingSystem.IsLinux()) return;
        string[] args = ["train", "--neurons", "12", "--epochs", "20", "--batch", "111", "--threads", "2", "--rule", "linearized"];
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new("bash")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
        };
        foreach (
            string word in (
                string[])["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "fpk", dotnet, Path.Combine(AppContext.BaseDirectory, "fpk.dll"),
                .. args, "--out", folder["runs"], "--checkpoint-every", "1steps"])
            start.ArgumentList.Add(word);
        using (Process process = Process.Start(start)!)
        {
            string line = (await Fpk.Finish(process)).FailsWith(2);
            Assert.Contains("checkpoint.fpk: cannot be written", line, StringComparison.Ordinal);
            Assert.Contains("the last checkpoint stays", line, StringComparison.Ordinal);
        }

        Assert.Equal([Checkpoint], Directory.GetFileSystemEntries(folder["runs.unfinished"]));
        Fpk.Run("train", "--resume", folder["runs"]).Succeeds();
        Fpk.Run([.. args, "--out", folder["whole"]]).Succeeds();
        SameResults();
    }

    [Theory]
    [InlineData("--neurons 13 contradicts", "--neurons", "13")]
    [InlineData("which was begun with --neurons 12", "--neurons", "13")]
    [InlineData("which was begun without it", "--rate", "0.2")]
    [InlineData("leave --out", "--out", "other")]
    [InlineData("begun with another data", "--data", "idx")]
    [InlineData("--checkpoint-every is 'soon'", "--checkpoint-every", "soon")]
    [InlineData("--checkpoint-every is '0steps'", "--checkpoint-every", "0steps")]
    [InlineData("--checkpoint-every is '-1'", "--checkpoint-every", "-1")]
    public void What_contradicts_the_checkpoint_is_refused_and_nothing_changes(string named, string option, string value)
    {
        IdxFiles.Write(folder, "idx");
        Interrupted([.. Small, "--out", folder["runs"]], epochs: 1).FailsWith(130);
        SortedDictionary<string, string> before = folder.Snapshot();
        Assert.Contains(
            named, Fpk.Run("train", "--resume", folder["runs"], option, option == "--data" ? folder[value] : value).FailsWith(2),
            StringComparison.Ordinal);
        Assert.Equal(before, folder.Snapshot());
        Fpk.Run("train", "--resume", folder["runs"], "--neurons", "12", "--threads", "1", "--checkpoint-every", "0.5s").Succeeds();
    }

    [Fact]
    public void A_foreign_or_damaged_checkpoint_is_refused_and_not_written_over()
    {
        Interrupted([.. Small, "--out", folder["runs"]], epochs: 1).FailsWith(130);
        byte[] whole = File.ReadAllBytes(Checkpoint);
        Checkpoint foreign = new("another program");
        foreign.Write(Checkpoint);
        Refused("is a checkpoint of 'another program'");
        new Checkpoint(Continuation.Work.Command).Write(Checkpoint);
        Refused("is not there");
        File.WriteAllText(Checkpoint, "precious");
        Refused("is no checkpoint of fpk");
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 1;
        File.WriteAllBytes(Checkpoint, flipped);
        Refused("is damaged");

        void Refused(string reason)
        {
            SortedDictionary<string, string> before = folder.Snapshot();
            Assert.Contains(reason, Fpk.Run("train", "--resume", folder["runs"]).FailsWith(2), StringComparison.Ordinal);
            Assert.Contains("is not finished", Fpk.Run([.. Small, "--out", folder["runs"]]).FailsWith(2), StringComparison.Ordinal);
            Assert.Equal(before, folder.Snapshot());
        }
    }

    [Fact]
    public void Where_nothing_was_saved_there_is_nothing_to_continue_or_to_lose()
    {
        Assert.Contains("there is no", Fpk.Run("train", "--resume", folder["runs"]).FailsWith(2), StringComparison.Ordinal);
        Directory.CreateDirectory(folder["runs.unfinished"]);
        Assert.Contains("holds no checkpoint", Fpk.Run("train", "--resume", folder["runs"]).FailsWith(2), StringComparison.Ordinal);
        folder.Text("runs.unfinished/.fpk-0123.tmp", "killed in its first write");
        folder.Text("runs.unfinished/lock", "");
        Fpk.Run([.. Small, "--out", folder["runs"]]).Succeeds();
        Assert.Equal([folder["runs"]], Directory.GetFileSystemEntries(folder.Path));

        Directory.CreateDirectory(folder["more.unfinished"]);
        folder.Text("more.unfinished/precious.txt", "mine");
        Assert.Contains("precious.txt is in the way", Fpk.Run([.. Small, "--out", folder["more"]]).FailsWith(2), StringComparison.Ordinal);
        Assert.Equal([folder["more.unfinished/precious.txt"]], Directory.GetFileSystemEntries(folder["more.unfinished"]));
        Assert.Contains("needs --out", Fpk.Run([.. Small, "--checkpoint-every", "9"]).FailsWith(2), StringComparison.Ordinal);
    }

    /// <summary>The checkpoints that a training leaves on its way, each taken when an epoch of a run was told of.</summary>
    private List<byte[]> Checkpoints(string[] args, int expected = ExitCode.Done)
    {
        List<byte[]> all = [];
        using Watcher output = new(() => all.Add(File.ReadAllBytes(Checkpoint)));
        using StringWriter error = new();
        Assert.Equal(
            expected, Application.Run([.. args, "--out", folder["runs"], "--checkpoint-every", "5steps"], new Surroundings(output, error)));
        Directory.Delete(folder["runs"], recursive: true);
        return all;
    }

    private static Outcome Interrupted(string[] args, int epochs)
    {
        using CancellationTokenSource stop = new();
        using Watcher output = new(() =>
        {
            if (--epochs == 0) stop.Cancel();
        });
        using StringWriter error = new();
        int code = Application.Run(args, new Surroundings(output, error, stop.Token));
        return new Outcome(code, output.ToString(), error.ToString());
    }

    private void SameResults(string heldOut = "test")
    {
        Assert.Equal(
            MetricsFile.Read(folder["whole/metrics.csv"], heldOut).Results(),
            MetricsFile.Read(folder["runs/metrics.csv"], heldOut).Results());
        string[] files =
        [
            .. Directory.GetFiles(folder["whole"], "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder["whole"], file)).Order(),
        ];
        Assert.Equal(
            files, Directory.GetFiles(folder["runs"], "*", SearchOption.AllDirectories).Select(
                file => Path.GetRelativePath(folder["runs"], file)).Order());

        // These hold times.
        foreach (string file in files.Except(["metrics.csv", "report.html", "results.csv", "settings.csv"]))
            Assert.True(Bytes($"whole/{file}").SequenceEqual(Bytes($"runs/{file}")), file);
        Assert.False(Directory.Exists(folder["runs.unfinished"]));
    }

    // Of a record without the folder's own name, the date and the time taken.
    private byte[] Bytes(string file)
    {
        if (!file.EndsWith("run.json", StringComparison.Ordinal)) return File.ReadAllBytes(folder[file]);
        JsonNode record = JsonNode.Parse(File.ReadAllText(folder[file]))!;
        foreach (string name in (string[])["command line", "date", "wall time"])
            Assert.True(record["settings"]!.AsObject().Remove(name), name);
        return Encoding.UTF8.GetBytes(record.ToJsonString());
    }

    // Looks in when a line says that an epoch is done.
    private sealed class Watcher(Action look) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("epoch ", StringComparison.Ordinal) == true) look();
        }
    }
}

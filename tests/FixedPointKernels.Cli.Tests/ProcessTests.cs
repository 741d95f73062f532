using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>fpk as a process: streams, exit codes, environment, signals.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly Dictionary<string, string> Plain = [];
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Solve_and_update_run_and_say_so()
    {
        Golden one = Golden.Named("tanh-ce-6");
        string[] files = ["--weights", folder.Npy("W.npy", one["W"], 6, 6), "--input", folder.Npy("X.npy", one["X"], 3, 6)];
        Outcome solved = await Fpk.RunProcess(Plain, ["solve", .. files, "--tolerance", "1e-13", "--out", folder["R.npy"]]);
        Assert.Contains("3 of 3 samples converged", solved.Succeeds(), StringComparison.Ordinal);
        Near.Relative(one["r"], Npy.Read(folder["R.npy"]).ToDoubles(), 1e-9);

        Outcome updated = await Fpk.RunProcess(
            Plain, ["update", "--rule", "finite-step", "--rate", "0.1", .. files, .. one.Loss(folder), "--out", folder["dW.npy"]]);
        updated.Succeeds();
        Near.Relative(one["finiteStepPerSampleMean"], Npy.Read(folder["dW.npy"]).ToDoubles(), 1e-9);
    }

    [Theory]
    [InlineData("solve")]
    [InlineData("update")]
    [InlineData("verify")]
    [InlineData("info")]
    [InlineData("--help")]
    public async Task A_bad_width_is_one_line_in_every_verb(string verb)
    {
        Outcome outcome = await Fpk.RunProcess(new Dictionary<string, string> { ["FPK_SIMD"] = "1024" }, verb);
        string line = outcome.FailsWith(2);
        Assert.Contains("FPK_SIMD=1024", line, StringComparison.Ordinal);
        Assert.Contains("512, 256, 128, native or 1", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_input_is_one_line()
    {
        Outcome outcome = await Fpk.RunProcess(
            Plain, "solve", "--weights", folder["none.npy"], "--input", folder["none.npy"], "--out", folder["R.npy"]);
        Assert.Contains("none.npy: does not exist", outcome.FailsWith(2), StringComparison.Ordinal);
        Assert.Empty(folder.Snapshot());
    }

    [Fact]
    public async Task A_trace_is_shown_on_request_only()
    {
        Outcome outcome = await Fpk.RunProcess(new Dictionary<string, string> { ["FPK_TRACE"] = "1" }, "verify", folder["none.json"]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("   at ", outcome.Error, StringComparison.Ordinal);
    }

    // Two billion Euler steps of two neurons take minutes; a second of processor time says that the work is under way.
    [Fact]
    public async Task Ctrl_C_ends_the_work_with_130_and_nothing_written()
    {
        if (OperatingSystem.IsWindows()) return;
        string[] args =
        [
            "solve", "--solver", "euler", "--steps", "2000000000", "--weights", folder.Npy("W.npy", [0, 0.5, 0.5, 0], 2, 2),
            "--input", folder.Npy("X.npy", [1, 1], 1, 2), "--out", folder.Text("R.npy", "old"),
        ];
        var before = folder.Snapshot();
        using Process process = Fpk.Start(Plain, args);
        Wait.Until(() => process.HasExited || process.TotalProcessorTime >= TimeSpan.FromSeconds(1));
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        Outcome outcome = await Fpk.Finish(process);
        Assert.Contains("interrupted; nothing was written", outcome.FailsWith(130), StringComparison.Ordinal);
        Assert.Equal(before, folder.Snapshot());
    }
}

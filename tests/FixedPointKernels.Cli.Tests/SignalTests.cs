using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>The first Ctrl-C, and SIGTERM, end a process that waits for a pipe, whose other end never comes or never says
/// anything.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    // 143 = 128 + 15, 130 = 128 + 2: as a shell counts what ended a process.
    [Theory]
    [InlineData("-TERM", 143, "solve --weights pipe --input X.npy --out R.npy")]
    [InlineData("-INT", 130, "solve --weights W.npy --input pipe --out R.npy")]
    [InlineData("-INT", 130, "solve --weights W.npy --input X.npy --out pipe")]
    [InlineData("-TERM", 143, "update --rule linearized --weights W.npy --input X.npy --targets pipe --out R.npy")]
    [InlineData("-INT", 130, "verify pipe")]
    [InlineData("-TERM", 143, "train --data idx")]
    [InlineData("-INT", 130, "eval --weights-dir run")]
    [InlineData("-TERM", 143, "experiment linear --inputs lin --out page")]
    [InlineData("-INT", 130, "experiment mnist --data idx --out page")]
    public async Task The_first_signal_ends_the_wait_for_the_other_end(string signal, int code, string command)
    {
        if (!OperatingSystem.IsLinux()) return;
        using Process process = await Start(command);

        // Asleep: no processor time between two looks. Too early a signal would be obeyed as well, so that this can fail no good program.
        TimeSpan before = TimeSpan.FromSeconds(-1);
        Wait.Until(() =>
        {
            System.Threading.Thread.Sleep(200);
            TimeSpan now = process.TotalProcessorTime;
            (bool asleep, before) = (now == before && now > TimeSpan.FromMilliseconds(50), now);
            return process.HasExited || asleep;
        });
        await Ends(process, signal, code);
    }

    // The other end is open, and silent: the process has been seen to open its own.
    [Theory]
    [InlineData("-TERM", 143, "solve --weights pipe --input X.npy --out R.npy", FileAccess.Write)]
    [InlineData("-INT", 130, "verify pipe", FileAccess.Write)]
    [InlineData("-INT", 130, "experiment linear --inputs lin --out page", FileAccess.Write)]
    public async Task The_first_signal_ends_the_wait_for_a_word(string signal, int code, string command, FileAccess access)
    {
        if (!OperatingSystem.IsLinux()) return;
        using Process process = await Start(command);
        using FileStream silent = new(folder["pipe"], FileMode.Open, access, FileShare.ReadWrite);
        await Ends(process, signal, code);
    }

    private static async Task Ends(Process process, string signal, int code)
    {
        using Process kill = Process.Start("kill", [signal, $"{process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal("fpk: interrupted; nothing was written", (await Fpk.Finish(process)).FailsWith(code).TrimEnd());
    }

    private async Task<Process> Start(string command)
    {
        folder.Npy("W.npy", [0, 0.5, 0.5, 0], 2, 2);
        folder.Npy("X.npy", [1, 1], 1, 2);
        foreach (string name in (string[])["idx", "run", "lin"]) Directory.CreateDirectory(folder[name]);
        using Process make = Process.Start("mkfifo", [folder["pipe"]]);
        await make.WaitForExitAsync();
        foreach (
            string link in (
                string[])["idx/train-images-idx3-ubyte", "idx/train-labels-idx1-ubyte", "idx/t10k-images-idx3-ubyte",
                "idx/t10k-labels-idx1-ubyte", "run/run.json", "lin/W0.npy"])
            File.CreateSymbolicLink(folder[link], folder["pipe"]);
        static bool IsFile(string word) =>
            word is "pipe" or "idx" or "run" or "lin" or "page" || word.EndsWith(".npy", StringComparison.Ordinal);
        return Fpk.Start(
            new Dictionary<string, string>(), Array.ConvertAll(command.Split(' '), word => IsFile(word) ? folder[word] : word));
    }
}

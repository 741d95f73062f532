using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>Ctrl-C in the middle of a long solve keeps what is done; from the second second on a line says how far it is.</summary>
public sealed class SolveInterruptTests : IDisposable
{
    // 64 rows at a time take 20,000 steps each: some 20 ms, so in the second before the first progress line many are done, and of 100,000
    // the most are not.
    private const int Samples = 100_000;
    private const int Steps = 20_000;

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Samples_that_are_done_are_kept()
    {
        string[] args =
        [
            "solve", "--solver", "euler", "--steps", $"{Steps}", "--step", "0.5", "--weights", folder.Npy("W.npy", [0, 0.5, 0.5, 0], 2, 2),
            "--input", folder.Npy("X.npy", [.. Enumerable.Repeat(1.0, 2 * Samples)], Samples, 2), "--activation", "linear",
            "--out", folder["R.npy"], "--status", folder["S.csv"],
        ];
        using CancellationTokenSource source = new();
        using Trigger output = new(source);
        using StringWriter error = new();
        int code = Application.Run(args, new Surroundings(output, error, source.Token));

        Outcome outcome = new(code, output.ToString(), error.ToString());
        string line = outcome.FailsWith(130);
        Assert.StartsWith("solve: ", outcome.Output, StringComparison.Ordinal);
        double[] rates = Npy.Read(folder["R.npy"]).ToDoubles();
        string[][] rows = [.. File.ReadAllLines(folder["S.csv"]).Skip(1).Select(row => row.Split(','))];
        Assert.Equal(Samples, rows.Length);
        int done = rows.Count(row => row[1] != "Cancelled");
        Assert.Contains($"interrupted; {done} of {Samples} samples are done", line, StringComparison.Ordinal);
        Assert.InRange(done, 64, Samples - 64);
        for (int k = 0; k < Samples; k++)
        {
            bool isDone = rows[k][1] == "Converged", begun = rows[k][3] != "0";
            Assert.True(begun || !isDone);
            if (begun) Assert.True(double.Parse(rows[k][2], CultureInfo.InvariantCulture) >= 0);

            // r = r/2 + 1 in both neurons: 2, reached by steps of ½ to the last bit long before the 20,000th.
            if (isDone) Assert.Equal(2, rates[2 * k], 1e-12);
            Assert.Equal(!begun, double.IsNaN(rates[2 * k]));
        }
    }

    // The person at the keyboard: sees the first progress line and presses Ctrl-C.
    private sealed class Trigger(CancellationTokenSource source) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.Contains("samples done", StringComparison.Ordinal)) source.Cancel();
        }
    }
}

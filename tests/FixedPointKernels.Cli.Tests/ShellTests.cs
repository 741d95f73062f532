using System;
using System.IO;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>fpk between pipes, devices, closed streams and folders that go away, each through a process and a shell.</summary>
public sealed class ShellTests : IDisposable
{
    private const string Solve = "fpk solve --weights W.npy --input X.npy ";
    private readonly WorkFolder folder = new();

    public ShellTests()
    {
        folder.Npy("W.npy", [0.1, 0.2, -0.3, 0.4], 2, 2);
        folder.Npy("X.npy", [1, 2, 3, 4, 5, 6], 3, 2);
        folder.Npy("T.npy", [1, 1, 1, 1, 1, 1], 3, 2);
        Assert.Equal(0, Fpk.Run("solve", "--weights", folder["W.npy"], "--input", folder["X.npy"], "--out", folder["expected.npy"]).Code);
        Assert.Equal(
            0, Fpk.Run(
                "update", "--rule", "euclidean", "--weights", folder["W.npy"], "--input", folder["X.npy"], "--targets", folder["T.npy"],
                "--out", folder["dW.npy"]).Code);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_pipe_with_a_writer_is_an_input()
    {
        if (OperatingSystem.IsWindows()) return;
        (await Sh("mkfifo w x; cat W.npy > w & cat X.npy > x & fpk solve --weights w --input x --out R.npy")).Succeeds();
        Same("expected.npy", "R.npy");
        (
            await Sh(
                "mkfifo t; cat T.npy > t & cat X.npy | fpk update --rule euclidean --weights W.npy --input /dev/stdin --targets t "
                    + "--out d.npy")).Succeeds();
        Same("dW.npy", "d.npy");
        File.Copy(Golden.File, folder["golden.json"]);
        Assert.Contains("all hold", (await Sh("mkfifo g; cat golden.json > g & fpk verify g")).Succeeds(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_with_half_an_array_is_truncated()
    {
        if (OperatingSystem.IsWindows()) return;
        Outcome outcome = await Sh("head -c 140 W.npy | fpk solve --weights - --input X.npy --out R.npy");
        Assert.Contains(
            "standard input: the header says 2×2 float64, which is 32 bytes, but 12 bytes of data are there (truncated)",
            outcome.FailsWith(2), StringComparison.Ordinal);
        Assert.Contains(
            "w: is truncated: 7 bytes",
            (await Sh("mkfifo w; head -c 7 W.npy > w & fpk solve --weights w --input X.npy --out R.npy")).FailsWith(2),
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder["R.npy"]));
    }

    [Fact]
    public async Task A_pipe_as_output_is_written_into()
    {
        if (OperatingSystem.IsWindows()) return;
        Outcome outcome = await Sh(
            $"mkfifo out s; cat out > copy & cat s > table & {Solve} --no-stability --out out --status s && wait && test -p out "
                + "&& test -p s");
        Assert.EndsWith("out is written", outcome.Succeeds().TrimEnd(), StringComparison.Ordinal);
        Same("expected.npy", "copy");
        Assert.StartsWith("sample,status,residual,iterations\n0,Converged,", File.ReadAllText(folder["table"]), StringComparison.Ordinal);
        (
            await Sh(
                "mkfifo d; cat d > copied & fpk update --rule euclidean --weights W.npy --input X.npy --targets T.npy --out d && wait "
                    + "&& test -p d")).Succeeds();
        Same("dW.npy", "copied");
    }

    [Fact]
    public async Task A_device_or_a_socket_as_output_stays_what_it_is()
    {
        if (!OperatingSystem.IsLinux()) return;
        (await Sh($"{Solve} --out /dev/null && test -c /dev/null")).Succeeds();
        Assert.Contains(
            "/dev/full: cannot be written: No space left",
            (await Sh($"{Solve} --out /dev/full; code=$?; test -c /dev/full && exit $code")).FailsWith(2), StringComparison.Ordinal);
        using System.Net.Sockets.Socket socket = new(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(folder["socket"]));
        Assert.Contains(
            "socket: cannot be written", (await Sh($"{Solve} --out socket; code=$?; test -S socket && exit $code")).FailsWith(2),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_minus_is_standard_output_and_standard_input()
    {
        if (OperatingSystem.IsWindows()) return;
        Outcome outcome = await Sh("fpk solve --weights W.npy --input - --out - < X.npy > R.npy");
        Assert.Equal((0, ""), (outcome.Code, outcome.Output));
        Assert.StartsWith("3 of 3 samples converged", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith("standard output is written", outcome.Error.TrimEnd(), StringComparison.Ordinal);
        Same("expected.npy", "R.npy");

        outcome = await Sh(
            "fpk solve --weights - --input X.npy --out - --status S.csv < W.npy 2> told | fpk update --rule euclidean --weights W.npy "
                + "--input X.npy --targets - --out - > d.npy");
        Assert.Equal(0, outcome.Code);
        Assert.Equal([2, 2], Npy.Read(folder["d.npy"]).Shape.ToArray());
        Assert.True(File.Exists(folder["S.csv"]));
        Assert.Contains("all hold", (await Sh($"fpk verify - < '{Golden.File}'")).Succeeds(), StringComparison.Ordinal);
        Assert.Contains(
            "standard output: cannot be written: No space left", (await Sh($"{Solve} --out - > /dev/full")).FailsWith(2),
            StringComparison.Ordinal);
        Assert.Contains("standard output: cannot be written", (await Sh($"{Solve} --out - >&-")).FailsWith(2), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["-"]));
    }

    [Fact]
    public void A_minus_is_refused_where_a_person_sits()
    {
        using StringWriter output = new(), error = new();
        Surroundings here = new(output, error) { OutputIsTerminal = true, InputIsTerminal = true };
        Assert.Equal(2, Application.Run(["solve", "--weights", folder["W.npy"], "--input", folder["X.npy"], "--out", "-"], here));
        Assert.StartsWith(
            "fpk: --out - writes an array for programs, but standard output is a terminal", error.ToString(), StringComparison.Ordinal);
        error.GetStringBuilder().Clear();
        Assert.Equal(2, Application.Run(["solve", "--weights", folder["W.npy"], "--input", "-", "--out", folder["R.npy"]], here));
        Assert.StartsWith("fpk: standard input: is a terminal", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task A_standard_input_that_nobody_gave_is_not_waited_for()
    {
        if (!OperatingSystem.IsLinux()) return;
        const string Expected = "fpk: standard input: is closed; send a file into it: fpk ... < FILE";
        Assert.Equal(Expected, (await Sh("fpk solve --weights W.npy --input - --out R.npy <&-")).FailsWith(2).TrimEnd());
        Assert.Equal(
            Expected,
            (await Sh("fpk update --rule euclidean --weights W.npy --input - --targets X.npy --out R.npy <&-")).FailsWith(2).TrimEnd());
        Assert.Equal(Expected, (await Sh("fpk verify - <&-")).FailsWith(2).TrimEnd());

        // What reads no standard input does not miss it.
        Assert.Equal(0, (await Sh($"{Solve} --out R.npy <&-")).Code);
        Same("expected.npy", "R.npy");
    }

    [Fact]
    public async Task Names_of_files_do_not_write_to_the_terminal()
    {
        if (!OperatingSystem.IsLinux()) return;
        Outcome outcome = await Sh($"{Solve} --out \"$(printf 'a\\033[31mb\\nc.npy')\"");
        Assert.Equal(0, outcome.Code);
        Assert.EndsWith("; a [31mb c.npy is written", outcome.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains(
            "a name that is no UTF-8", (await Sh($"{Solve} --out \"$(printf 'bad\\377.npy')\"")).FailsWith(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("> /dev/full", "No space left on device")]
    [InlineData(">&-", "it is closed")]
    public async Task A_standard_output_that_takes_nothing_is_one_line_and_the_work_is_done(string redirection, string why)
    {
        if (!OperatingSystem.IsLinux()) return;
        string expected = $"fpk: standard output cannot be written: {why}; all else was done";
        Assert.Equal(expected, (await Sh($"{Solve} --out R.npy {redirection}")).FailsWith(2).TrimEnd());
        Same("expected.npy", "R.npy");
        Assert.Equal(expected, (await Sh($"fpk info {redirection}")).FailsWith(2).TrimEnd());
        Assert.Equal(expected, (await Sh($"fpk --help {redirection}")).FailsWith(2).TrimEnd());
        Assert.Equal(expected, (await Sh($"fpk verify '{Golden.File}' {redirection}")).FailsWith(2).TrimEnd());
        Assert.Equal(
            expected, (await Sh($"fpk train --neurons 5 --epochs 1 --rule linearized --out runs {redirection}")).FailsWith(2).TrimEnd());
        Assert.Equal(expected, (await Sh($"fpk eval --weights-dir runs {redirection}")).FailsWith(2).TrimEnd());
        Assert.Equal(expected, (await Sh($"fpk experiment one-neuron --steps 10 --out page {redirection}")).FailsWith(2).TrimEnd());
        Assert.True(File.Exists(folder["runs/report.html"]) && File.Exists(folder["page/report.html"]));
    }

    [Theory]
    [InlineData("2> /dev/full")]
    [InlineData("2>&-")]
    public async Task An_error_stream_that_takes_nothing_leaves_the_exit_code(string redirection)
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.Equal(new Outcome(2, "", ""), await Sh($"fpk solve --weights none.npy --input X.npy --out R.npy {redirection}"));
    }

    [Theory]
    [InlineData("fpk solve --weights ../W.npy --input ../X.npy --out R.npy")]
    [InlineData("fpk update --rule euclidean --weights ../W.npy --input ../X.npy --targets ../T.npy --out R.npy")]
    [InlineData("fpk train --neurons 5 --epochs 1 --out runs")]
    [InlineData("fpk train --resume runs")]
    [InlineData("fpk eval --weights-dir runs")]
    [InlineData("fpk verify golden.json")]
    [InlineData("fpk experiment one-neuron --steps 10 --out page")]
    public async Task A_working_folder_that_was_removed_is_told(string line)
    {
        if (!OperatingSystem.IsLinux()) return;
        string told = (await Sh($"mkdir gone && cd gone && rmdir ../gone && {line}")).FailsWith(2);
        Assert.EndsWith(
            "(the working folder was removed: go to another, or name files from the root)", told.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_folder_that_was_removed_full_names_do()
    {
        if (!OperatingSystem.IsLinux()) return;
        (
            await Sh(
                $"mkdir gone && cd gone && rmdir ../gone && fpk solve --weights '{folder["W.npy"]}' --input '{folder["X.npy"]}' --out "
                    + $"'{folder["R.npy"]}'")).Succeeds();
        Same("expected.npy", "R.npy");
    }

    // The folder of a training goes away after its first epoch, everything in it: what is written from then on makes it again, and nothing
    // is missing at the end.
    [Fact]
    public void A_folder_of_results_that_is_removed_meanwhile_is_made_again()
    {
        using StringWriter error = new();
        using Remover output = new("epoch   1/2", folder["runs.unfinished"]);
        int code = Application.Run(
            ["train", "--neurons", "5", "--epochs", "2", "--rule", "linearized", "--threads", "1", "--out", folder["runs"]],
            new Surroundings(output, error));
        Assert.Equal((0, ""), (code, error.ToString()));
        Assert.True(output.Removed && File.Exists(folder["runs/report.html"]) && File.Exists(folder["runs/linearized-0.2/W.npy"]));
        Assert.False(Directory.Exists(folder["runs.unfinished"]));
    }

    private sealed class Remover(string when, string what) : StringWriter
    {
        internal bool Removed { get; private set; }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (Removed || value?.StartsWith(when, StringComparison.Ordinal) != true) return;
            Directory.Delete(what, recursive: true);
            Removed = true;
        }
    }

    private Task<Outcome> Sh(string line) => Fpk.Shell(folder.Path, line);

    private void Same(string expected, string found) => Assert.Equal(File.ReadAllBytes(folder[expected]), File.ReadAllBytes(folder[found]));
}

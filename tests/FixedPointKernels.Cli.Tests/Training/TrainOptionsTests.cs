using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Training;

/// <summary>No option of fpk train is ignored: what the others leave without effect is refused before anything is made, and what is taken
/// changes the weights.</summary>
public sealed class TrainOptionsTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--optimizer adam does not apply to "
        + "--train readout", "--train", "readout", "--rule", "linearized", "--optimizer", "adam", "--rate", "0.1")]
    [InlineData("--optimizer adam does not apply to --train readout", "--train", "readout", "--rule", "linearized", "--optimizer", "adam")]
    [InlineData("--optimizer sgd does not apply to --train input", "--train", "input", "--rule", "linearized", "--optimizer", "sgd")]
    [InlineData("--rate 0.1 does not apply to --train readout", "--train", "readout", "--rule", "linearized", "--rate", "0.1")]
    [InlineData("--weight-decay 0.5 does not apply to --train bias", "--train", "bias", "--rule", "linearized", "--weight-decay", "0.5")]
    [InlineData("--adjoint gmres does not apply", "--train", "readout", "--rule", "euclidean", "--adjoint", "gmres")]
    [InlineData("--adjoint shared does not apply", "--train", "recurrent,input", "--rule", "through-time", "--adjoint", "shared")]
    [InlineData("--momentum 0.5 does not apply to --optimizer sgd", "--rule", "linearized", "--momentum", "0.5")]
    [InlineData("--momentum 0.5 does not apply to "
        + "--optimizer adam", "--rule", "linearized", "--optimizer", "adam", "--rate", "0.1", "--momentum", "0.5")]
    [InlineData("--momentum 0.5 does not apply to "
        + "--gradient-optimizer adam", "--rule", "linearized", "--train", "readout", "--momentum", "0.5")]
    [InlineData("--beta1 0.5 does not apply to --optimizer momentum with "
        + "--gradient-optimizer sgd", "--rule", "linearized", "--train", "recurrent,input", "--optimizer", "momentum", "--rate", "0.1",
        "--gradient-optimizer", "sgd", "--beta1", "0.5")]
    [InlineData("--beta2 0.5 does not apply to --optimizer sgd", "--beta2", "0.5")]
    [InlineData("--epsilon 0.5 does not apply to --optimizer sgd", "--epsilon", "0.5")]
    [InlineData("--momentum is 1", "--rule", "linearized", "--optimizer", "momentum", "--rate", "0.1", "--momentum", "1")]
    [InlineData("--momentum is -0.1", "--rule", "linearized", "--optimizer", "momentum", "--rate", "0.1", "--momentum", "-0.1")]
    [InlineData("--beta1 is NaN", "--rule", "linearized", "--optimizer", "adam", "--rate", "0.1", "--beta1", "NaN")]
    [InlineData("--beta2 is 1", "--rule", "linearized", "--optimizer", "adam", "--rate", "0.1", "--beta2", "1")]
    [InlineData("--epsilon is 0", "--rule", "linearized", "--optimizer", "adam", "--rate", "0.1", "--epsilon", "0")]
    [InlineData("--epsilon is 1E-60, but it must be positive and "
        + "finite in float", "--rule", "linearized", "--optimizer", "adam", "--rate", "0.1", "--epsilon", "1e-60", "--precision", "float")]
    [InlineData("--rate is 1E-60, but it must be positive and "
        + "finite in float", "--rule", "linearized", "--rate", "1e-60", "--precision", "float")]
    [InlineData("--rate-readout is 1E-60", "--rule", "linearized", "--train", "readout", "--rate-readout", "1e-60", "--precision", "float")]
    [InlineData("--weight-decay is 1E-60", "--rule", "linearized", "--weight-decay", "1e-60", "--precision", "float")]
    [InlineData("--tolerance 0.001 does not apply to --solver euler", "--rule", "linearized", "--solver", "euler", "--tolerance", "1e-3")]
    [InlineData("--rule through-time goes back through Euler steps", "--rule", "through-time", "--tolerance", "1e-3")]
    [InlineData("--rule through-time goes back through Euler steps", "--rule", "through-time", "--window", "3")]
    [InlineData("--rule through-time goes back through Euler steps", "--rule", "through-time", "--solver", "auto")]
    [InlineData("--published-update is made after Euler steps", "--rule", "linearized", "--published-update", "--window", "3")]
    [InlineData("--published-update is made after Euler steps", "--rule", "linearized", "--published-update", "--polish", "2")]
    [InlineData("does not apply to --rule through-time", "--rule", "through-time", "--published-update")]
    [InlineData("--watch-samples 360 is more than the 359 test samples", "--watch-stability", "5", "--watch-samples", "360")]
    public void What_would_do_nothing_is_refused(string named, params string[] args)
    {
        string line = Fpk.Run(["train", .. args, "--out", folder["runs"]]).FailsWith(2);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    // Every option that decides a step, each beside what it needs: the weights without it and with it differ.
    [Theory]
    [InlineData("--rate", "0.1", "recurrent", "linearized")]
    [InlineData("--weight-decay", "0.5", "recurrent", "linearized")]
    [InlineData("--weight-decay", "0.5", "input", "linearized")]
    [InlineData("--weight-decay", "0.5", "readout", "linearized")]
    [InlineData("--gradient-optimizer", "sgd", "bias", "linearized")]
    [InlineData("--rate-input", "0.1", "bias", "linearized")]
    [InlineData("--rate-readout", "0.1", "readout", "linearized")]
    [InlineData("--schedule", "cosine", "readout", "linearized")]
    [InlineData("--warm-up", "5", "readout", "linearized")]
    [InlineData("--keep-stable", "0.9", "recurrent", "linearized")]
    [InlineData("--initial-gain", "0.3", "readout", "linearized")]
    [InlineData("--adjoint", "shared", "input", "linearized")]
    [InlineData("--solver", "euler", "readout", "linearized")]
    [InlineData("--momentum", "0.5", "recurrent", "linearized", "--optimizer", "momentum", "--rate", "0.1")]
    [InlineData("--momentum", "0.5", "bias", "linearized", "--gradient-optimizer", "momentum")]
    [InlineData("--beta1", "0.5", "recurrent", "linearized", "--optimizer", "adam", "--rate", "0.01")]
    [InlineData("--beta2", "0.5", "readout", "linearized")]
    [InlineData("--epsilon", "0.1", "input", "linearized")]
    public void What_is_taken_changes_the_weights(string option, string value, string parts, string rule, params string[] more)
    {
        string[] args =
        [
            "train", "--neurons", "12", "--epochs", "1", "--batch", "111", "--threads", "1", "--rule", rule, "--train", parts, .. more,
        ];
        Fpk.Run([.. args, "--out", folder["without"]]).Succeeds();
        Fpk.Run([.. args, option, value, "--out", folder["with"]]).Succeeds();
        Assert.NotEqual(Weights("without"), Weights("with"));
        string settings = File.ReadAllText(folder["with/settings.csv"]);
        if (option is "--momentum" or "--beta1" or "--beta2" or "--epsilon") Assert.Contains(value, settings, StringComparison.Ordinal);

        string Weights(string name) => string.Concat(
            Directory.GetFiles(folder[name], "*.npy", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(
                file => Convert.ToHexString(File.ReadAllBytes(file))));
    }

    [Fact]
    public void Without_W_among_the_parts_the_rule_is_said_to_do_nothing()
    {
        string[] args = ["train", "--neurons", "12", "--epochs", "1", "--batch", "111", "--threads", "1", "--train", "readout", "--rule"];
        Assert.Contains(
            "W stays as drawn: the rule only names the run", Fpk.Run([.. args, "linearized", "--out", folder["a"]]).Succeeds(),
            StringComparison.Ordinal);
        Fpk.Run([.. args, "euclidean", "--out", folder["b"]]).Succeeds();
        Assert.Equal(File.ReadAllBytes(folder["a/linearized-0/readout.npy"]), File.ReadAllBytes(folder["b/euclidean-0/readout.npy"]));
    }

    [Fact]
    public void Resume_keeps_the_constants_and_refuses_others()
    {
        string[] args =
        [
            "train", "--neurons", "12", "--epochs", "1", "--batch", "111", "--threads", "1", "--rule", "linearized", "--optimizer",
            "momentum", "--rate", "0.1", "--momentum", "0.5",
        ];
        Fpk.Run(new System.Threading.CancellationToken(canceled: true), [.. args, "--out", folder["runs"]]).FailsWith(130);
        string line = Fpk.Run("train", "--resume", folder["runs"], "--momentum", "0.6").FailsWith(2);
        Assert.Contains("begun with --momentum 0.5", line, StringComparison.Ordinal);
        Fpk.Run("train", "--resume", folder["runs"]).Succeeds();
        Fpk.Run([.. args, "--out", folder["whole"]]).Succeeds();
        Assert.Equal(File.ReadAllBytes(folder["whole/linearized-0.1/W.npy"]), File.ReadAllBytes(folder["runs/linearized-0.1/W.npy"]));
    }

    [Fact]
    public void Help_states_the_conventions()
    {
        string help = string.Join(
            ' ', Fpk.Run("train", "--help").Succeeds().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        foreach (
            string said in (
                string[])["Decoupled, as in AdamW", "never of b", "no Nesterov", "[default: 0.9]", "[default: 0.999]", "[default: 1e-8]",
                "but with --solver chord and --adjoint shared or gmres", "the divisor stays the batch size", "Exit codes: 0 done"])
            Assert.Contains(said, help, StringComparison.Ordinal);
    }
}

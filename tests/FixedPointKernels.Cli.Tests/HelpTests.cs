using System;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData(
        "solve", "--weights", "--input", "--activation", "--solver", "--tolerance", "--precision", "--out", "--status", "--damping",
        "--step", "--steps")]
    [InlineData(
        "update", "--rule", "--readout", "--labels", "--targets", "--rate", "--weights", "--input", "--solver", "--tolerance",
        "--precision", "--out", "--status")]
    [InlineData("verify", "FILE.json", "--precision", "--tolerance")]
    [InlineData("info", "FPK_SIMD")]
    [InlineData("train", "--inputs", "--labels", "--targets", "--weights-dir", "--resume")]
    [InlineData("eval", "--weights-dir", "--inputs", "--labels", "--targets", "--out")]
    [InlineData("import", "--weights", "--input", "--bias", "--readout", "--outputs", "--activation", "--gain", "--precision", "--out")]
    [InlineData("experiment", "one-neuron", "landscape", "linear", "angles")]
    [InlineData(
        "organics", "solve", "stability", "iteration", "conjecture", "response", "phase", "basin", "train-static", "train-sequential")]
    [InlineData("temporal", "train", "gradient", "lyapunov", "floss", "gain-sweep", "floss-study", "xor")]
    public void Every_verb_explains_its_options_and_ends_with_examples(string verb, params string[] words)
    {
        string help = Fpk.Run(verb, "--help").Succeeds();
        Assert.All(words, word => Assert.Contains(word, help, StringComparison.Ordinal));
        string examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"fpk {verb}", examples, StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_lists_every_verb_and_the_exit_codes()
    {
        string help = Fpk.Run("--help").Succeeds();
        Assert.All(
            (string[])[
                "solve", "update", "verify", "info", "train", "eval", "import", "experiment", "organics", "temporal", "Exit codes",
                "Examples:"],
            word => Assert.Contains(word, help, StringComparison.Ordinal));
    }

    // The examples are parsed with the program's own parser: what fails is a file that is not there, not an option.
    [Theory]
    [InlineData("solve")]
    [InlineData("update")]
    [InlineData("verify")]
    [InlineData("eval")]
    [InlineData("import")]
    public void Every_example_is_a_command_line_that_parses(string verb)
    {
        string help = Fpk.Run(verb, "--help").Succeeds();
        string[] examples =
        [
            .. help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n').Skip(1).Where(line => line.Trim().Length > 0),
        ];
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            string[] words = example.Trim().Split(' ');
            int first = Array.IndexOf(words, "fpk") + 1;
            Assert.Contains("does not exist", Fpk.Run(words[first..]).FailsWith(2), StringComparison.Ordinal);
        }
    }
}

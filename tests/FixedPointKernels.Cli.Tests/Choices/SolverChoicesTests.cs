using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Choices;

/// <summary>The library's methods, docs/choosing.md, the help of every verb and what the verbs accept say the same.</summary>
public sealed partial class SolverChoicesTests : IDisposable
{
    private static readonly string[] Verbs = ["solve", "update", "train", "eval"];
    private readonly WorkFolder folder = new();

    public static TheoryData<string> Solvers => [.. Enum.GetNames<SolverMethod>().Select(name => name.ToLowerInvariant())];

    public void Dispose() => folder.Dispose();

    // Neumann's series is an approximation, offered to programs that ask for it and to no command.
    [Fact]
    public void Docs_help_and_library_name_the_same_methods()
    {
        string[] solvers = [.. Enum.GetNames<SolverMethod>().Select(name => name.ToLowerInvariant()).Order()];
        string[] adjoints = [.. Enum.GetNames<AdjointMethod>().Select(name => name.ToLowerInvariant()).Order()];
        Assert.Equal(solvers, SolverChoices.Names.Order());
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "choosing.md"));
        Assert.Equal(solvers, Named(page, "## Solver").Intersect([.. solvers, "settle"]));
        Assert.Equal(adjoints, Named(page, "## Adjoint").Intersect(adjoints));
        foreach (string verb in Verbs)
        {
            string help = Fpk.Run(verb, "--help").Succeeds();
            Assert.All(solvers, name => Assert.Matches($@"--solver.*\b{name}\b", help));
        }

        string train = Fpk.Run("train", "--help").Succeeds();
        Assert.All(adjoints.Except(["neumann"]), name => Assert.Matches($@"--adjoint.*\b{name}\b", train));
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Every_verb_with_a_solver_takes_every_method(string solver)
    {
        Golden one = Golden.Named("tanh-ce-6");
        string[] files =
        [
            "--weights", folder.Npy("W.npy", one["W"], 6, 6), "--input", folder.Npy("X.npy", one["X"], 3, 6), "--solver", solver,
        ];
        int done = solver == "euler" ? 3 : 0;
        Assert.Equal(done, Fpk.Run(["solve", .. files, "--out", folder["R.npy"]]).Code);
        Assert.Equal(done, Fpk.Run(["update", "--rule", "euclidean", .. files, .. one.Loss(folder), "--out", folder["dW.npy"]]).Code);
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("shared")]
    [InlineData("gmres")]
    public void Training_takes_every_adjoint(string adjoint) =>
        Fpk.Run(
            "train", "--epochs", "1", "--neurons", "5", "--batch", "500", "--rule", "euclidean", "--rate", "0.1", "--threads", "1",
            "--adjoint", adjoint).Succeeds();

    // --steps K means K steps: for Euler exactly, for the others where a tolerance beyond rounding is never met.
    [Theory]
    [InlineData("euler", 200)]
    [InlineData("iterate", 5)]
    [InlineData("anderson", 5)]
    public void The_table_counts_the_steps_that_were_asked_for(string solver, int steps)
    {
        Golden one = Golden.Named("tanh-ce-6");
        Outcome outcome = Fpk.Run(
            "solve", "--weights", folder.Npy(
                "W.npy", one["W"], 6, 6), "--input", folder.Npy("X.npy", one["X"], 3, 6), "--solver", solver, "--steps", $"{steps}",
            "--tolerance", "1e-300", "--no-stability", "--out", folder["R.npy"], "--status", folder["S.csv"]);
        Assert.Equal(3, outcome.Code);
        Assert.All(File.ReadLines(folder["S.csv"]).Skip(1), row => Assert.EndsWith($",{steps}", row, StringComparison.Ordinal));
    }

    // The words in backquotes of a section.
    private static string[] Named(string page, string section)
    {
        int from = page.IndexOf(section, StringComparison.Ordinal), to = page.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        string text = to < 0 ? page[from..] : page[from..to];
        return [.. Word().Matches(text).Select(match => match.Groups[1].Value.ToLowerInvariant()).Distinct().Order()];
    }

    [GeneratedRegex("`([A-Za-z-]+)`")]
    private static partial Regex Word();
}

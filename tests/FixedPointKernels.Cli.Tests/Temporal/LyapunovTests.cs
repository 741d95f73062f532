using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Temporal;

/// <summary>fpk temporal lyapunov: networks whose exponents are known, trials, directions that die, and what it refuses.</summary>
public sealed class LyapunovTests : IDisposable
{
    private const int Units = 3;
    private readonly WorkFolder folder = new();

    public LyapunovTests()
    {
        Random random = new(7);
        Npy.Write<double>(folder["D.npy"], [0.9, 0, 0, 0, -0.5, 0, 0, 0, 0.2], Units, Units);
        Npy.Write<double>(folder["W.npy"], [.. Enumerable.Range(0, 9).Select(_ => (2 * random.NextDouble()) - 1)], Units, Units);
        Npy.Write<double>(folder["U.npy"], [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble())], Units, 2);
        Npy.Write<double>(folder["X.npy"], [.. Enumerable.Range(0, 20 * 4 * 2).Select(_ => random.NextDouble())], 20, 4, 2);
        Npy.Write<double>(folder["b.npy"], [-9, -9, -9], Units);
    }

    public void Dispose() => folder.Dispose();

    // A diagonal linear map: after 200 steps what is left of a wrong direction is (0.5/0.9)^200.
    [Fact]
    public void Of_a_linear_network_they_are_the_logarithms_of_its_eigenvalues()
    {
        Run("D --activation linear --form P --alpha 1 --steps 300 --warm-up 200").Succeeds();
        double[][] rows = Rows();
        Assert.Equal([Math.Log(0.9), Math.Log(0.5), Math.Log(0.2)], rows.Select(row => row[1]), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData("--form V --alpha 0.3")]
    [InlineData("--form R --activation softplus --alpha 0.3")]
    [InlineData("--form P --alpha 0.3 --interval 3")]
    public void Their_sum_is_the_mean_logarithm_of_the_determinant(string line)
    {
        string said = Run($"W {line} --input X --input-weights U --warm-up 5").Succeeds();
        string[] words = said[said.IndexOf("their sum", StringComparison.Ordinal)..].Split(['\n', ' ', ',']);
        Assert.Equal(words[2], words[8]);
        double[][] rows = Rows();
        Assert.All(rows, row => Assert.Equal(row[1] / 0.3, row[2], 1e-12));
        Assert.All(rows, row => Assert.True(row[5] > 0));
    }

    [Fact]
    public void The_page_has_spectrum_estimate_and_sum()
    {
        Run("W --steps 40", "--report", folder["page"]).Succeeds();
        Assert.All(
            ["spectrum.csv", "running.csv", "sum.csv", "exponents.csv", "report.html"],
            name => Assert.True(File.Exists(folder[$"page/{name}"])));
    }

    [Fact]
    public void Directions_that_die_are_said()
    {
        string said = Run("W --activation relu --alpha 1 --bias b --steps 20").Succeeds();
        Assert.Contains("all directions died", said, StringComparison.Ordinal);
        Assert.All(Rows(), row => Assert.Equal(double.NegativeInfinity, row[1]));
    }

    [Fact]
    public void Growth_beyond_double_precision_is_said()
    {
        Npy.Write<double>(folder["L.npy"], [2], 1, 1);
        Assert.Contains("differences grow: after", Run("L --activation linear --alpha 1 --steps 100").Succeeds(), StringComparison.Ordinal);
        string left = Run("L --activation linear --alpha 1 --steps 2000").FailsWith(3);
        Assert.Contains("left the finite numbers", left, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("W --exponents 4", "--exponents is 4, but 3 neurons have 1 to 3")]
    [InlineData("W --exponents 0", "--exponents is 0, but 3 neurons have 1 to 3")]
    [InlineData("W --steps 10 --warm-up 10", "--warm-up is 10, but there are 10 steps")]
    [InlineData("W --steps 10 --interval 11", "--interval is 11, but there are 10 steps")]
    [InlineData("W --steps 10 --interval 10 --warm-up 3", "no segment of 10 steps counts")]
    [InlineData("W --steps 0", "--steps is 0, but it must be at least 1")]
    [InlineData("W --alpha 0", "--alpha is 0, but it must be in (0, 1]")]
    [InlineData("W --alpha 1.1", "--alpha is 1.1, but it must be in (0, 1]")]
    [InlineData("W --input X", "--input needs --input-weights U.npy")]
    [InlineData("W --input-weights U", "does not apply to a network left alone")]
    [InlineData("W --input X --input-weights U --steps 4", "--steps 4 does not apply to --input")]
    [InlineData("W --input W --input-weights U", "the input must be T×2 or T×B×2")]
    [InlineData("W --input X --input-weights b", "the input weights must be a matrix")]
    [InlineData("U", "the weights must be square")]
    [InlineData("W --bias U", "the bias must be (3,)")]
    [InlineData("N", "holds 1×1 float64 whose entry (0, 0) is NaN")]
    public void What_cannot_be_is_refused_in_one_line(string line, string fragment)
    {
        Npy.Write<double>(folder["N.npy"], [double.NaN], 1, 1);
        Assert.Contains(fragment, Run(line).FailsWith(2), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["L.csv"]));
    }

    private double[][] Rows() =>
    [
        .. File.ReadLines(folder["L.csv"]).Skip(1).Select(row => row.Split(',').Select(
            cell => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()),
    ];

    private Outcome Run(string line, params string[] more)
    {
        string[] words = [.. line.Split(' ').Select(word => word.Length == 1 && char.IsLetter(word[0]) && word is not ("V" or "R" or "P")
            ? folder[$"{word}.npy"] : word)];
        return Fpk.Run(["temporal", "lyapunov", "--weights", .. words, .. more, "--out", folder["L.csv"]]);
    }
}

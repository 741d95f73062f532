using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Organics;

/// <summary>fpk organics solve: points, table, exit codes, and what is refused.</summary>
public sealed class CircuitSolveVerbTests : IDisposable
{
    private const string Plain = """{"W": [[1, 0.5], [0.25, 2]], "b": 0.5, "b0": [0.5, 1], "sigma": 0.1, "tau_y": 2, "tau_a": 3}""";

    private const string Recurrent = """
        {"W": [[1, 0.5], [0.25, 2]], "Wr": [[0.3, -0.8], [0.8, 0.3]], "b": 0.5, "b0": 0.5, "sigma": 0.3, "tau_y": 2, "tau_a": 2}
        """;

    private readonly WorkFolder folder = new();

    public CircuitSolveVerbTests()
    {
        folder.Text("C.json", Plain);
        folder.Text("R.json", Recurrent);
        folder.Npy("Z.npy", [1, -2, 0, 0, double.NaN, 1], 3, 2);
    }

    public void Dispose() => folder.Dispose();

    // a = (b0 sigma)² + W (b z)², y = b z/√a: in Plain of z = (1, −2) a = (0.0025 + 0.25 + 0.5, 0.01 + 0.0625 + 2).
    [Fact, Trait("Leg", "Any")]
    public void The_closed_form_is_written_with_its_table()
    {
        Outcome outcome = Fpk.Run(
            "organics", "solve", "--circuit", folder["C.json"], "--drive", folder["Z.npy"], "--out", folder["P.npy"], "--status",
            folder["S.csv"]);
        Assert.Contains("1 of 3 samples did not converge (1 NonFinite)", outcome.FailsWith(3), StringComparison.Ordinal);
        NpyArray points = Npy.Read(folder["P.npy"]);
        points.RequireShape("the points", [3, 4]);
        double[] found = points.ToDoubles(), a = [0.7525, 2.0725];
        double[] expected = [0.5 / Math.Sqrt(a[0]), -1 / Math.Sqrt(a[1]), .. a, 0, 0, 0.0025, 0.01];
        for (int k = 0; k < 8; k++) Assert.Equal(expected[k], found[k], 1e-14);
        Assert.All(found[8..], one => Assert.True(double.IsNaN(one)));
        string[] table = File.ReadAllLines(folder["S.csv"]);
        Assert.Equal("sample,status,residual,iterations,method,maxReal", table[0]);
        Assert.StartsWith("0,Converged,", table[1], StringComparison.Ordinal);
        Assert.Contains(",0,closed-form,-", table[1], StringComparison.Ordinal);
        Assert.Equal("2,NonFinite,NaN,0,none,NaN", table[3]);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_recurrence_of_its_own_is_iterated_and_a_fixed_count_is_never_converged()
    {
        folder.Npy("Z.npy", [0.6, -0.8], 1, 2);
        string[] line = ["organics", "solve", "--circuit", folder["R.json"], "--drive", folder["Z.npy"], "--status", folder["S.csv"]];
        Fpk.Run([.. line, "--out", folder["P.npy"], "--tolerance", "1e-12"]).Succeeds();
        string[] row = Rows()[0];
        Assert.Equal(["Converged", "iteration"], [row[1], row[4]]);
        Assert.True(Number(row[5]) < 0, row[5]);
        double[] point = Npy.Read(folder["P.npy"]).ToDoubles();

        Fpk.Run([.. line, "--out", folder["ten.npy"], "--iterations", "10"]).FailsWith(3);
        row = Rows()[0];
        Assert.Equal(["StepLimit", "10", "none"], [row[1], row[3], row[4]]);
        Near.Relative(point, Npy.Read(folder["ten.npy"]).ToDoubles(), 1e-2);

        Fpk.Run([.. line, "--out", folder["single.npy"], "--precision", "float"]).Succeeds();
        Near.Relative(point, Npy.Read(folder["single.npy"]).ToDoubles(), 1e-4);
    }

    // A strong recurrence under a weak input: some circuits go on moving, and Newton finds points that they would leave.
    [Fact]
    public void A_point_that_is_kept_is_stable()
    {
        Random random = new(1);
        double[] drawn = [.. Enumerable.Range(0, 36).Select(_ => (4 * random.NextDouble()) - 2)];
        string[] entries = [.. drawn.Select(one => one.ToString("R", CultureInfo.InvariantCulture))];
        string rows = string.Join(", ", entries.Chunk(6).Select(row => $"[{string.Join(", ", row)}]"));
        string ones = string.Join(", ", Enumerable.Repeat("[1, 1, 1, 1, 1, 1]", 6));
        folder.Text("U.json", $$"""{"W": [{{ones}}], "Wr": [{{rows}}], "b": 1, "b0": 1, "sigma": 0.1, "tau_y": 1, "tau_a": 1}""");
        folder.Npy("Z.npy", [.. Enumerable.Range(0, 240).Select(_ => random.NextDouble() - 0.5)], 40, 6);
        Fpk.Run(
            "organics", "solve", "--circuit", folder["U.json"], "--drive", folder["Z.npy"], "--out", folder["P.npy"], "--status",
            folder["S.csv"]).FailsWith(3);
        Assert.Equal(40, Rows().Length);
        Assert.All(Rows(), row => Assert.True(row[1] != "Converged" || Number(row[5]) < 0, string.Join(",", row)));
        Assert.All(Rows().Where(row => row[1] != "Converged"), row => Assert.Equal(["none", "NaN"], row[4..]));
    }

    // w_r = 2, σ b₀ = 0.05 (the paper's figure 1b): Newton finds points that the unit would leave, and from rest it goes to the root with
    // D > 0 slowly, at weak drives in over a thousand time constants.
    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    public void A_slow_unit_is_solved_and_stability_says_the_same(int tau)
    {
        folder.Text(
            "F.json", $$"""{"W": [[1]], "Wr": [[2]], "b": 0.5, "b0": 0.5, "sigma": 0.1, "tau_y": 2, "tau_a": {{tau}}}""");
        folder.Npy("Z.npy", [0.01, 0.05, 0.2, 1], 4, 1);
        string[] files = ["--circuit", folder["F.json"], "--drive", folder["Z.npy"]];
        Fpk.Run(["organics", "solve", .. files, "--out", folder["P.npy"], "--status", folder["S.csv"]]).Succeeds();
        double[] points = Npy.Read(folder["P.npy"]).ToDoubles();
        for (int k = 0; k < 4; k++)
        {
            double y = points[2 * k], s = Math.Sqrt(points[(2 * k) + 1]), z = Npy.Read(folder["Z.npy"]).ToDoubles()[k];
            Assert.True(y > 0 && s > 0.5, $"{k}: {y}, {s}");
            Assert.Equal(0.5 * z, y * (1 - 2 + (2 * s)), 1e-9);
        }

        string said = Fpk.Run(["organics", "stability", .. files, "--out", folder["stability"]]).Succeeds();
        Assert.Contains("4 of 4 drives have a stable fixed point", said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_on_moving_is_told_with_its_amplitude()
    {
        string wr = "[[3, 3, -3], [-3, -3, -1], [3, -2, 2]]", ones = "[[1, 1, 1], [1, 1, 1], [1, 1, 1]]";
        folder.Text("U.json", $$"""{"W": {{ones}}, "Wr": {{wr}}, "b": 1, "b0": 1, "sigma": 0.1, "tau_y": 1, "tau_a": 1}""");
        folder.Npy("Z.npy", [0.02, -0.03, 0.01, 0.1, 0.05, -0.05], 2, 3);
        Outcome outcome = Fpk.Run(
            "organics", "solve", "--circuit", folder["U.json"], "--drive", folder["Z.npy"], "--out", folder["P.npy"], "--status",
            folder["S.csv"]);
        Assert.Contains("2 Unsettled, amplitude up to 1.9e+0", outcome.FailsWith(3), StringComparison.Ordinal);
    }

    // Without σ a is as small as the square of the drive: no tolerance decides whether the closed form is one.
    [Theory]
    [InlineData("double", 1e-5)]
    [InlineData("float", 0.004)]
    [InlineData("float", 1e7)]
    public void The_closed_form_holds_at_any_drive(string precision, double drive)
    {
        folder.Text("S.json", """{"W": [[1, 0.5], [0.3, 1]], "b": 0.5, "b0": 0.5, "sigma": 0, "tau_y": 2, "tau_a": 2}""");
        folder.Npy("Z.npy", [drive, drive], 1, 2);
        Fpk.Run(
            "organics", "solve", "--circuit", folder["S.json"], "--drive", folder["Z.npy"], "--out", folder["P.npy"], "--status",
            folder["S.csv"], "--precision", precision).Succeeds();
        double[] point = Npy.Read(folder["P.npy"]).ToDoubles();
        Assert.Equal(Math.Sqrt(1 / 1.5), point[0], 1e-6);
        Assert.Equal(Math.Sqrt(1 / 1.3), point[1], 1e-6);
        Assert.Equal("closed-form", Rows()[0][4]);
    }

    [Theory]
    [InlineData("--iterations 10", "does not apply where Wr is the identity")]
    [InlineData("--iterations -1", "--iterations is -1")]
    [InlineData("--iterations 2000000000", "--iterations is 2000000000")]
    [InlineData("--tolerance 0", "--tolerance is 0")]
    [InlineData("--drive W.npy", "2×3 float64, but the drives must be B×2")]
    [InlineData("--drive empty.npy", "0×2 float64, but the drives must be B×2 with B at least 1")]
    [InlineData("--circuit none.json", "does not exist")]
    public void What_cannot_be_is_one_clear_line(string words, string line)
    {
        folder.Npy("W.npy", [1, 2, 3, 4, 5, 6], 2, 3);
        folder.Npy("empty.npy", [], 0, 2);
        string[] given = words.Split(' ');
        bool isFile = given[1].Contains('.', StringComparison.Ordinal);
        string[] others = ["--circuit", folder["C.json"], "--drive", folder["Z.npy"], "--out", folder["P.npy"]];
        int same = Array.IndexOf(others, given[0]);
        if (same >= 0) others = [.. others[..same], .. others[(same + 2)..]];
        Outcome outcome = Fpk.Run(["organics", "solve", .. others, given[0], isFile ? folder[given[1]] : given[1]]);
        Assert.Contains(line, outcome.FailsWith(2), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["P.npy"]));
    }

    private string[][] Rows() => [.. File.ReadAllLines(folder["S.csv"]).Skip(1).Select(line => line.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

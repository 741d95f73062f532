using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>fpk solve --solver settle, --initial, and the stability that every solve tells.</summary>
public sealed class SettleVerbTests : IDisposable
{
    private static readonly string Case = Path.Combine(AppContext.BaseDirectory, "golden", "settle");

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Hopfield, N = 60, 4 patterns, cues: R.npy is the end of an LSODA integration at 1e-10, residual 1e-16, and every point is
    /// stable with max Re λ below 0.2.</summary>
    [Fact]
    public void The_golden_network_settles_where_its_integration_does()
    {
        string line = Fpk.Run([.. Hopfield, "--solver", "settle", "--out", folder["R.npy"], "--status", folder["S.csv"]]).Succeeds();
        Assert.Contains("4 of 4 samples converged", line, StringComparison.Ordinal);
        Assert.DoesNotContain("unstable", line, StringComparison.Ordinal);
        double[] expected = Npy.Read(Path.Combine(Case, "R.npy")).ToDoubles(), found = Npy.Read(folder["R.npy"]).ToDoubles();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-9);
        string[] table = File.ReadAllLines(folder["S.csv"]);
        Assert.Equal("sample,status,residual,iterations,maxReal,spectralRadius,amplitude", table[0]);
        // A row that the time for eigenvalues left out holds NaN; one is always looked at.
        double[] known =
        [
            .. table.Skip(1).Select(row => double.Parse(row.Split(',')[4], CultureInfo.InvariantCulture))
                .Where(value => !double.IsNaN(value)),
        ];
        Assert.NotEmpty(known);
        Assert.All(known, value => Assert.InRange(value, 0.01, 0.2));
        Assert.EndsWith(",NaN", table[1], StringComparison.Ordinal);
    }

    /// <summary>r₁ is its own input: every r₁ is a fixed point, and a push stays.</summary>
    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    public void A_line_of_fixed_points_is_neither_left_nor_returned_to(string precision)
    {
        string[] args =
        [
            "solve", "--weights", folder.Npy("W.npy", [1, 0, 0, 0.5], 2, 2), "--input", folder.Npy("X.npy", [0, 1, 0, 3], 2, 2), "--out",
            folder["R.npy"],
        ];
        string told = Fpk.Run([.. args, "--activation", "linear", "--solver", "settle", "--precision", precision]).Succeeds();
        Assert.Contains("2 of 2 fixed points are marginal: the dynamics neither leave nor return to them", told, StringComparison.Ordinal);
        Assert.DoesNotContain("unstable", told, StringComparison.Ordinal);
    }

    /// <summary>W = 2, x = 0 from 0: the fixed point 0 has the one eigenvalue 2.</summary>
    [Fact]
    public void An_unstable_point_is_named_with_its_remedy()
    {
        string[] args =
        [
            "solve", "--weights", folder.Npy("W.npy", [2], 1, 1), "--input", folder.Npy("X.npy", [0, 5], 2, 1), "--out", folder["R.npy"],
            "--status", folder["S.csv"],
        ];
        string told = Fpk.Run(args).Succeeds();
        Assert.Contains(
            "1 of 2 fixed points is unstable: the dynamics leave it; --solver settle finds where they go", told, StringComparison.Ordinal);
        Assert.EndsWith(",2,2", File.ReadAllLines(folder["S.csv"])[1], StringComparison.Ordinal);

        Assert.DoesNotContain("unstable", Fpk.Run([.. args, "--no-stability"]).Succeeds(), StringComparison.Ordinal);
        Assert.Equal("sample,status,residual,iterations", File.ReadAllLines(folder["S.csv"])[0]);
    }

    /// <summary>r = tanh(2 r) has −0.957 and +0.957: the start decides, for the dynamics and for plain iteration.</summary>
    [Theory]
    [InlineData("settle")]
    [InlineData("iterate")]
    [InlineData("auto")]
    public void The_start_decides_between_two_points(string solver)
    {
        string[] args =
        [
            "solve", "--weights", folder.Npy("W.npy", [2], 1, 1), "--input", folder.Npy("X.npy", [0, 0], 2, 1),
            "--initial", folder.Npy("R0.npy", [-0.5, 0.5], 2, 1), "--solver", solver, "--out", folder["R.npy"],
        ];
        Fpk.Run(args).Succeeds();
        double[] found = Npy.Read(folder["R.npy"]).ToDoubles();
        Assert.Equal(-0.957504024, found[0], 1e-8);
        Assert.Equal(0.957504024, found[1], 1e-8);
    }

    [Fact]
    public void A_limit_cycle_is_unsettled_with_its_amplitude()
    {
        string[] args =
        [
            "solve", "--weights", folder.Npy(
                "W.npy", [2, -2, 2, 2], 2,
                2), "--input", folder.Npy("X.npy", [0.1, 0], 2), "--solver", "settle", "--time", "100", "--out", folder["R.npy"],
            "--status", folder["S.csv"],
        ];
        Assert.Contains(
            "1 of 1 samples did not converge (1 Unsettled, amplitude up to ", Fpk.Run(args).FailsWith(3), StringComparison.Ordinal);
        string[] row = File.ReadAllLines(folder["S.csv"])[1].Split(',');
        Assert.Equal(["NaN", "NaN"], row[4..6]);
        Assert.InRange(double.Parse(row[6], CultureInfo.InvariantCulture), 1, 2);
    }

    [Theory]
    [InlineData("--time", "100", "--time 100 does not apply to --solver auto; it is for settle only")]
    [InlineData("--solver settle --steps", "5", "--steps 5 does not apply to --solver settle; it is for euler, iterate, anderson, newton, "
        + "chord, krylov only")]
    [InlineData("--solver settle --time", "0", "--time is 0, but it must be positive and finite")]
    public void Options_of_other_solvers_are_refused(string options, string value, string message)
    {
        string[] args = [.. Hopfield, "--out", folder["R.npy"], .. options.Split(' '), value];
        Assert.Contains(message, Fpk.Run(args).FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_of_another_shape_is_refused_with_both()
    {
        string[] args = [.. Hopfield, "--initial", folder.Npy("R0.npy", new double[60], 1, 60), "--out", folder["R.npy"]];
        string line = Fpk.Run(args).FailsWith(2);
        Assert.Contains("R0.npy: holds 1×60 float64, but the start, in the shape of ", line, StringComparison.Ordinal);
        Assert.Contains("must be 4×60", line, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["R.npy"]));
    }

    /// <summary>
    /// All eigenvalues of 400 points of N = 120 would take the solve's time many times over. They are the same 120 times 1.5 at every
    /// point, which Arnoldi's method finds with one product, and the line says how it looked, and at how many. (How many is the machine's
    /// affair.)
    /// </summary>
    [Fact]
    public void Stability_takes_no_longer_than_the_solve()
    {
        const int N = 120, Batch = 400;
        double[] w = new double[N * N];
        for (int i = 0; i < N; i++) w[(i * N) + i] = 1.5;
        string[] args =
        [
            "solve", "--weights", folder.Npy("W.npy", w, N, N), "--input", folder.Npy("X.npy", new double[Batch * N], Batch, N), "--out",
            folder["R.npy"], "--status", folder["S.csv"],
        ];
        string told = Fpk.Run(args).Succeeds();
        string[][] rows = [.. File.ReadAllLines(folder["S.csv"]).Skip(1).Select(row => row.Split(','))];
        string[][] seen = [.. rows.Where(row => row[4] != "NaN")];
        Assert.InRange(seen.Length, 1, Batch);
        Assert.All(seen, row => Assert.Equal(1.5, double.Parse(row[4], CultureInfo.InvariantCulture), 1e-9));
        string among = seen.Length == Batch
            ? $"{Batch} fixed points (by Arnoldi's method)"
            : $"{seen.Length} fixed points looked at (an even sample of {Batch}, by Arnoldi's method)";
        Assert.Contains($"{seen.Length} of {among} {(seen.Length == 1 ? "is" : "are")} unstable", told, StringComparison.Ordinal);
    }

    private static string[] Hopfield => ["solve", "--weights", Path.Combine(Case, "W.npy"), "--input", Path.Combine(Case, "X.npy")];
}

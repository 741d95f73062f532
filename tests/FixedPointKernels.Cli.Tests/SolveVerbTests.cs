using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

public sealed class SolveVerbTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public static TheoryData<string> Cases => Golden.Names;

    public void Dispose() => folder.Dispose();

    // Residual 1e-13 and a condition number of I − G W below 1,000 in every case leave an error below 1e-10; the file's contract is 1e-9.
    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Leg", "Any")]
    public void Golden_fixed_points_come_back_as_a_file(string name)
    {
        Golden one = Golden.Named(name);
        Fpk.Run([.. Files(one), "--activation", one.Activation, "--tolerance", "1e-13", "--out", folder["R.npy"]]).Succeeds();
        NpyArray found = Npy.Read(folder["R.npy"]);
        Assert.Equal("float64", found.ElementType);
        Assert.Equal([one.Batch, one.N], found.Shape.ToArray());
        Near.Relative(one["r"], found.ToDoubles(), 1e-9);
    }

    // The case no-fixed-point: W = diag(1, ½), x = (0.1, 1) and ones/8 with drives that do not sum to 0; the residual was said to be 0 at
    // r₁ = −1.4e15.
    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    public void What_has_no_fixed_point_is_not_solved(string precision)
    {
        string w = folder.Npy("W.npy", [1, 0, 0, 0.5], 2, 2), x = folder.Npy("X.npy", [0.1, 1], 1, 2);
        Outcome outcome = Fpk.Run(
            "solve", "--weights", w, "--input", x, "--activation", "linear", "--precision", precision, "--out", folder["R.npy"], "--status",
            folder["S.csv"]);
        outcome.FailsWith(3);
        Assert.Contains("1 of 1 samples did not converge (1 Singular)", outcome.Output + outcome.Error, StringComparison.Ordinal);
        double[] drive = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
        string average = folder.Npy("W8.npy", [.. Enumerable.Repeat(0.125, 64)], 8, 8), inputs = folder.Npy("X8.npy", drive, 1, 8);
        Fpk.Run(
            "solve", "--weights", average, "--input", inputs, "--activation", "linear", "--precision", precision, "--out",
            folder["R8.npy"]).FailsWith(3);
    }

    [Fact]
    public void Factorizations_are_bounded_where_a_solver_makes_any()
    {
        Golden one = Golden.Named("tanh-ce-6");
        string[] solve =
            [
            "solve", "--weights", folder.Npy("W.npy", one["W"], 6, 6), "--input", folder.Npy("X.npy", one["X"], 3, 6),
            "--solver", "newton", "--out", folder["R.npy"], "--status", folder["S.csv"],
        ];
        Fpk.Run([.. solve, "--factorizations", "50"]).Succeeds();
        Outcome outcome = Fpk.Run([.. solve, "--factorizations", "1"]);
        outcome.FailsWith(3);
        Assert.Contains("(3 StepLimit)", outcome.Output + outcome.Error, StringComparison.Ordinal);
        Fpk.Run([.. solve, "--factorizations", "-1"]).FailsWith(2);
        Fpk.Run([.. solve.Select(word => word == "newton" ? "anderson" : word), "--factorizations", "1"]).FailsWith(2);
    }

    [Theory]
    [InlineData("<f8", false, 1)]
    [InlineData("<f8", true, 2)]
    [InlineData("<f4", false, 3)]
    [InlineData("<f4", true, 1)]
    public void Every_layout_of_the_same_numbers_gives_the_same_bytes(string descr, bool fortran, byte version)
    {
        // Multiples of 1/64 are exact in float too.
        Golden one = Golden.Named("tanh-ce-6");
        double[] w = [.. one["W"].Select(value => Math.Round(value * 64) / 64)];
        double[] x = [.. one["X"].Select(value => Math.Round(value * 64) / 64)];
        string[] plain =
        [
            "solve", "--weights", folder.Npy("W.npy", w, 6, 6), "--input", folder.Npy("X.npy", x, 3, 6), "--out", folder["R.npy"],
        ];
        string[] other =
        [
            "solve", "--weights", folder.Npy("W2.npy", w, 6, 6, descr, fortran, version), "--input",
            folder.Npy("X2.npy", x, 3, 6, descr, fortran, version), "--out", folder["R2.npy"],
        ];
        Fpk.Run(plain).Succeeds();
        Fpk.Run(other).Succeeds();
        Assert.Equal(File.ReadAllBytes(folder["R.npy"]), File.ReadAllBytes(folder["R2.npy"]));
    }

    [Fact]
    public void Integers_are_weights_too()
    {
        string[] args =
        [
            "solve", "--weights", folder.Npy("W.npy", [0, 1, 0, 0], 2, 2, "<i8"), "--input", folder.Npy("X.npy", [1, 2], 2, descr: "|u1"),
            "--activation", "linear", "--out", folder["R.npy"],
        ];
        Fpk.Run(args).Succeeds();
        Near.Relative([3, 2], Npy.Read(folder["R.npy"]).ToDoubles(), 1e-9);
    }

    // The residual of the file itself, recomputed by loops in double, against the one in the table: they differ by the rounding of one
    // product of length 7 and of tanh, at most (7 + 8) u (|W||r| + |x|) with u = 2⁻²⁴ or 2⁻⁵³.
    [Theory]
    [InlineData("double", 1e-10, 1.1e-16)]
    [InlineData("float", 1e-5, 6e-8)]
    public void The_table_tells_the_residual_of_what_is_written(string precision, double tolerance, double unit)
    {
        Golden one = Golden.Named("tanh-ce-6");
        Fpk.Run([.. Files(one), "--precision", precision, "--out", folder["R.npy"], "--status", folder["S.csv"]]).Succeeds();
        double[] r = Npy.Read(folder["R.npy"]).ToDoubles();
        string[] lines = File.ReadAllText(folder["S.csv"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("sample,status,residual,iterations,maxReal,spectralRadius", lines[0]);
        Assert.Equal(1 + one.Batch, lines.Length);
        for (int k = 0; k < one.Batch; k++)
        {
            string[] fields = lines[1 + k].Split(',');
            Assert.Equal([$"{k}", "Converged"], fields[..2]);
            double told = double.Parse(fields[2], CultureInfo.InvariantCulture);
            Assert.InRange(told, 0, tolerance);
            Assert.InRange(int.Parse(fields[3], CultureInfo.InvariantCulture), 1, 1000);
            Assert.InRange(Math.Abs(told - Residual(one, r, k, out double size)), 0, 15 * unit * size);
        }
    }

    [Theory]
    [InlineData("iterate")]
    [InlineData("anderson")]
    [InlineData("newton")]
    [InlineData("chord")]
    [InlineData("auto")]
    public void Every_solver_finds_the_same_point(string solver)
    {
        Golden one = Golden.Named("tanh-ce-6");
        Fpk.Run([.. Files(one), "--solver", solver, "--tolerance", "1e-13", "--out", folder["R.npy"]]).Succeeds();
        Near.Relative(one["r"], Npy.Read(folder["R.npy"]).ToDoubles(), 1e-9);
    }

    // 500 contracting steps of 0.01: each adds at most (6 + 8) u, so all together 500 · 14 · 1.1e-16 = 8e-13.
    [Fact]
    public void Euler_takes_the_published_steps_and_says_that_they_do_not_get_there()
    {
        Golden one = Golden.Named("tanh-ce-6");
        string line = Fpk.Run([.. Files(one), "--solver", "euler", "--out", folder["R.npy"], "--status", folder["S.csv"]]).FailsWith(3);
        Assert.Contains("3 of 3 samples did not converge (3 StepLimit)", line, StringComparison.Ordinal);
        double[] r = new double[one.N];
        for (int step = 0; step < 500; step++) r = [.. r.Zip(Image(one, r, 0), (state, image) => state + (0.01 * (image - state)))];
        Near.Relative(r, Npy.Read(folder["R.npy"]).ToDoubles()[..one.N], 8e-13);
        Assert.Contains("0,StepLimit,", File.ReadAllText(folder["S.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_row_harms_itself_only()
    {
        Golden one = Golden.Named("tanh-ce-6");
        Fpk.Run([.. Files(one), "--out", folder["good.npy"]]).Succeeds();
        double[] x = one["X"];
        x[6 + 2] = double.NaN;
        folder.Npy("X.npy", x, 3, 6);
        string[] args =
        [
            "solve", "--weights", folder["W.npy"], "--input", folder["X.npy"], "--out", folder["R.npy"], "--status", folder["S.csv"],
        ];
        Assert.Contains("1 of 3 samples did not converge (1 NonFinite)", Fpk.Run(args).FailsWith(3), StringComparison.Ordinal);
        double[] good = Npy.Read(folder["good.npy"]).ToDoubles();
        double[] found = Npy.Read(folder["R.npy"]).ToDoubles();
        Assert.Equal(good[..6], found[..6]);
        Assert.All(found[6..12], value => Assert.True(double.IsNaN(value)));
        Assert.Equal(good[12..], found[12..]);
        Assert.Contains("\n1,NonFinite,NaN,0,NaN,NaN\n", File.ReadAllText(folder["S.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void One_vector_is_one_sample_and_comes_back_as_a_vector()
    {
        Golden one = Golden.Named("tanh-ce-6");
        Fpk.Run([.. Files(one), "--out", folder["R.npy"]]).Succeeds();
        string[] args =
        [
            "solve", "--weights", folder["W.npy"], "--input", folder.Npy("x.npy", one["X"][..6], 6), "--precision", "double", "--out",
            folder["one.npy"],
        ];
        Fpk.Run(args).Succeeds();
        NpyArray single = Npy.Read(folder["one.npy"]);
        Assert.Equal([6], single.Shape.ToArray());
        Assert.Equal(Npy.Read(folder["R.npy"]).ToDoubles()[..6], single.ToDoubles());
    }

    [Fact]
    public void A_culture_with_a_decimal_comma_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        Golden one = Golden.Named("tanh-ce-6");
        Fpk.Run([.. Files(one), "--tolerance", "1.5e-11", "--out", folder["R.npy"], "--status", folder["S.csv"]]).Succeeds();
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = comma;
            Fpk.Run([.. Files(one), "--tolerance", "1.5e-11", "--out", folder["R2.npy"], "--status", folder["S2.csv"]]).Succeeds();
            Assert.Same(comma, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(File.ReadAllText(folder["S.csv"]), File.ReadAllText(folder["S2.csv"]));
    }

    [Fact]
    public void Gain_and_exponent_reach_the_activation()
    {
        // N = 1, W = 0: r = 3 · 2^1.5 for power, −2 · 2 for linear.
        folder.Npy("W.npy", [0], 1, 1);
        folder.Npy("X.npy", [2], 1);
        string[] args = ["solve", "--weights", folder["W.npy"], "--input", folder["X.npy"], "--out", folder["R.npy"]];
        Fpk.Run([.. args, "--activation", "power", "--gain", "3", "--exponent", "1.5"]).Succeeds();
        Near.Relative([3 * Math.Pow(2, 1.5)], Npy.Read(folder["R.npy"]).ToDoubles(), 1e-14);
        Fpk.Run([.. args, "--activation", "linear", "--gain", "-2"]).Succeeds();
        Assert.Equal([-4.0], Npy.Read(folder["R.npy"]).ToDoubles());
    }

    [Fact]
    public void Interrupted_work_leaves_nothing_new_and_the_old_files()
    {
        Golden one = Golden.Named("tanh-ce-6");
        string[] args = [.. Files(one), "--out", folder.Text("R.npy", "old"), "--status", folder["S.csv"]];
        var before = folder.Snapshot();
        Assert.Contains("interrupted", Fpk.Run(new CancellationToken(canceled: true), args).FailsWith(130), StringComparison.Ordinal);
        Assert.Equal(before, folder.Snapshot());
    }

    private static double[] Image(Golden one, double[] r, int k)
    {
        double[] image = new double[one.N];
        for (int i = 0; i < one.N; i++)
        {
            double z = one["X"][(k * one.N) + i];
            for (int j = 0; j < one.N; j++) z += one["W"][(i * one.N) + j] * r[j];
            image[i] = Math.Tanh(z);
        }

        return image;
    }

    private static double Residual(Golden one, double[] rates, int k, out double size)
    {
        double[] r = rates[(k * one.N)..((k + 1) * one.N)];
        size = Enumerable.Range(0, one.N).Max(
            i => Math.Abs(one["X"][(k * one.N) + i]) + Enumerable.Range(0, one.N).Sum(j => Math.Abs(one["W"][(i * one.N) + j] * r[j])));
        return r.Zip(Image(one, r, k), (state, image) => Math.Abs(state - image)).Max();
    }

    private string[] Files(Golden one) =>
        ["solve", "--weights", folder.Npy("W.npy", one["W"], one.N, one.N), "--input", folder.Npy("X.npy", one["X"], one.Batch, one.N)];
}

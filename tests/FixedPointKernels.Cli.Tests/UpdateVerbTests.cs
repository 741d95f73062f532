using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

public sealed class UpdateVerbTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public static TheoryData<string, string, string, string> Rules
    {
        get
        {
            TheoryData<string, string, string, string> rows = [];
            foreach (Golden one in Golden.All)
            {
                foreach (string precision in (string[])["double", "float"])
                {
                    rows.Add(one.Name, "euclidean", "euclideanGradient", precision);
                    rows.Add(one.Name, "linearized", "linearizedDirection", precision);
                    rows.Add(one.Name, "variant", "variantDirection", precision);
                    rows.Add(one.Name, "finite-step", "finiteStepPerSampleMean", precision);
                    if (one.Activation == "linear") rows.Add(one.Name, "reparameterized", "reparameterizedStep", precision);
                }
            }

            return rows;
        }
    }

    public void Dispose() => folder.Dispose();

    // Double: the file's contract. Float: 4 (N + 8) 2⁻²⁴ (1 + κ) as fpk verify derives it; κ is below 20 for every case and quantity, N at
    // most 33.
    [Theory]
    [MemberData(nameof(Rules))]
    public void Golden_changes_come_back_as_a_file(string name, string rule, string quantity, string precision)
    {
        Golden one = Golden.Named(name);
        bool direction = quantity is not ("finiteStepPerSampleMean" or "reparameterizedStep");
        double rate = direction ? 0.5 : one.Rate;
        Fpk.Run([.. Files(one), "--rule", rule, "--rate", $"{rate}", "--precision", precision]).Succeeds();
        NpyArray found = Npy.Read(folder["dW.npy"]);
        Assert.Equal(precision == "float" ? "float32" : "float64", found.ElementType);
        Assert.Equal([one.N, one.N], found.Shape.ToArray());
        double[] expected = [.. one[quantity].Select(value => direction ? -rate * value : value)];
        Near.Relative(expected, found.ToDoubles(), precision == "float" ? 4 * (one.N + 8) * Math.ScaleB(1, -24) * 21 : 1e-9);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void The_rate_defaults_to_one()
    {
        Golden one = Golden.Named("tanh-ce-6");
        Fpk.Run([.. Files(one), "--rule", "linearized"]).Succeeds();
        Near.Relative([.. one["linearizedDirection"].Select(value => -value)], Npy.Read(folder["dW.npy"]).ToDoubles(), 1e-9);
    }

    // The damped step divides a sample's a bᵀ by 1 + |s| in place of 1 + s.
    [Fact]
    public void The_damped_step_of_one_sample_is_the_linearized_one_shortened()
    {
        Golden one = Golden.Named("tanh-ce-6");
        double s = one["finiteStepDenominators"][0] - 1;
        string[] files = Files(one);
        folder.Npy("X.npy", one["X"][..6], 1, 6);
        folder.Npy("y.npy", one["labels"][..1], 1, descr: "<i8");
        Fpk.Run([.. files, "--rule", "linearized", "--rate", $"{one.Rate}"]).Succeeds();
        double[] linearized = Npy.Read(folder["dW.npy"]).ToDoubles();
        Fpk.Run([.. files, "--rule", "finite-step-damped", "--rate", $"{one.Rate}"]).Succeeds();
        Near.Relative([.. linearized.Select(value => value / (1 + Math.Abs(s)))], Npy.Read(folder["dW.npy"]).ToDoubles(), 1e-9);
    }

    [Theory]
    [InlineData("euclidean")]
    [InlineData("linearized")]
    [InlineData("variant")]
    [InlineData("finite-step")]
    public void A_bad_row_contributes_nothing_and_the_divisor_stays(string rule)
    {
        Golden one = Golden.Named("tanh-ce-6");
        string[] files = Files(one);
        double[] x = one["X"];
        x[12] = double.PositiveInfinity;
        folder.Npy("X.npy", x, 3, 6);
        string line = Fpk.Run([.. files, "--rule", rule, "--rate", "0.1", "--status", folder["S.csv"]]).FailsWith(3);
        Assert.Contains("1 of 3 samples did not converge (1 NonFinite)", line, StringComparison.Ordinal);
        double[] found = Npy.Read(folder["dW.npy"]).ToDoubles();
        Assert.Contains("\n2,NonFinite,NaN,0\n", File.ReadAllText(folder["S.csv"]), StringComparison.Ordinal);

        // The two good samples alone have the mean over two.
        folder.Npy("X.npy", one["X"][..12], 2, 6);
        folder.Npy("y.npy", one["labels"][..2], 2, descr: "<i8");
        Fpk.Run([.. files, "--rule", rule, "--rate", "0.1"]).Succeeds();
        Near.Relative([.. Npy.Read(folder["dW.npy"]).ToDoubles().Select(value => value * 2 / 3)], found, 1e-12);
    }

    [Fact]
    public void A_bad_row_contributes_nothing_to_the_reparameterized_step()
    {
        Golden one = Golden.Named("linear-mse-8");
        string[] files = Files(one);
        double[] x = one["X"];
        x[4 * 8] = double.NaN;
        folder.Npy("X.npy", x, 5, 8);
        Fpk.Run([.. files, "--rule", "reparameterized", "--rate", "0.4"]).FailsWith(3);
        double[] found = Npy.Read(folder["dW.npy"]).ToDoubles();

        // ΔA = −η/B Σ: four samples at rate 0.4 · 4/5 are the same ΔA as five of which one is silent.
        folder.Npy("X.npy", one["X"][..32], 4, 8);
        folder.Npy("T.npy", one["targets"][..32], 4, 8);
        Fpk.Run([.. files, "--rule", "reparameterized", "--rate", "0.32"]).Succeeds();
        Near.Relative(Npy.Read(folder["dW.npy"]).ToDoubles(), found, 1e-9);
    }

    [Fact]
    public void A_bad_first_row_lends_its_gains_to_no_one()
    {
        // The one inverse of the step takes the gains of a row that has some: those of the first row are NaN here.
        Golden one = Golden.Named("linear-mse-8");
        string[] files = Files(one);
        double[] x = one["X"];
        x[3] = double.NaN;
        folder.Npy("X.npy", x, 5, 8);
        string line = Fpk.Run([.. files, "--rule", "reparameterized", "--rate", "0.4"]).FailsWith(3);
        Assert.Contains("1 of 5 samples did not converge (1 NonFinite)", line, StringComparison.Ordinal);
        double[] found = Npy.Read(folder["dW.npy"]).ToDoubles();

        // As above: four samples at 4/5 of the rate.
        folder.Npy("X.npy", one["X"][8..], 4, 8);
        folder.Npy("T.npy", one["targets"][8..], 4, 8);
        Fpk.Run([.. files, "--rule", "reparameterized", "--rate", "0.32"]).Succeeds();
        Near.Relative(Npy.Read(folder["dW.npy"]).ToDoubles(), found, 1e-9);
    }

    // N = 1, linear, W = 0, x = 1, target 0: r = 1, e = 2, a = 2, b = 1, s = −2η, so η = 1/2 is the singular step and η = 1 beyond it.
    [Theory]
    [InlineData("finite-step", "0.5")]
    [InlineData("finite-step", "1")]
    [InlineData("reparameterized", "0.5")]
    public void A_step_through_the_singularity_is_called_Singular(string rule, string rate)
    {
        string[] args =
        [
            "update", "--rule", rule, "--rate", rate, "--activation", "linear", "--weights", folder.Npy("W.npy", [0], 1, 1),
            "--input", folder.Npy(
                "X.npy", [1], 1, 1), "--targets", folder.Npy("T.npy", [0], 1, 1), "--out", folder["dW.npy"], "--status", folder["S.csv"],
        ];
        Assert.Contains("(1 Singular)", Fpk.Run(args).FailsWith(3), StringComparison.Ordinal);
        Assert.Contains("\n0,Singular,0,", File.ReadAllText(folder["S.csv"]), StringComparison.Ordinal);
        Assert.Equal([0.0], Npy.Read(folder["dW.npy"]).ToDoubles());
    }

    [Fact]
    public void Euler_steps_contribute_with_the_state_they_reach()
    {
        Golden one = Golden.Named("tanh-ce-6");
        string line = Fpk.Run([.. Files(one), "--rule", "linearized", "--solver", "euler"]).FailsWith(3);
        Assert.Contains("3 StepLimit", line, StringComparison.Ordinal);

        // 500 steps of 0.01 leave exp(−5 (1 − ρ)) of the way, so the change is near the exact one, but not it.
        double[] exact = [.. one["linearizedDirection"].Select(value => -value)];
        double[] found = Npy.Read(folder["dW.npy"]).ToDoubles();
        double away = exact.Zip(found, (a, b) => Math.Abs(a - b)).Max() / exact.Max(Math.Abs);
        Assert.InRange(away, 1e-6, 0.5);
    }

    private string[] Files(Golden one) =>
    [
        "update", "--weights", folder.Npy("W.npy", one["W"], one.N, one.N), "--input", folder.Npy("X.npy", one["X"], one.Batch, one.N),
        "--activation", one.Activation, .. one.Loss(folder), "--out", folder["dW.npy"],
    ];
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Organics;

/// <summary>fpk organics stability: eigenvalues, oscillators and what has none.</summary>
public sealed class CircuitStabilityVerbTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    // One unit, W = 1, b = 1, (b0 sigma)² = 1, τ = 1, z = √3: a = 4, y = √3/2, and the Jacobian is [[−2, −√3/8], [4√3, −1/4]]:
    // its eigenvalues have the sum −9/4 and the product ½ + 3/2 = 2. B′ = 2 + 1 − 3/4, K = 2, t = (4/9)/4, certificate 2 t B′ = ½.
    [Fact]
    public void One_unit_has_the_numbers_of_its_formulas()
    {
        folder.Text("C.json", """{"W": [[1]], "b": 1, "b0": 1, "sigma": 1, "tau_y": 1, "tau_a": 1}""");
        folder.Npy("Z.npy", [Math.Sqrt(3), 0], 2, 1);
        Fpk.Run("organics", "stability", "--circuit", folder["C.json"], "--drive", folder["Z.npy"], "--out", folder["out"]).Succeeds();
        double[][] spectrum = Numbers("spectrum.csv");
        Assert.Equal(-2.25, spectrum[0][1] + spectrum[1][1], 1e-13);
        double imaginary = Math.Sqrt(2 - (1.125 * 1.125));
        Assert.Equal(imaginary, Math.Abs(spectrum[0][2]), 1e-13);
        Dictionary<string, string> row = Row(0);
        Assert.Equal(("yes", "yes", "yes", "0.5"), (row["stable"], row["m_matrix"], row["energy"], row["certificate"]));
        Assert.Equal(1 / 1.125, double.Parse(row["time_constant"], CultureInfo.InvariantCulture), 1e-5);
        Assert.Equal(imaginary / (2 * Math.PI), double.Parse(row["frequency"], CultureInfo.InvariantCulture), 1e-5);
        Assert.Equal("no", Row(1)["energy"]);
        double[] oscillator = Numbers("oscillators.csv")[0];
        Assert.Equal(2, oscillator[2], 1e-13);
        Assert.Equal(1.0 / 9, oscillator[3], 1e-14);
        Assert.Equal(2.25, Npy.Read(folder["out/damping.npy"]).ToDoubles()[0], 1e-13);
    }

    // Where τ_a is 1e20 times τ_y the slow eigenvalues, some 1e-20, are below the rounding of the fast ones: the theorem decides.
    [Theory]
    [InlineData(1, 1e20)]
    [InlineData(1e17, 1)]
    public void The_closed_form_is_stable_whatever_the_time_constants(double tauY, double tauA)
    {
        folder.Text(
            "C.json",
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"W": [[1, 0.5], [0.3, 1]], "b": 0.5, "b0": 0.5, "sigma": 0.1, "tau_y": {{tauY}}, "tau_a": {{tauA}}}"""));
        folder.Npy("Z.npy", [0.6, 0.8, 3, 0.1, 0.001, 10], 3, 2);
        Outcome outcome = Fpk.Run(
            "organics", "stability", "--circuit", folder["C.json"], "--drive", folder["Z.npy"], "--out", folder["out"]);
        Assert.Contains("3 of 3 drives have a stable fixed point", outcome.Succeeds(), StringComparison.Ordinal);
        for (int k = 0; k < 3; k++) Assert.Equal(("yes", "NaN", "NaN"), (Row(k)["stable"], Row(k)["max_real"], Row(k)["time_constant"]));
    }

    // The figure's numbers and all eigenvalues are one file, with all drives though eight are drawn.
    [Fact]
    public void The_spectrum_is_one_file()
    {
        folder.Text("C.json", """{"W": [[1]], "b": 1, "b0": 1, "sigma": 1, "tau_y": 1, "tau_a": 1}""");
        folder.Npy("Z.npy", [.. Enumerable.Range(1, 9).Select(one => (double)one)], 9, 1);
        Fpk.Run("organics", "stability", "--circuit", folder["C.json"], "--drive", folder["Z.npy"], "--out", folder["out"]).Succeeds();
        Assert.Equal(18, Numbers("spectrum.csv").Length);
        Assert.True(File.Exists(folder["out/spectrum.svg"]));
        Assert.False(File.Exists(folder["out/eigenvalues.csv"]));
    }

    [Fact]
    public void What_has_no_point_is_told_and_spoils_no_other()
    {
        folder.Text("C.json", """{"W": [[1, 1], [1, 1]], "kind": "rect_in", "b": 1, "b0": 1, "sigma": 1, "tau_y": 1, "tau_a": 1}""");
        folder.Npy("Z.npy", [1, double.NaN, 1, -1], 2, 2);
        Outcome outcome = Fpk.Run(
            "organics", "stability", "--circuit", folder["C.json"], "--drive", folder["Z.npy"], "--out", folder["out"]);
        Assert.Contains("1 of 2 drives have no fixed point that was found", outcome.FailsWith(3), StringComparison.Ordinal);
        Assert.Equal(("NonFinite", "", "NaN"), (Row(0)["status"], Row(0)["stable"], Row(0)["max_real"]));
        Assert.Equal(("Converged", "yes", "no"), (Row(1)["status"], Row(1)["stable"], Row(1)["energy"]));

        // The unit that is not driven is no part of the oscillator.
        double[] damping = Npy.Read(folder["out/damping.npy"]).ToDoubles();
        Assert.True(double.IsFinite(damping[4]));
        Assert.All(damping[5..], one => Assert.True(double.IsNaN(one)));
    }

    private Dictionary<string, string> Row(int sample)
    {
        string[][] table = [.. File.ReadAllLines(folder["out/samples.csv"]).Select(line => line.Split(','))];
        return table[0].Zip(table[sample + 1]).ToDictionary(cell => cell.First, cell => cell.Second);
    }

    private double[][] Numbers(string name) =>
    [
        .. File.ReadAllLines(folder[$"out/{name}"]).Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()),
    ];
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>fpk import: weights from elsewhere are scored and trained as a run's are, and what does not fit is refused before anything is
/// written.</summary>
public sealed class ImportVerbTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public ImportVerbTests() => TargetFiles.Write(folder);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--targets", "Y.npy", "tanh", "double")]
    [InlineData("--labels", "y.npy", "power", "float")]
    public void A_runs_weights_brought_in_score_and_train_as_the_run(string kind, string answers, string activation, string precision)
    {
        string[] data = ["--inputs", folder["X.npy"], kind, folder[answers]];
        string[] f = ["--activation", activation, .. activation == "power" ? ["--gain", "0.5", "--exponent", "1.5"] : (string[])[]];
        Fpk.Run([
            .. Line, "--rate", "0.05", .. f, "--precision", precision, "--neurons", "6", "--train", "recurrent,input,bias,readout", .. data,
            "--out", folder["runs"],
        ]).Succeeds();
        string said = Import(
            "brought",
            [
                "--weights", Of("W"), "--input", Of("Wx"), "--bias", Of("b"), "--readout", Of("readout"), "--precision", precision, .. f,
            ]).Succeeds();
        Assert.Contains($"6 neurons, {activation}, 3 features, a bias, 2 outputs", said, StringComparison.Ordinal);
        foreach (string file in (string[])["W.npy", "Wx.npy", "b.npy", "readout.npy"])
            Assert.Equal(File.ReadAllBytes(folder[$"runs/linearized-0.05/{file}"]), File.ReadAllBytes(folder[$"brought/{file}"]));
        Assert.Equal(Scores("runs", data), Scores("brought", data));
        Assert.Equal(
            File.ReadAllBytes(folder["scores-runs/linearized-0.05/predictions.npy"]),
            File.ReadAllBytes(folder["scores-brought/brought/predictions.npy"]));

        // Trained on, from either, to the same bits.
        foreach (string start in (string[])["runs/linearized-0.05", "brought"])
        {
            Fpk.Run([
                .. Line, "--rate", "0.02", .. f, "--precision", precision, "--weights-dir", folder[start], .. data,
                "--out", folder[$"on-{start[..4]}"],
            ]).Succeeds();
        }

        foreach (string file in (string[])["W.npy", "b.npy"])
            Assert.Equal(On("runs", file), On("brou", file));

        byte[] On(string start, string file) => File.ReadAllBytes(folder[$"on-{start}/linearized-0.02/{file}"]);

        string Of(string name) => folder[$"runs/linearized-0.05/{name}.npy"];
    }

    [Fact]
    public void Rates_themselves_are_the_outputs_of_what_has_no_readout()
    {
        Weights(5, 0.1);
        Npy.Write<int>(folder["o.npy"], [3, 0], 2);
        Npy.Write<double>(folder["Wx.npy"], [.. Enumerable.Range(0, 15).Select(i => Math.Cos(i))], 5, 3);
        Import("brought", "--weights", folder["W.npy"], "--input", folder["Wx.npy"], "--outputs", folder["o.npy"]).Succeeds();
        string[] data = ["--inputs", folder["X.npy"], "--targets", folder["Y.npy"]];
        Scores("brought", data);
        double[] told = Npy.Read(folder["scores-brought/brought/predictions.npy"]).ToDoubles();
        Assert.All(told, one => Assert.InRange(one, -1, 1));
        Fpk.Run([.. Line, "--weights-dir", folder["brought"], .. data, "--out", folder["on"]]).Succeeds();
        Assert.Equal([3, 0], Npy.Read(folder["on/linearized-0.2/outputs.npy"]).ToInt32s());
        Fpk.Run("eval", "--weights-dir", folder["on"]).Succeeds();
        string line = Fpk.Run([.. Line, "--train", "readout", "--weights-dir", folder["brought"], .. data]).FailsWith(2);
        Assert.Contains("no readout", line, StringComparison.Ordinal);
        line = Fpk.Run([.. Line, "--weights-dir", folder["brought"], .. data[..2], "--labels", folder["y.npy"]]).FailsWith(2);
        Assert.Contains("tells 2 targets, but", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_input_weights_features_are_currents_and_vectors_are_rows()
    {
        Weights(3, 0);
        Npy.Write<float>(folder["R.npy"], [1, 2, 4], 3);
        Npy.Write<double>(folder["b.npy"], [0.5, 0, -0.5], 3);
        Import(
            "brought", "--weights", folder["W.npy"], "--readout", folder["R.npy"], "--bias", folder["b.npy"], "--activation", "linear")
            .Succeeds();
        Assert.Equal("1×3", Npy.Read(folder["brought/readout.npy"]).ShapeText);
        Assert.Equal("1×3", Npy.Read(folder["brought/b.npy"]).ShapeText);
        double[] y = new double[40], x = Npy.Read(folder["X.npy"]).ToDoubles();
        Npy.Write<double>(folder["Y.npy"], y, 40);
        Scores("brought", ["--inputs", folder["X.npy"], "--targets", folder["Y.npy"]]);
        double[] told = Npy.Read(folder["scores-brought/brought/predictions.npy"]).ToDoubles();
        for (int k = 0; k < 40; k++)
            Assert.Equal(x[3 * k] + 0.5 + (2 * x[(3 * k) + 1]) + (4 * (x[(3 * k) + 2] - 0.5)), told[k], 1e-9);
    }

    [Fact]
    public void What_it_was_trained_on_has_to_be_said()
    {
        Weights(3, 0);
        Npy.Write<double>(folder["R.npy"], new double[6], 2, 3);
        Import("brought", "--weights", folder["W.npy"], "--readout", folder["R.npy"]).Succeeds();
        Assert.Contains("was imported", Fpk.Run("eval", "--weights-dir", folder["brought"]).FailsWith(2), StringComparison.Ordinal);
        string line = Fpk.Run(
            [.. Line, "--activation", "relu", "--weights-dir", folder["brought"], "--inputs", folder["X.npy"], "--labels", folder["y.npy"]])
            .FailsWith(2);
        Assert.Contains("--activation tanh, not --activation relu", line, StringComparison.Ordinal);
    }

    // Files of N = 5 all of which fit but one.
    [Theory]
    [InlineData("W.npy", 5, 4, "holds 5×4", "square")]
    [InlineData("Wx.npy", 4, 3, "holds 4×3", "5×M with M at least 1, to fit the 5×5 weights")]
    [InlineData("Wx.npy", 5, 0, "holds (5,)", "5×M")]
    [InlineData("R.npy", 2, 4, "holds 2×4", "C×5 with C at least 1, or (5,), to fit the 5×5 weights")]
    [InlineData("R.npy", 4, 0, "holds (4,)", "C×5")]
    [InlineData("b.npy", 5, 1, "holds 5×1", "(5,) or 1×5, to fit the 5×5 weights")]
    [InlineData("b.npy", 1, 4, "holds 1×4", "(5,) or 1×5")]
    public void Wrong_shapes_are_told_both(string file, int rows, int columns, string found, string wanted)
    {
        Fitting();
        folder.Npy(file, new double[rows * Math.Max(1, columns)], rows, columns);
        string line = Fails();
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Contains(found, line, StringComparison.Ordinal);
        Assert.Contains(wanted, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("W.npy", 5, 5, "(1, 2)")]
    [InlineData("Wx.npy", 5, 3, "(2, 1)")]
    [InlineData("R.npy", 2, 5, "(1, 2)")]
    [InlineData("b.npy", 8, 0, "7")]
    public void What_is_not_finite_is_named_with_its_place(string file, int rows, int columns, string place)
    {
        Fitting();
        if (columns == 0) (rows, place) = (5, "4");
        double[] values = new double[rows * Math.Max(1, columns)];
        values[columns == 0 ? 4 : 7] = double.NegativeInfinity;
        folder.Npy(file, values, rows, columns);
        string line = Fails();
        Assert.Contains($"entry {place} is ", line, StringComparison.Ordinal);
        Assert.Contains("must be finite", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_over_and_half_a_command_is_refused()
    {
        Fitting();
        Directory.CreateDirectory(folder["brought"]);
        folder.Text("brought/precious.txt", "mine");
        Assert.Contains("is not empty", Fails(), StringComparison.Ordinal);
        string w = folder["W.npy"], r = folder["R.npy"];
        Assert.Contains("say --readout", Import("new", "--weights", w).FailsWith(2), StringComparison.Ordinal);
        Npy.Write<int>(folder["o.npy"], [5], 1);
        Assert.Contains(
            "not both", Import("new", "--weights", w, "--readout", r, "--outputs", folder["o.npy"]).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains(
            "entry 0 is 5", Import("new", "--weights", w, "--outputs", folder["o.npy"]).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains(
            "--activation", Fpk.Run("import", "--weights", w, "--readout", r, "--out", folder["new"]).FailsWith(2),
            StringComparison.Ordinal);
        Assert.Contains(
            "'tangent' is unknown", Import("new", "--weights", w, "--readout", r, "--activation", "tangent").FailsWith(2),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["new"]));
    }

    private static string[] Line => ["train", "--rule", "linearized", "--epochs", "2", "--batch", "8", "--threads", "1"];

    private Outcome Import(string name, params string[] words) => Fpk.Run(
    [
        "import", .. words.Contains("--activation") ? [] : (string[])["--activation", "tanh"], .. words, "--out", folder[name],
    ]);

    // The row of the run without its name.
    private string Scores(string runs, string[] data)
    {
        string said = Fpk.Run(["eval", "--weights-dir", folder[runs], .. data, "--out", folder[$"scores-{runs}"]]).Succeeds();
        return string.Join(' ', said.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1));
    }

    private void Fitting()
    {
        Weights(5, 0.1);
        folder.Npy("Wx.npy", new double[15], 5, 3);
        folder.Npy("R.npy", new double[10], 2, 5);
        folder.Npy("b.npy", new double[5], 5);
    }

    private void Weights(int n, double value) => folder.Npy("W.npy", [.. Enumerable.Repeat(value, n * n)], n, n);

    private string Fails()
    {
        SortedDictionary<string, string> before = folder.Snapshot();
        string line = Import(
            "brought", "--weights", folder["W.npy"], "--input", folder["Wx.npy"], "--readout", folder["R.npy"], "--bias", folder["b.npy"])
            .FailsWith(2);
        Assert.Equal(before, folder.Snapshot());
        return line;
    }
}

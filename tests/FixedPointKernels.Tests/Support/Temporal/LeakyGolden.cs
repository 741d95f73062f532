using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Reference;
using Xunit;

namespace FixedPointKernels.Tests.Support;

/// <summary>A case of tests/golden/leaky-cells.json: a batch through a cell and a readout, and every gradient of a masked loss, by
/// independent code with automatic differentiation in double.</summary>
internal sealed class LeakyGolden(string id)
{
    private static readonly Lazy<JsonElement[]> Cases = new(() =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "leaky-cells.json")))
            .RootElement.GetProperty("cases").EnumerateArray()]);

    private readonly JsonElement json = Cases.Value.Single(one => one.GetProperty("id").GetString() == id);

    internal static TheoryData<string> Names => [.. Cases.Value.Select(one => one.GetProperty("id").GetString()!)];

    internal LeakyCell Cell => new(
        Enum.Parse<LeakForm>(Text("form")), json.GetProperty("alpha").GetDouble(), Activation.Named(Text("phi")), Matrix("W"), Matrix("U"),
        Parameters("b").Deserialize<double[]>()!, json.GetProperty("s0").Deserialize<double[]>()!);

    /// <summary>φ's name.</summary>
    internal string Phi => Text("phi");

    /// <summary>x of each sample, T × D.</summary>
    internal double[][][] Inputs => BySample(Blocks("x"));

    /// <summary>s_T of each sample.</summary>
    internal double[][] Last => json.GetProperty("final_state").Deserialize<double[][]>()!;

    /// <summary>The readout of each sample, T × K.</summary>
    internal double[][][] Outputs => BySample(Blocks("y"));

    /// <summary>∂L/∂(W, U, b) and the sum over the samples of ∂L/∂s₀.</summary>
    internal double[] Gradient
    {
        get
        {
            JsonElement bptt = json.GetProperty("bptt");
            double[][] starts = bptt.GetProperty("s0").Deserialize<double[][]>()!;
            return CoreLeaky.Flat(
                bptt.GetProperty("W").Deserialize<double[][]>()!, bptt.GetProperty("U").Deserialize<double[][]>()!,
                bptt.GetProperty("b").Deserialize<double[]>()!,
                [.. Enumerable.Range(0, starts[0].Length).Select(i => starts.Sum(one => one[i]))]);
        }
    }

    private bool ReadsVoltage => Text("readout") == "pre";

    /// <summary>V rd + c of a state, rd = φ(v) in form V unless its voltage is read.</summary>
    internal double[] Output(double[] state)
    {
        double[] read = Cell.Form == LeakForm.V && !ReadsVoltage ? Cell.Phi.Values(state) : state;
        double[] c = Parameters("c").Deserialize<double[]>()!;
        return [.. Matrix("V").Select((row, k) => DenseMatrix.Dot(row, read) + c[k])];
    }

    /// <summary>∂L/∂s_t of each sample, directly, for its states.</summary>
    internal double[][][] Signals(double[][][] states)
    {
        double[][] mask = json.GetProperty("mask").Deserialize<double[][]>()!;
        double total = mask.Sum(row => row.Sum());
        return [.. states.Select((one, k) => one.Select((s, t) =>
        {
            double[] back = DenseMatrix.Multiply(DenseMatrix.Transpose(Matrix("V")), Error(Output(s), t, k));
            double[] slopes = Cell.Form == LeakForm.V && !ReadsVoltage ? Cell.Phi.Slopes(s) : [.. s.Select(_ => 1.0)];
            return DenseMatrix.Scale(mask[t][k] / total, DenseMatrix.Multiply(slopes, back));
        }).ToArray())];
    }

    // ∂/∂y of ‖y − y*‖²/2, of the cross-entropy, or of the mean logistic loss.
    private double[] Error(double[] y, int step, int sample)
    {
        JsonElement target = json.GetProperty("target")[step][sample];
        if (Text("loss_type") == "ce")
        {
            double sum = y.Sum(Math.Exp);
            return [.. y.Select((one, k) => (Math.Exp(one) / sum) - (k == target.GetInt32() ? 1 : 0))];
        }

        double[] wanted = target.Deserialize<double[]>()!;
        return Text("loss_type") == "mse"
            ? DenseMatrix.AddScaled(y, -1, wanted)
            : [.. y.Select((one, k) => ((1 / (1 + Math.Exp(-one))) - wanted[k]) / y.Length)];
    }

    private string Text(string name) => json.GetProperty(name).GetString()!;

    private JsonElement Parameters(string name) => json.GetProperty("params").GetProperty(name);

    private double[][] Matrix(string name) => Parameters(name).Deserialize<double[][]>()!;

    private double[][][] Blocks(string name) => json.GetProperty(name).Deserialize<double[][][]>()!;

    // The file has T × B × K.
    private static double[][][] BySample(double[][][] blocks) =>
        [.. Enumerable.Range(0, blocks[0].Length).Select(k => blocks.Select(block => block[k]).ToArray())];
}

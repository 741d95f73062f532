using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Reference;
using Xunit;

namespace FixedPointKernels.Tests.Support;

/// <summary>A case of tests/golden/temporal.json: a batch through a cell and a readout, its masked loss, and the update by every rule that
/// its form has, by independent code in double.</summary>
internal sealed class TrialGolden(string id)
{
    private static readonly Lazy<JsonElement[]> Cases = new(() =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "temporal.json")))
            .RootElement.GetProperty("cases").EnumerateArray()]);

    private static readonly Dictionary<string, TemporalRule> Names = new()
    {
        ["bptt"] = TemporalRule.Bptt, ["fa_bptt"] = TemporalRule.FeedbackAlignment, ["eprop"] = TemporalRule.Eprop,
        ["rflo"] = TemporalRule.Rflo, ["snap1"] = TemporalRule.Snap1, ["mdgl"] = TemporalRule.Mdgl,
        ["mdgl_celltype"] = TemporalRule.MdglByType, ["modprop"] = TemporalRule.ModpropByType, ["modprop_fullW"] = TemporalRule.Modprop,
    };

    private readonly JsonElement json = Cases.Value.Single(one => one.GetProperty("id").GetString() == id);

    internal static TheoryData<string> Ids => [.. Cases.Value.Select(one => one.GetProperty("id").GetString()!)];

    /// <summary>Whole numbers of the case: N, D, K, T, B.</summary>
    internal int this[string size] => json.GetProperty(size).GetInt32();

    internal TrialNetwork Network => new(
        new(
            Enum.Parse<LeakForm>(Text("form")), json.GetProperty("alpha").GetDouble(), Activation.Named(Text("phi")), Matrix("W"),
            Matrix("U"), Vector("b"), json.GetProperty("s0").Deserialize<double[]>()!),
        Matrix("V"), Vector("c"), Matrix("F"), Text("readout") == "pre", CellTypes.Halves(this["N"]), json.GetProperty("mu").GetDouble());

    /// <summary>φ's name.</summary>
    internal string Phi => Text("phi");

    internal TrialLoss Loss => new(
        Text("loss_type") switch
        {
            "ce" => TrialLossKind.CrossEntropy,
            "mse" => TrialLossKind.SquaredError,
            _ => TrialLossKind.Logistic,
        },
        Mask.Sum(one => one.Sum()));

    internal double ExpectedLoss => json.GetProperty("loss").GetDouble();

    /// <summary>x of each sample, T × D.</summary>
    internal double[][][] Inputs => BySample(Blocks("x"));

    /// <summary>m of each sample, T.</summary>
    internal double[][] Mask => BySample(json.GetProperty("mask").Deserialize<double[][]>()!);

    /// <summary>What is asked of each sample, T × K; a class as a row of zeros with a 1.</summary>
    internal double[][][] Wanted => BySample(
        Loss.Kind != TrialLossKind.CrossEntropy
            ? Blocks("target")
            : [.. json.GetProperty("target").Deserialize<int[][]>()!.Select(row => row.Select(OfClass).ToArray())]);

    /// <summary>s_T of each sample.</summary>
    internal double[][] Last => json.GetProperty("final_state").Deserialize<double[][]>()!;

    /// <summary>The readout of each sample, T × K.</summary>
    internal double[][][] Outputs => BySample(Blocks("y"));

    /// <summary>The rules that the case has.</summary>
    internal IEnumerable<TemporalRule> Rules => json.GetProperty("grads").EnumerateObject().Select(one => Names[one.Name]);

    /// <summary>∂L/∂V of the exact gradient, and of every rule's.</summary>
    internal double[][] GradientOfV => Of(TemporalRule.Bptt).GetProperty("V").Deserialize<double[][]>()!;

    internal double[] GradientOfC => Of(TemporalRule.Bptt).GetProperty("c").Deserialize<double[]>()!;

    /// <summary>The exact gradient by s₀ of each sample.</summary>
    internal double[][] GradientOfStarts => Of(TemporalRule.Bptt).GetProperty("s0").Deserialize<double[][]>()!;

    /// <summary>The traces of W after the last step, as they stand in the file.</summary>
    internal double[] LastTrace => Flat(json.GetProperty("last_trace_W"));

    /// <summary>The update of W, U and b by a rule.</summary>
    internal (double[][] W, double[][] U, double[] B) Gradient(TemporalRule rule)
    {
        JsonElement one = Of(rule);
        return (
            one.GetProperty("W").Deserialize<double[][]>()!, one.GetProperty("U").Deserialize<double[][]>()!,
            one.GetProperty("b").Deserialize<double[]>()!);
    }

    /// <summary>What of the last traces of all samples, N × N each, stands in the file: in V a row of each, in which all are the same; else
    /// all up to N = 6, above it those of the first sample.</summary>
    internal double[] Kept(IReadOnlyList<double[][]> traces)
    {
        if (Text("form") == "V") return [.. traces.SelectMany(one => one[0])];
        return [.. traces.Take(this["N"] > 6 ? 1 : traces.Count).SelectMany(one => one.SelectMany(row => row))];
    }

    private static double[] Flat(JsonElement one) =>
        one.ValueKind == JsonValueKind.Array ? [.. one.EnumerateArray().SelectMany(Flat)] : [one.GetDouble()];

    // The file has step after step, in it the samples.
    private static TRow[][] BySample<TRow>(TRow[][] steps) =>
        [.. Enumerable.Range(0, steps[0].Length).Select(k => steps.Select(step => step[k]).ToArray())];

    private JsonElement Of(TemporalRule rule) => json.GetProperty("grads").GetProperty(Names.Single(one => one.Value == rule).Key);

    private double[] OfClass(int label) => [.. Enumerable.Range(0, this["K"]).Select(k => k == label ? 1.0 : 0)];

    private string Text(string name) => json.GetProperty(name).GetString()!;

    private JsonElement Parameter(string name) => json.GetProperty("params").GetProperty(name);

    private double[][] Matrix(string name) => Parameter(name).Deserialize<double[][]>()!;

    private double[] Vector(string name) => Parameter(name).Deserialize<double[]>()!;

    private double[][][] Blocks(string name) => json.GetProperty(name).Deserialize<double[][][]>()!;
}

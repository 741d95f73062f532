using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>Cases of tests/golden/fixed-point.json as plain JSON, so that a test can also spoil them.</summary>
internal sealed class Golden
{
    internal static readonly string File = Path.Combine(AppContext.BaseDirectory, "golden", "fixed-point.json");

    internal static readonly string Chain = Path.Combine(AppContext.BaseDirectory, "golden", "chain.json");

    private readonly JsonNode json;

    private Golden(JsonNode json) => this.json = json;

    internal static TheoryData<string> Names => [.. All.Select(one => one.Name)];

    internal static Golden[] All => [.. Document()["cases"]!.AsArray().Select(one => new Golden(one!))];

    internal string Name => json["name"]!.GetValue<string>();

    internal string Activation => json["activation"]!.GetValue<string>();

    internal bool IsCrossEntropy => json["loss"]!.GetValue<string>() == "ce";

    internal int N => json["n"]!.GetValue<int>();

    internal int Batch => json["batch"]!.GetValue<int>();

    internal double Rate => json["eta"]!.GetValue<double>();

    internal double[] this[string field] => Flat(json[field]!);

    internal static JsonNode Document() => JsonNode.Parse(System.IO.File.ReadAllText(File))!;

    internal static Golden Named(string name) => All.Single(one => one.Name == name);

    /// <summary>The loss's options, with its files written into the folder.</summary>
    internal string[] Loss(WorkFolder folder) => IsCrossEntropy
        ?
        [
            "--readout", folder.Npy("C.npy", this["readout"], this["readout"].Length / N, N), "--labels",
            folder.Npy("y.npy", this["labels"], Batch, descr: "<i8"),
        ]
        : ["--targets", folder.Npy("T.npy", this["targets"], Batch, N)];

    private static double[] Flat(JsonNode node) =>
        node is JsonArray list ? [.. list.SelectMany(one => Flat(one!))] : [node.GetValue<double>()];
}

using System;
using System.Linq;
using System.Text.Json.Nodes;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Cli.Verification;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Verification;

/// <summary>fpk verify on the sequential cells of a file: whatever is wrong with one is found.</summary>
public sealed class VerifySequentialTests : IDisposable
{
    private const string First = "rnn_head_rectified";

    private readonly WorkFolder folder = new();

    public static TheoryData<string> Quantities => [.. SequentialQuantities.All.Select(one => one.Name)];

    public void Dispose() => folder.Dispose();

    // All entries off by three times the limit, and by a tenth of it: rounding is at most 1.1e-15, where 1e-11 is the limit, and 1.7e-16,
    // where 1e-13 is.
    [Theory]
    [MemberData(nameof(Quantities))]
    public void One_wrong_quantity_is_found(string quantity)
    {
        double limit = SequentialQuantities.All.Single(one => one.Name == quantity).Limit;
        Assert.Contains($"{quantity} off by", Scaled(quantity, 3 * limit).FailsWith(1), StringComparison.Ordinal);
        Scaled(quantity, limit / 10).Succeeds();
        Assert.Contains($"{quantity} off by", Scaled(quantity, 0.01, "--precision", "float").FailsWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("states", " missing in rnn_head_rectified")]
    [InlineData("loss", "rnn.loss missing in rnn_head_rectified")]
    [InlineData("grads.p_ty", "rnn.grads.p_ty missing in rnn_head_rectified")]
    public void A_quantity_that_every_case_must_have_is_missed(string path, string fragment)
    {
        JsonNode document = Document(out JsonObject one);
        string[] steps = path.Split('.');
        (steps.Length == 1 ? one : one[steps[0]]!.AsObject()).Remove(steps[^1]);
        Assert.Contains(fragment, Verify(document).FailsWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n", "0", "n is 0, but a whole number of at least 1")]
    [InlineData("x", "[[[1]]]", "x has 1 entries, but 2 are needed")]
    [InlineData("x", "[[[1]], [[1]]]", "x[0] has 1 rows, but 6×1 is needed")]
    [InlineData("a0", "[1, 0, 1, 1]", "a0 holds 0, but a starts positive")]
    [InlineData("sigma", "-1", "sigma is -1, but it must not be negative")]
    [InlineData("dt_tau_max.y", "1.5", "dt_tau_max: y is 1.5, but a step must be in (0, 1]")]
    [InlineData("params.Wr", "[[1]]", "params: Wr has 1 rows, but 4×4 is needed")]
    [InlineData("params.p_ta", "null", "params: p_ta holds null")]
    [InlineData("target", "[0, 3]", "target has 3 at 1, but labels")]
    public void A_field_that_cannot_be_used_is_named(string path, string value, string fragment)
    {
        JsonNode document = Document(out JsonObject one);
        OrganicsGolden.Put(one, path, JsonNode.Parse(value));
        Assert.Contains($"{First}: {fragment}", Verify(document).FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_is_not_known_is_refused()
    {
        JsonNode document = Document(out JsonObject one);
        document["torch_float64"]!["rnn_other"] = one.DeepClone();
        Assert.Contains("rnn_other is no form", Verify(document).FailsWith(2), StringComparison.Ordinal);
    }

    private Outcome Scaled(string quantity, double change, params string[] options)
    {
        JsonNode document = Document(out JsonObject one);
        string[] steps = quantity.Split('.')[1..];
        if (steps[0] is "y" or "a" or "b0" or "b1")
        {
            foreach (JsonNode? step in one["states"]!.AsArray()) step![steps[0]] = Times(step[steps[0]]!, 1 + change);
        }
        else
        {
            OrganicsGolden.Put(one, string.Join('.', steps), Times(OrganicsGolden.At(one, string.Join('.', steps))!, 1 + change));
        }

        return Verify(document, options);
    }

    // That case alone.
    private static JsonObject Document(out JsonObject one)
    {
        JsonNode document = OrganicsGolden.Document();
        one = document["torch_float64"]![First]!.DeepClone().AsObject();
        JsonObject alone = new() { ["identity_cases"] = new JsonArray(), ["torch_float64"] = new JsonObject { [First] = one } };
        return alone;
    }

    private static JsonNode Times(JsonNode node, double factor)
    {
        if (node is JsonArray list) return new JsonArray([.. list.Select(one => Times(one!, factor))]);
        JsonNode scaled = node.GetValue<double>() * factor;
        return scaled;
    }

    private Outcome Verify(JsonNode document, params string[] options) =>
        Fpk.Run(["verify", folder.Text("edited.json", document.ToJsonString()), .. options]);
}

using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Cli.Verification;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

public sealed class VerifyVerbTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public static TheoryData<string> AllQuantities => [.. Quantities.Needed];

    public static TheoryData<string, string> WidthsAndPrecisions => Verified.WidthsAndPrecisions;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(WidthsAndPrecisions))]
    public Task The_golden_file_holds_at_every_width(string width, string precision) =>
        Verified.Holds(Golden.File, width, precision, Quantities.Needed, "7 cases");

    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    [Trait("Leg", "Any")]
    public void The_golden_file_holds(string precision) => Fpk.Run("verify", Golden.File, "--precision", precision).Succeeds();

    // Two pairs of neurons that drive each other, coupled by 9e-9: the eigenvalue decomposition we once borrowed never ended on them, and
    // verify called itself broken. Only r and the spectral radius of the file belong to this W (its loss is not that of its r and readout),
    // so the verdict on the whole is no.
    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    public void A_chain_of_weakly_coupled_pairs_has_its_spectral_radius(string precision)
    {
        Outcome outcome = Fpk.Run("verify", Golden.Chain, "--precision", precision);
        string line = outcome.FailsWith(1);
        Assert.DoesNotContain("fault of fpk", line, StringComparison.Ordinal);
        Assert.DoesNotContain("spectralRadiusW", line, StringComparison.Ordinal);
        Assert.Contains("spectralRadiusW          ok", outcome.Output, StringComparison.Ordinal);
    }

    // The largest entry off by 2e-9 of itself is just beyond the limit of 1e-9; float limits stay below 1e-3.
    [Theory]
    [MemberData(nameof(AllQuantities))]
    public void One_wrong_entry_is_found(string quantity)
    {
        Assert.Contains(
            $"1 of 13 quantities do not hold in double: {quantity} off by 2.0e-9 in linear-mse-8, limit 1.0e-9",
            Verify(quantity, 2e-9).FailsWith(1), StringComparison.Ordinal);
        Verify(quantity, 0.5e-9).Succeeds();
        Assert.Contains(
            $"{quantity} off by 1.0e-3 in linear-mse-8", Verify(quantity, 1e-3, "--precision", "float").FailsWith(1),
            StringComparison.Ordinal);
        Verify(quantity, 2e-9, "--tolerance", "1e-8").Succeeds();
    }

    [Theory]
    [MemberData(nameof(AllQuantities))]
    public void A_missing_quantity_is_a_failure(string quantity)
    {
        Outcome outcome = Edited(one => one.Remove(quantity));
        Assert.Contains(
            $"1 of 13 quantities do not hold in double: {quantity} missing in linear-mse-8", outcome.FailsWith(1),
            StringComparison.Ordinal);
        Assert.Contains("FAILED", outcome.Output, StringComparison.Ordinal);
    }

    // The first case is linear, so it has the linearized rule's step at its rate.
    [Fact]
    public void Any_rule_of_the_table_may_be_checked()
    {
        Assert.Contains(
            "1 of 14 quantities do not hold in double: euclideanStep off by", Edited(
                one => one["euclideanStep"] = one["linearizedStep"]!.DeepClone()).FailsWith(1),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_and_settings_are_no_checks() => Edited(one =>
    {
        one["rho"] = 99;
        one["about"] = "anything";
        one["checkedAgainstPublishedCode"] = false;
    }).Succeeds();

    // I − W singular: no fixed point, so what is computed is NaN or wrong, and neither may pass.
    [Fact]
    public void A_network_without_a_fixed_point_fails_and_does_not_pass_as_NaN()
    {
        static JsonNode Row(int i) => new JsonArray([.. Enumerable.Range(0, 8).Select(j => (JsonNode)(i == j ? 1.0 : 0.0))]);
        Outcome outcome = Edited(one => one["W"] = new JsonArray([.. Enumerable.Range(0, 8).Select(Row)]));
        outcome.FailsWith(1);
    }

    [Theory]
    [InlineData("name", "\"x\"", null)]
    [InlineData("activation", "\"sigmoid\"", "case linear-mse-8: activation|sigmoid|logistic")]
    [InlineData("activation", "7", "case linear-mse-8: activation|7")]
    [InlineData("activation", "\"tanh\"", "case linear-mse-8: reparameterizedStep|linear networks only|tanh")]
    [InlineData("loss", "\"hinge\"", "case linear-mse-8: loss|hinge|ce and mse")]
    [InlineData("loss", "null", "case linear-mse-8: loss")]
    [InlineData("n", "7", "case linear-mse-8: W|8 rows|7×7")]
    [InlineData("n", "0", "case linear-mse-8: n|0|at least 1")]
    [InlineData("n", "8.5", "case linear-mse-8: n|8.5|whole number")]
    [InlineData("batch", "4", "case linear-mse-8: X|5 rows|4×8")]
    [InlineData("eta", "\"0.3\"", "case linear-mse-8: eta|0.3|number")]
    [InlineData("eta", "1e999", "case linear-mse-8: eta|beyond")]
    [InlineData("eta", null, "case linear-mse-8: eta is missing")]
    [InlineData("W", null, "case linear-mse-8: W is missing")]
    [InlineData("W", "[[1, 2], [3]]", "case linear-mse-8: W|2 rows|8×8")]
    [InlineData("targets", "[1, 2, 3, 4, 5]", "case linear-mse-8: targets|list")]
    [InlineData("r", "[[null]]", "case linear-mse-8: r|1 rows|5×8")]
    [InlineData("lossValue", "null", "case linear-mse-8: lossValue|null|number")]
    [InlineData("lossValue", "[1]", "case linear-mse-8: lossValue|a list")]
    [InlineData("finiteStepDenominators", "[1, 2]", "case linear-mse-8: finiteStepDenominators|2 entries|5")]
    public void A_field_that_cannot_be_used_is_named(string field, string? value, string? fragments)
    {
        JsonNode document = Golden.Document();
        JsonObject first = document["cases"]![0]!.AsObject();
        first.Remove(field);
        string text = document.ToJsonString();
        if (value is not null) text = text.Replace("\"cases\":[{", $"\"cases\":[{{\"{field}\":{value},", StringComparison.Ordinal);
        Outcome outcome = Fpk.Run("verify", folder.Text("spoiled.json", text));
        if (fragments is null)
        {
            outcome.Succeeds();
            return;
        }

        string line = outcome.FailsWith(2);
        Assert.All(fragments.Split('|').Prepend("spoiled.json"), fragment => Assert.Contains(fragment, line, StringComparison.Ordinal));
        Assert.Equal("", outcome.Output);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{\"cases\": [", "not JSON")]
    [InlineData("{\n\"cases\": [{\"name\": \"\\ud800\"}]}", "not JSON: line 2 holds a text that is no Unicode")]
    [InlineData("{\"cases\": [{\"\\udc00\": 1}]}", "not JSON: line 1 holds a text that is no Unicode")]
    [InlineData("{\"cases\": [{\"name\": NaN}]}", "not JSON")]
    [InlineData("[]", "no list \"cases\"")]
    [InlineData("{\"cases\": 3}", "no list \"cases\"")]
    [InlineData("{\"cases\": []}", "empty list of cases")]
    [InlineData("{\"cases\": [3]}", "case 0")]
    [InlineData("{\"cases\": [{}]}", "case number 0: activation is missing")]
    public void A_file_of_another_kind_is_refused(string text, string fragment)
    {
        string line = Fpk.Run("verify", folder.Text("other.json", text)).FailsWith(2);
        Assert.Contains("other.json", line, StringComparison.Ordinal);
        Assert.Contains(fragment, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("NaN")]
    [InlineData("-1")]
    public void A_tolerance_that_would_pass_or_fail_everything_is_refused(string tolerance) =>
        Assert.Contains("--tolerance", Fpk.Run("verify", Golden.File, "--tolerance", tolerance).FailsWith(2), StringComparison.Ordinal);

    private Outcome Verify(string quantity, double change, params string[] options) =>
        Edited(one => one[quantity] = Verified.Moved(one[quantity]!, change), options);

    private Outcome Edited(Action<JsonObject> edit, params string[] options)
    {
        JsonNode document = Golden.Document();
        edit(document["cases"]![0]!.AsObject());
        return Fpk.Run(["verify", folder.Text("edited.json", document.ToJsonString()), .. options]);
    }
}

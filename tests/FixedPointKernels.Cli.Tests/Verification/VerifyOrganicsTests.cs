using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Cli.Verification;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Verification;

/// <summary>fpk verify on files of divisive normalization circuits: the golden file holds, and whatever is wrong with one is
/// found.</summary>
public sealed class VerifyOrganicsTests : IDisposable
{
    private const string Zero = "ident_main_n4_one_zero_drive";

    // Where the name is not the path.
    private static readonly Dictionary<string, string> Paths = new()
    {
        ["oscillator.min_eig"] = "oscillator.min_eig_tB_plus_BTt",
    };

    // What is no number in the file, or stands in no list.
    private static readonly string[] Apart = ["fixed_points.stable", "fixed_points.kind", "blowup.time"];

    private readonly WorkFolder folder = new();

    public static TheoryData<string, string> WidthsAndPrecisions => Verified.WidthsAndPrecisions;

    /// <summary>All whose numbers stand in the file as they are compared.</summary>
    public static TheoryData<string> Numbers =>
        [.. CircuitQuantities.All.Select(one => one.Name).Where(name => !Apart.Contains(name))];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(WidthsAndPrecisions))]
    public Task The_golden_file_holds_at_every_width(string width, string precision) =>
        Verified.Holds(OrganicsGolden.File, width, precision, OrganicsFile.Kind.Quantities, "41 cases");

    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    [Trait("Leg", "Any")]
    public void The_golden_file_holds(string precision) => Fpk.Run("verify", OrganicsGolden.File, "--precision", precision).Succeeds();

    // The largest entry off by three times the limit, and by a tenth of it: rounding is far below (1.4e-13 at most, where 1e-10 is the
    // limit). An eigenvalue's larger part is at least 0.7 of it.
    [Theory]
    [MemberData(nameof(Numbers))]
    public void One_wrong_entry_is_found(string quantity)
    {
        double limit = CircuitQuantities.All.Single(one => one.Name == quantity).Limit;
        string path = Paths.GetValueOrDefault(quantity, quantity);
        string line = Moved(path, 3 * limit).FailsWith(1);
        Assert.Contains($"{quantity} off by", line, StringComparison.Ordinal);
        Assert.Contains($"limit {limit:0.0e+0}", line, StringComparison.Ordinal);
        Moved(path, limit / 10).Succeeds();
        Assert.Contains($"{quantity} off by", Moved(path, 0.1, "--precision", "float").FailsWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_verdict_on_stability_is_found()
    {
        Assert.Contains(
            "fixed_points.stable off by 1.0e+0 in twod_fig1a", Edited("fixed_points.stable", one => false).FailsWith(1),
            StringComparison.Ordinal);
        Assert.Contains(
            "fixed_points.kind off by", Edited("fixed_points.eigenvalues", one => Json("[[-0.2, 0.0], [-0.1, 0.0]]")!).FailsWith(1),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_explosion_at_another_time_is_found()
    {
        JsonNode document = OrganicsGolden.Document();
        document["blowup"]!["time_when_max_abs_state_reaches_1e6"] = Json("""{"one": 4.404, "other": 4.41}""");
        Assert.Contains("blowup.time off by 1.4e-3 in blowup_main_n16_sv1, limit", Verify(document).FailsWith(1), StringComparison.Ordinal);
        document["blowup"]!["y0"] = new JsonArray([.. Enumerable.Repeat(0.01, 16).Select(one => (JsonNode)one)]);
        Assert.Contains("blowup.time off by NaN in", Verify(document).FailsWith(1), StringComparison.Ordinal);
        document["blowup"]!["same_params_as"] = "gen";
        Assert.Contains("blowup_main_n16_sv1: same_params_as is 'gen'", Verify(document).FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fixed_point_that_is_missing_or_invented_is_found()
    {
        JsonNode document = OrganicsGolden.Document();
        JsonArray points = document["two_dimensional"]![1]!["fixed_points"]!.AsArray();
        points.RemoveAt(0);
        Assert.Contains("fixed_points.y off by Infinity in twod_fig1b", Verify(document).FailsWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eigenvalues")]
    [InlineData("max_real")]
    [InlineData("quartic_in_sqrt_a")]
    [InlineData("roots")]
    [InlineData("fixed_points")]
    public void A_quantity_that_every_case_must_have_is_missed(string field)
    {
        JsonNode document = OrganicsGolden.Document();
        OrganicsGolden.FirstWith(document, field).Remove(field);
        Assert.Contains(" missing in ", Verify(document).FailsWith(1), StringComparison.Ordinal);
    }

    // z_2 = 0: the file says null, and a number there would be no energy.
    [Fact]
    public void An_energy_that_is_not_defined_never_holds()
    {
        JsonNode document = OrganicsGolden.Document();
        JsonNode zero = document["identity_cases"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == Zero)!;
        zero["energy_states"] = Json("""[{"y": [1, 1, 1, 1], "a": [1, 1, 1, 1], "V": 1, "dVdt": -1}]""");
        Assert.Contains($"energy_states.V off by NaN in {Zero}", Verify(document).FailsWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "7", "identity_cases[0]: name|7")]
    [InlineData("kind", "\"mian\"", "case ident_main_n2: kind|'mian'|did you mean main?|rect_in, rect_out")]
    [InlineData("kind", null, "case ident_main_n2: kind is missing")]
    [InlineData("params", null, "case ident_main_n2: params is missing")]
    [InlineData("params", "[1]", "case ident_main_n2: params|a list|object")]
    [InlineData("params.z", "[1]", "case ident_main_n2: params: z has 1 entries, but 2")]
    [InlineData("params.W", "[[1, 2], [3]]", "case ident_main_n2: params: W has 1 entries in row 1, but 2×2")]
    [InlineData("params.sigma", "[0.1, -0.2]", "case ident_main_n2: params: sigma is -0.2 at [1], but it must not be negative")]
    [InlineData("y", "[1, 2, 3]", "case ident_main_n2: y has 3 entries, but 2")]
    [InlineData("y", null, "case ident_main_n2: y is missing")]
    [InlineData("jacobian", "[[1]]", "case ident_main_n2: jacobian has 1 rows, but 4×4")]
    [InlineData("oscillator", "3", "case ident_main_n2: oscillator holds 3")]
    [InlineData("energy_trajectory.start", "\"energy_states[3]\"", "energy_trajectory: start is 'energy_states[3]'|[0] to [2]")]
    [InlineData("energy_trajectory.t", "[0, 2, 1]", "energy_trajectory: t is 1 at [2], but times ascend")]
    [InlineData("energy_trajectory.t", "[]", "energy_trajectory: t has no time after 0")]
    [InlineData("energy_states", "[{\"y\": [1, 1]}]", "case ident_main_n2: energy_states[0]: a is missing")]
    public void A_field_that_cannot_be_used_is_named(string path, string? value, string fragments)
    {
        JsonNode document = OrganicsGolden.Document();
        JsonObject first = document["identity_cases"]![0]!.AsObject();
        if (value is null) first.Remove(path);
        else OrganicsGolden.Put(first, path, Json(value));
        string line = Verify(document).FailsWith(2);
        Assert.All(fragments.Split('|').Prepend("edited.json"), fragment => Assert.Contains(fragment, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("w", "-1", "case twod_fig1a: w is -1, but it must not be negative")]
    [InlineData("b", "0", "case twod_fig1a: b is 0, but it must be positive")]
    [InlineData("tau_y", "[1]", "case twod_fig1a: tau_y holds a list")]
    [InlineData("wr", "null", "case twod_fig1a: wr holds null")]
    public void A_field_of_one_unit_that_cannot_be_used_is_named(string field, string value, string fragment)
    {
        JsonNode document = OrganicsGolden.Document();
        document["two_dimensional"]![0]![field] = Json(value);
        Assert.Contains(fragment, Verify(document).FailsWith(2), StringComparison.Ordinal);
    }

    // Nothing else in the file grows with it: two thousand million steps and their factors would fill any memory.
    [Fact]
    public void More_iterations_than_can_be_kept_are_refused()
    {
        JsonNode document = OrganicsGolden.Document();
        document["torch_float64"]!["static_generic_correct_diag_sqrt_a"]!["iterations"] = int.MaxValue;
        Assert.Contains(
            "static_generic_correct_diag_sqrt_a: iterations is 2147483647, but 10000 is the most that is computed",
            Verify(document).FailsWith(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"identity_cases\": 3}", "no list \"cases\" and no list \"identity_cases\"")]
    [InlineData("{\"identity_cases\": []}", "empty list of cases")]
    [InlineData("{\"identity_cases\": [3]}", "identity_cases holds 3 at identity_cases[0]")]
    [InlineData("{\"identity_cases\": [], \"generic_cases\": {}}", "generic_cases holds an object")]
    public void A_file_without_cases_is_refused(string text, string fragment) =>
        Assert.Contains(fragment, Fpk.Run("verify", folder.Text("other.json", text)).FailsWith(2), StringComparison.Ordinal);

    private Outcome Moved(string path, double change, params string[] options) =>
        Edited(path, node => Verified.Moved(node, change), options);

    private Outcome Edited(string path, Func<JsonNode, JsonNode> edit, params string[] options)
    {
        JsonNode document = OrganicsGolden.Document();
        JsonObject one = OrganicsGolden.FirstWith(document, path);
        OrganicsGolden.Put(one, path, edit(OrganicsGolden.At(one, path)!));
        OrganicsGolden.LeaveOnly(document, one);
        return Verify(document, options);
    }

    private Outcome Verify(JsonNode document, params string[] options) =>
        Fpk.Run(["verify", folder.Text("edited.json", document.ToJsonString()), .. options]);

    private static JsonNode? Json(string text) => JsonNode.Parse(text);
}

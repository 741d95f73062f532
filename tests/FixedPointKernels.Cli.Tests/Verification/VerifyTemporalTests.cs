using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Cli.Verification;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Verification;

/// <summary>fpk verify on a file of learning through time: it holds as it is, and whatever is wrong in it is found.</summary>
public sealed class VerifyTemporalTests : IDisposable
{
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "golden", "temporal.json");
    private readonly WorkFolder folder = new();

    public static TheoryData<string, string> WidthsAndPrecisions => Verified.WidthsAndPrecisions;

    public static TheoryData<string> Quantities => [.. TemporalQuantities.All];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(WidthsAndPrecisions))]
    public Task The_golden_file_holds_at_every_width(string width, string precision) =>
        Verified.Holds(File, width, precision, TemporalFile.Kind.Quantities, "49 cases");

    // The largest entries off by three times the limit, and by a tenth of it; in float by a hundredth, where no limit is over 1e-3.
    [Theory]
    [MemberData(nameof(Quantities))]
    public void One_wrong_quantity_is_found(string quantity)
    {
        Assert.Contains($"{quantity} off by", Moved(quantity, 3e-11).FailsWith(1), StringComparison.Ordinal);
        Assert.DoesNotContain("off by", Moved(quantity, 1e-12).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains($"{quantity} off by", Moved(quantity, 0.01, "--precision", "float").FailsWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lam", "lyapunov.lam")]
    [InlineData("logR_steps", "lyapunov.logR_steps")]
    [InlineData("loss", "lyapunov.loss")]
    [InlineData("grads.exact.s0", "lyapunov.grads.exact.s0")]
    [InlineData("grads.local_eprop.U", "lyapunov.grads.local_eprop.U")]
    public void A_wrong_exponent_is_found(string path, string quantity)
    {
        JsonNode document = Alone("V_leaky_tanh", out JsonObject one);
        JsonObject entry = one["lyapunov"]![0]!.AsObject();
        string[] steps = path.Split('.');
        Owner(entry, steps)[steps[^1]] = Verified.Moved(At(entry, steps)!, 3e-11);
        Assert.Contains($"{quantity} off by", Verify(document).FailsWith(1), StringComparison.Ordinal);
        Owner(entry, steps).Remove(steps[^1]);
        Assert.Contains($"{quantity} missing in V_leaky_tanh.lyapunov[0]", Verify(document).FailsWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xor_copy", 0, "input", "tasks.xor_copy.input")]
    [InlineData("xor_copy", 1, "target", "tasks.xor_copy.target")]
    [InlineData("xor_copy", 2, "first_step_with_defined_target_1based", "tasks.xor_copy.first_defined")]
    [InlineData("xor_copy", 0, "first_step_predictable_from_presented_input_1based", "tasks.xor_copy.first_predictable")]
    [InlineData("xor_copy", 1, "first_loss_step_1based_in_published_example", "tasks.xor_copy.first_published")]
    [InlineData("ngym", 0, "x", "tasks.ngym.x")]
    [InlineData("ngym", 3, "target", "tasks.ngym.target")]
    public void A_wrong_trial_is_found(string list, int index, string field, string quantity)
    {
        JsonNode document = Document();
        LeaveOnly(document, Case(document, "V_vanilla_tiny"));
        JsonObject trial = document["tasks"]![list]![index]!.AsObject();
        trial[field] = Verified.Moved(trial[field]!, 1e-15);
        Assert.Contains($"{quantity} off by", Verify(document).FailsWith(1), StringComparison.Ordinal);
        trial.Remove(field);
        Assert.Contains($"{quantity} missing in {list}[{index}]", Verify(document).FailsWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("V_vanilla_tiny", "loss", "loss missing in V_vanilla_tiny")]
    [InlineData("V_vanilla_tiny", "grads.mdgl", "grads.mdgl.W missing in V_vanilla_tiny")]
    [InlineData("R_softplus", "grads.rflo.b", "grads.rflo.b missing in R_softplus")]
    [InlineData("P_leaky_tanh", "last_trace_W", "last_trace_W missing in P_leaky_tanh")]
    [InlineData("V_engelken_xor", "grads.bptt.s0", "grads.bptt.s0 missing in V_engelken_xor")]
    public void A_quantity_that_a_case_must_have_is_missed(string id, string path, string fragment)
    {
        JsonNode document = Alone(id, out JsonObject one);
        string[] steps = path.Split('.');
        Owner(one, steps).Remove(steps[^1]);
        Assert.Contains(fragment, Verify(document).FailsWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpha", "0", "alpha is 0, but a step must be in (0, 1]")]
    [InlineData("form", "\"Q\"", "form is 'Q', but V, R, P are the ones known")]
    [InlineData("phi", "\"sin\"", "phi is 'sin'")]
    [InlineData("loss_type", "\"l1\"", "loss_type is 'l1', but mse, ce, bce are the ones known")]
    [InlineData("readout", "\"pre\"", "readout is 'pre', but in form R the state is the activity")]
    [InlineData("T", "0", "T is 0, but a whole number of at least 1")]
    [InlineData("B", "2", "mask has 1 entries in row 0, but 15×2 is needed", "x")]
    [InlineData("params.W", "[[1]]", "params: W has 1 rows, but 5×5 is needed")]
    [InlineData("mask", null, "mask is all zero: no step would be scored")]
    [InlineData("grads.mdgl", "{}", "grads: mdgl is given, but the rule is defined in form V only and this is form R")]
    [InlineData("grads.other", "{}", "grads: other is no rule: there are bptt")]
    public void A_field_that_cannot_be_used_is_named(string path, string? value, string fragment, string? or = null)
    {
        JsonNode document = Alone("R_softplus", out JsonObject one);
        string[] steps = path.Split('.');
        Owner(one, steps)[steps[^1]] = value is null
            ? new JsonArray([.. Enumerable.Range(0, 15).Select(_ => new JsonArray(0))])
            : JsonNode.Parse(value);
        string line = Verify(document).FailsWith(2);
        Assert.Contains("case R_softplus: ", line, StringComparison.Ordinal);
        Assert.Contains(or ?? fragment, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_that_are_not_orthonormal_are_refused_with_their_entry()
    {
        JsonNode document = Alone("V_leaky_tanh", out JsonObject one);
        JsonNode vectors = one["lyapunov"]![1]!["Q0"]!;
        vectors[0]![0] = 2 + vectors[0]![0]!.GetValue<double>();
        string line = Verify(document).FailsWith(2);
        Assert.StartsWith("fpk: V_leaky_tanh.lyapunov[1]: Q0: The vectors are not orthonormal: 0 times 0", line, StringComparison.Ordinal);
        Assert.EndsWith(".\n", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xor_copy", "task", "1", "task is 1, but 0 is copy")]
    [InlineData("xor_copy", "delay", "16", "delay is 16, which leaves no step to score")]
    [InlineData("ngym", "task", "\"other\"", "task is 'other', but 2AF, DMS, CXT are the ones known")]
    [InlineData("ngym", "dt", "0", "dt is 0: ")]
    [InlineData("ngym", "args", "{\"gt\": 2, \"coh\": 5}", "gt is 2, but it is 0 or 1")]
    public void A_trial_that_cannot_be_made_is_named(string list, string field, string value, string fragment)
    {
        JsonNode document = Document();
        document["tasks"]![list]![0]!.AsObject()[field] = JsonNode.Parse(value);
        Assert.Contains($"tasks: {list}[0]: ", Verify(document).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains(fragment, Verify(document).FailsWith(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("params.W", "W holds a number beyond this precision's range")]
    [InlineData("alpha", "alpha is 1E-60, which is 0 in this precision")]
    public void What_float_does_not_hold_is_named(string path, string fragment)
    {
        JsonNode document = Alone("P_leaky_tanh", out JsonObject one);
        if (path == "alpha") one["alpha"] = 1e-60;
        else one["params"]!["W"]![0]![0] = 1e39;
        Assert.Contains($"P_leaky_tanh: {fragment}", Verify(document, "--precision", "float").FailsWith(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tasks", "tasks.xor_copy.input missing in tasks.xor_copy;|tasks.ngym.target missing in tasks.ngym\n")]
    [InlineData("tasks.ngym", "tasks.ngym.x missing in tasks.ngym;")]
    [InlineData("linear_rule", "linear_rule.log_abs_eig missing in linear_rule;")]
    [InlineData("medium_spectra", "medium_spectra.lam missing in medium_spectra;")]
    [InlineData("lyapunov", "lyapunov.lam missing in lyapunov of every case;|lyapunov.grads.local.W missing in lyapunov of every case;")]
    [InlineData("lyapunov of P_leaky_tanh", "lyapunov.lam missing in P_leaky_tanh.lyapunov;")]
    public void A_part_that_a_file_must_have_is_missed(string part, string fragments)
    {
        JsonNode document = Document();
        string[] place = part.Split(" of ");
        if (place[0] == "lyapunov")
        {
            foreach (JsonObject one in Cases(document).Where(one => place.Length == 1 || one["id"]!.GetValue<string>() == place[1]))
                one.Remove("lyapunov");
        }
        else
        {
            string[] steps = part.Split('.');
            Owner(document.AsObject(), steps).Remove(steps[^1]);
        }

        string line = Verify(document).FailsWith(1);
        Assert.All(fragments.Split('|'), words => Assert.Contains(words, line, StringComparison.Ordinal));
        Assert.DoesNotContain("off by", line, StringComparison.Ordinal);
    }

    // Nothing else in the file grows with it: 2·10⁷ steps of two units took 4.6 GB.
    [Fact]
    public void More_steps_of_a_free_network_than_can_be_kept_are_refused()
    {
        JsonNode document = Document();
        document["medium_spectra"]![1]!["T"] = 20_000_000;
        Assert.Contains(
            "medium_spectra[1]: T is 20000000, but 100000 is the most that is computed", Verify(document).FailsWith(2),
            StringComparison.Ordinal);
    }

    // The first case that has it.
    private Outcome Moved(string quantity, double change, params string[] options)
    {
        JsonNode document = Document();
        string[] steps = quantity.Split('.');
        JsonObject one = Cases(document).First(one => At(one, steps) is not null);
        LeaveOnly(document, one);
        document.AsObject().Remove("tasks");
        RemoveSpectra(document, one);
        Owner(one, steps)[steps[^1]] = Verified.Moved(At(one, steps)!, change);
        return Verify(document, options);
    }

    // What stands in a quantity of trials is not what is measured of exponents.
    private static void RemoveSpectra(JsonNode document, JsonObject one)
    {
        one.Remove("lyapunov");
        document.AsObject().Remove("linear_rule");
        document.AsObject().Remove("medium_spectra");
    }

    private static JsonNode Document() => JsonNode.Parse(System.IO.File.ReadAllText(File))!;

    private static IEnumerable<JsonObject> Cases(JsonNode document) => document["cases"]!.AsArray().Select(one => one!.AsObject());

    private static JsonObject Case(JsonNode document, string id) =>
        Cases(document).Single(one => one["id"]!.GetValue<string>() == id);

    private static JsonNode Alone(string id, out JsonObject one)
    {
        JsonNode document = Document();
        one = Case(document, id);
        LeaveOnly(document, one);
        document.AsObject().Remove("tasks");
        document.AsObject().Remove("linear_rule");
        document.AsObject().Remove("medium_spectra");
        return document;
    }

    private static void LeaveOnly(JsonNode document, JsonObject one)
    {
        JsonArray cases = document["cases"]!.AsArray();
        for (int k = cases.Count - 1; k >= 0; k--)
        {
            if (cases[k] != one) cases.RemoveAt(k);
        }
    }

    private static JsonNode? At(JsonObject one, string[] steps)
    {
        JsonNode? node = one;
        foreach (string step in steps) node = node is JsonObject part && part.TryGetPropertyValue(step, out JsonNode? found) ? found : null;
        return node;
    }

    private static JsonObject Owner(JsonObject one, string[] steps) => steps.Length == 1 ? one : At(one, steps[..^1])!.AsObject();

    private Outcome Verify(JsonNode document, params string[] options) =>
        Fpk.Run(["verify", folder.Text("edited.json", document.ToJsonString()), .. options]);
}

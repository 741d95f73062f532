using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Organics;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Organics;

/// <summary>C.json: what it may hold, and one clear line for everything else.</summary>
public sealed class CircuitFileTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_golden_case_s_parameters_are_a_circuit_as_they_are()
    {
        Circuit<double> circuit = Read(OrganicsGolden.Parameters("gen_main_n2_rotation").ToJsonString()).ToCircuit<double>();
        Assert.Equal(2, circuit.Units);
        Assert.Equal(CircuitKind.Main, circuit.Kind);
        Assert.Equal([1, 0.4, 0.2, 1], circuit.Pool.Values.ToArray());
        Assert.Equal(0.6883579685560397, circuit.Recurrent!.Values[0]);
        Assert.Equal([0.5, 0.7], circuit.Gains.ToArray());
        Assert.Equal([0.5 * 0.2 * 0.5 * 0.2, 0.4 * 0.3 * (0.4 * 0.3)], circuit.Floor.ToArray());
        Assert.Equal([2, 4], circuit.TauY.ToArray());
        Assert.Equal([3, 2], circuit.TauA.ToArray());
    }

    [Fact]
    public void Numbers_stand_for_all_units()
    {
        const string text = """{"kind": "rect_out", "W": [[1, 0.5], [0, 1]], "b": 2, "b0": [1, 2], "sigma": 0, "tau_y": 3, "tau_a": 4}""";
        Circuit<float> circuit = Read(text).ToCircuit<float>();
        Assert.Equal(CircuitKind.RectifiedOutput, circuit.Kind);
        Assert.Null(circuit.Recurrent);
        Assert.Equal([2f, 2f], circuit.Gains.ToArray());
        Assert.Equal([0f, 0f], circuit.Floor.ToArray());
        Assert.Equal([4f, 4f], circuit.TauA.ToArray());
    }

    [Theory]
    [InlineData("kind", "\"rect\"", "kind is 'rect'|main, rect_in, rect_out")]
    [InlineData("kind", "2", "kind is 2, but a text")]
    [InlineData("W", null, "W is missing, and the circuit cannot be computed without it")]
    [InlineData("W", "[]", "W has 0 rows")]
    [InlineData("W", "3", "W holds 3 where a list of n rows of n numbers is needed")]
    [InlineData("W", "[1, 2]", "W holds 1 in row 0 where a list of 2 numbers is needed")]
    [InlineData("W", "{}", "W holds an object where a list of n rows")]
    [InlineData("W", "[[1, 2]]", "W has 2 entries in row 0, but 1×1")]
    [InlineData("W", "[[1, 2], [3]]", "W has 1 entries in row 1, but 2×2")]
    [InlineData("W", "[[1, 2], [3, -4]]", "W is -4 at [1][1], but it must not be negative")]
    [InlineData("W", "[[1, 2], [3, \"4\"]]", "W holds the text '4' at W[1][1]")]
    [InlineData("W", "[[1, 2], [3, 1e999]]", "W holds 1e999 at W[1][1], which is beyond")]
    [InlineData("Wr", "\"Identity\"", "Wr holds the text 'Identity' where \"identity\" or a matrix, 2 rows of 2 numbers, is needed")]
    [InlineData("Wr", "5", "Wr holds 5 where \"identity\" or a matrix")]
    [InlineData("Wr", "[[1]]", "Wr has 1 rows, but 2×2")]
    [InlineData("Wr", "null", "Wr holds null")]
    [InlineData("b", null, "b is missing")]
    [InlineData("b", "0", "b is 0, but it must be positive")]
    [InlineData("b", "[1, -2]", "b is -2 at [1], but it must be positive")]
    [InlineData("b", "[1, 2, 3]", "b holds a list of 3 where a number or a list of 2, as many as W has rows, is needed")]
    [InlineData("b", "null", "b holds null where a number or a list of 2")]
    [InlineData("b", "\"1\"", "b holds the text '1'")]
    [InlineData("b", "true", "b holds true")]
    [InlineData("b0", "-1", "b0 is -1, but it must be positive")]
    [InlineData("sigma", "-0.1", "sigma is -0.1, but it must not be negative")]
    [InlineData("sigma", "[0.1, -0.1]", "sigma is -0.1 at [1], but")]
    [InlineData("tau_y", "0", "tau_y is 0, but it must be positive")]
    [InlineData("tau_a", "[2, 0]", "tau_a is 0 at [1], but it must be positive")]
    [InlineData("tau_a", null, "tau_a is missing")]
    [InlineData("tau", "2", "tau is unknown|did you mean tau_|the fields are kind, W, Wr, b, b0, sigma, tau_y, tau_a, z")]
    [InlineData("B", "2", "B is unknown")]
    public void A_field_that_cannot_be_used_is_named(string field, string? value, string fragments)
    {
        JsonObject circuit = JsonNode.Parse(
            """{"W": [[1, 0.5], [0, 1]], "b": 2, "b0": [1, 2], "sigma": 0.1, "tau_y": 3, "tau_a": 4}""")!.AsObject();
        circuit.Remove(field);
        string text = circuit.ToJsonString();
        if (value is not null) text = text.Replace("{\"", $"{{\"{field}\":{value},\"", StringComparison.Ordinal);
        Refused(text, fragments);
    }

    [Theory]
    [InlineData("", "is not JSON: it is empty")]
    [InlineData("{\"W\": [[1]", "is not JSON: it ends inside a list")]
    [InlineData("{\n\"W\": [[1]],}", "is not JSON: line 2 cannot be read from '}' on")]
    [InlineData("[[1]]", "is no circuit")]
    [InlineData("{\"W\": [[NaN]]}", "not JSON")]
    [InlineData("{\"W\": [[1]], \"b\": 1, \"b\": 2, \"b0\": 1, \"sigma\": 1, \"tau_y\": 1, \"tau_a\": 1}", "b is given 2 times")]
    public void Another_file_is_refused(string text, string fragments) => Refused(text, fragments);

    [Theory]
    [InlineData("b", "1e-50", "b holds 1E-50, which is 0 in float")]
    [InlineData("W", "[[1e39]]", "W holds 1E+39, which is beyond float's range")]
    [InlineData("sigma", "1e20", "sigma times b0 is 1E+20 at [0], whose square is beyond float's range")]
    public void What_float_cannot_hold_is_named(string field, string value, string fragment)
    {
        JsonObject circuit = JsonNode.Parse("""{"W": [[1]], "b": 1, "b0": 1, "sigma": 1, "tau_y": 1, "tau_a": 1}""")!.AsObject();
        circuit[field] = JsonNode.Parse(value);
        CircuitParameters read = Read(circuit.ToJsonString());
        Assert.Equal(1, read.ToCircuit<double>().Units);
        string message = Assert.Throws<DataFileException>(() => read.ToCircuit<float>()).Message;
        Assert.Contains($"C.json: {fragment}", message, StringComparison.Ordinal);
    }

    private void Refused(string text, string fragments)
    {
        string message = Assert.Throws<DataFileException>(() => Read(text)).Message;
        Assert.All(fragments.Split('|').Prepend("C.json: "), fragment => Assert.Contains(fragment, message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', message);
    }

    private CircuitParameters Read(string text) =>
        CircuitFile.Read(new Surroundings(TextWriter.Null, TextWriter.Null, CancellationToken.None), folder.Text("C.json", text));
}

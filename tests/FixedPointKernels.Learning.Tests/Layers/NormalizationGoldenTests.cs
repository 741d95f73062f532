using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Layers;

/// <summary>The layer against independent code: outputs, loss and every gradient of the closed form and of the converged point.</summary>
public sealed class NormalizationGoldenTests
{
    internal static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "organics.json"))).RootElement.GetProperty("torch_float64");

    private static readonly string[] Names = ["Wzx", "Wbx", "log_Way", "b0", "Wr"];

    // What independent codes in double agree to.
    private const double Limit = 1e-11;

    [Theory, Trait("Leg", "Any")]
    [InlineData("static_identity")]
    [InlineData("static_generic_converged")]
    public void Outputs_and_gradients_are_those_of_independent_code(string name)
    {
        JsonElement one = Root.GetProperty(name), given = one.GetProperty("params"), grads = one.GetProperty("grads");
        bool isGeneric = name != "static_identity";
        double[] recurrent = isGeneric ? Flat(given.GetProperty("Wr")) : [];
        NormalizationLayer<double> layer = new(
            "layer", Flat(given.GetProperty("Wzx")), Flat(given.GetProperty("Wbx")), Flat(given.GetProperty("log_Way")),
            Flat(given.GetProperty("b0")), recurrent, one.GetProperty("nin").GetInt32(), one.GetProperty("sigma").GetDouble(),
            SpectralPrecision.Undivided);
        double[] errors = Flat(one.GetProperty("cotangent"));
        LayerRun<double> run = new(layer, Flat(one.GetProperty("x")));
        double[] output = run.Forward();
        Close("out", Flat(one.GetProperty("out")), output);
        Assert.All(run.Statuses, status => Assert.Equal(SolveStatus.Converged, status));
        Close("loss", [one.GetProperty("loss").GetDouble()], [LayerRun<double>.Product(output, errors)]);
        IReadOnlyList<double[]?> found = run.Backward(errors);
        for (int i = 0; i < Names.Length; i++)
        {
            if (grads.GetProperty(Names[i]).ValueKind != JsonValueKind.Null) Close(Names[i], Flat(grads.GetProperty(Names[i])), found[i]!);
        }
    }

    internal static double[] Flat(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().SelectMany(Flat)] : [json.GetDouble()];

    internal static void Close(string what, double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= Limit * scale, $"{what}[{i}] is {found[i]:R}, not {expected[i]:R}");
    }
}

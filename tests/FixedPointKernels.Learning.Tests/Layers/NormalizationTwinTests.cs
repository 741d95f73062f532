using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Layers;

/// <summary>The twin against independent code, in all its forms; the layer against the twin, on layers that no file has.</summary>
public sealed class NormalizationTwinTests
{
    private static readonly string[] Names = ["Wzx", "Wbx", "log_Way", "b0", "Wr"];

    // A complex step has no difference to round: what independent codes agree to.
    [Theory]
    [InlineData("static_identity", 0, false)]
    [InlineData("static_generic_correct_diag_sqrt_a", 10, false)]
    [InlineData("static_generic_repo_diag_a", 10, true)]
    [InlineData("static_generic_converged", 300, false)]
    public void The_twin_is_the_published_layer(string name, int iterations, bool isRepositoryForm)
    {
        JsonElement one = NormalizationGoldenTests.Root.GetProperty(name), given = one.GetProperty("params");
        Dictionary<string, double[][]> parameters = Names.Where(what => what != "Wr" || iterations > 0)
            .ToDictionary(what => what, what => Rows(given.GetProperty(what)));
        StaticLayer layer = new(one.GetProperty("sigma").GetDouble(), iterations, isRepositoryForm);
        double[][] x = Rows(one.GetProperty("x")), cotangents = Rows(one.GetProperty("cotangent"));
        for (int k = 0; k < x.Length; k++)
        {
            (double[] y, double[] a, double[] rates) = layer.Outputs(parameters, x[k]);
            NormalizationGoldenTests.Close("y", Rows(one.GetProperty("y"))[k], y);
            NormalizationGoldenTests.Close("a", Rows(one.GetProperty("a"))[k], a);
            NormalizationGoldenTests.Close("out", Rows(one.GetProperty("out"))[k], rates);
        }

        foreach (string what in parameters.Keys)
        {
            double[] expected = NormalizationGoldenTests.Flat(one.GetProperty("grads").GetProperty(what));
            NormalizationGoldenTests.Close(what, expected, layer.Gradient(parameters, what, x, cotangents));
        }
    }

    // Singular values below 1, where there is one point. It is good to 1e-13 in its residual, and a gradient by what the systems multiply
    // that with.
    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(5, 3, false)]
    [InlineData(6, 4, false)]
    [InlineData(1, 2, true)]
    [InlineData(5, 3, true)]
    [InlineData(6, 4, true)]
    public void The_layer_is_the_twin(int units, int inputs, bool isGeneric)
    {
        Random random = new(units + (isGeneric ? 100 : 0));
        double[][] Draw(int rows, int columns, double scale) => [.. Enumerable.Range(0, rows).Select(
            _ => Enumerable.Range(0, columns).Select(_ => scale * ((2 * random.NextDouble()) - 1)).ToArray())];
        Dictionary<string, double[][]> parameters = new()
        {
            ["Wzx"] = Draw(units, inputs, 1), ["Wbx"] = Draw(units, inputs, 2), ["log_Way"] = Draw(units, units, 1),
            ["b0"] = Draw(units, 1, 2),
        };
        if (isGeneric) parameters["Wr"] = units == 1 ? [[0.5]] : Draw(units, units, 0.5 / Math.Sqrt(units));
        double[][] x = Draw(3, inputs, 1), cotangents = Draw(3, units, 1);
        NormalizationLayer<double> layer = new(
            "layer", [.. parameters["Wzx"].SelectMany(row => row)], [.. parameters["Wbx"].SelectMany(row => row)],
            [.. parameters["log_Way"].SelectMany(row => row)], [.. parameters["b0"].SelectMany(row => row)],
            [.. isGeneric ? parameters["Wr"].SelectMany(row => row) : []], inputs, 0.7, SpectralPrecision.Undivided);
        StaticLayer twin = new(0.7, 120, false);
        LayerRun<double> run = new(layer, [.. x.SelectMany(row => row)]);
        double[] found = run.Forward();
        Assert.All(run.Statuses, status => Assert.Equal(SolveStatus.Converged, status));
        IReadOnlyList<double[]?> gradients = run.Backward([.. cotangents.SelectMany(row => row)]);
        NormalizationGoldenTests.Close("rates", [.. x.SelectMany(one => twin.Outputs(parameters, one).Rates)], found);
        for (int i = 0; i < Names.Length; i++)
        {
            // Of one unit z is a sign, which nothing moves: what both say of it is rounding.
            if (parameters.ContainsKey(Names[i]) && (units > 1 || Names[i] != "Wzx"))
                NormalizationGoldenTests.Close(Names[i], twin.Gradient(parameters, Names[i], x, cotangents), gradients[i]!);
        }

        if (units == 1) return;
        double[] expected = [.. x.SelectMany((one, k) => twin.InputGradient(parameters, one, cotangents[k]))];
        NormalizationGoldenTests.Close("x", expected, run.InputErrors.Span.ToArray());
    }

    private static double[][] Rows(JsonElement json) =>
        [.. json.EnumerateArray().Select(NormalizationGoldenTests.Flat)];
}

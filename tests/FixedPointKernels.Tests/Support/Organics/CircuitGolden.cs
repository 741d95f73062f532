using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using FixedPointKernels.Reference;
using Xunit;

namespace FixedPointKernels.Tests.Support;

/// <summary>tests/golden/organics.json: circuits with their points, Jacobians, spectra and energies, computed by independent
/// code.</summary>
internal static class CircuitGolden
{
    private static readonly Lazy<JsonElement> Loaded = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "organics.json"))).RootElement.Clone());

    internal static JsonElement Root => Loaded.Value;

    /// <summary>The names of all cases with matrices.</summary>
    internal static TheoryData<string> Names => Data(Cases().Select(Name));

    /// <summary>Those of one unit.</summary>
    internal static TheoryData<string> Planar => Data(Root.GetProperty("two_dimensional").EnumerateArray().Select(Name));

    /// <summary>Those that have a property.</summary>
    internal static TheoryData<string> With(string property) =>
        Data(Cases().Where(one => one.TryGetProperty(property, out _)).Select(Name));

    internal static JsonElement Case(string name) =>
        Cases().Concat(Root.GetProperty("two_dimensional").EnumerateArray()).Single(one => Name(one) == name);

    /// <summary>The circuit and the drive of a case.</summary>
    internal static (Circuit Circuit, double[] Z) Read(JsonElement one)
    {
        if (!one.TryGetProperty("params", out JsonElement given)) return OfOneUnit(one);
        double[] b = Numbers(given, "b");
        double[][] wr = given.GetProperty("Wr").ValueKind == JsonValueKind.String ? DenseMatrix.Identity(b.Length) : Matrix(given, "Wr");
        CircuitKind kind = one.GetProperty("kind").GetString() switch
        {
            "main" => CircuitKind.Main,
            "rect_in" => CircuitKind.RectIn,
            _ => CircuitKind.RectOut,
        };
        Circuit circuit = new(
            kind, Matrix(given, "W"), wr, b, Numbers(given, "b0"), Numbers(given, "sigma"), Numbers(given, "tau_y"),
            Numbers(given, "tau_a"));
        return (circuit, Numbers(given, "z"));
    }

    internal static double[] Numbers(JsonElement json, string name) => json.GetProperty(name).Deserialize<double[]>()!;

    internal static double[][] Matrix(JsonElement json, string name) => json.GetProperty(name).Deserialize<double[][]>()!;

    /// <summary>Pairs of real and imaginary parts.</summary>
    internal static Complex[] Values(JsonElement json, string name) =>
        [.. Matrix(json, name).Select(pair => new Complex(pair[0], pair[1]))];

    private static string Name(JsonElement one) => one.GetProperty("name").GetString()!;

    private static IEnumerable<JsonElement> Cases() =>
        Root.GetProperty("identity_cases").EnumerateArray().Concat(Root.GetProperty("generic_cases").EnumerateArray());

    private static TheoryData<string> Data(IEnumerable<string> names) => [.. names];

    private static (Circuit Circuit, double[] Z) OfOneUnit(JsonElement one)
    {
        double[] Of(string name) => [one.GetProperty(name).GetDouble()];
        return (
            new(CircuitKind.Main, [Of("w")], [Of("wr")], Of("b"), Of("b0"), Of("sigma"), Of("tau_y"), Of("tau_a")), Of("z"));
    }
}

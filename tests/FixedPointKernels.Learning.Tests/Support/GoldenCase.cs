using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>What the losses need of one case of the golden file.</summary>
public sealed record GoldenCase(
    string Name, string Loss, int Neurons, int Batch, int Classes, double[] Readout, double[] Rates, int[] Labels, double[] Targets,
    double Value, double[] Gradient)
{
    public static TheoryData<string> Names(string loss) => [.. All().Where(one => one.Loss == loss).Select(one => one.Name)];

    public static GoldenCase Named(string name) => All().Single(one => one.Name == name);

    private static GoldenCase[] All()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "fixed-point.json")));
        return [.. file.RootElement.GetProperty("cases").EnumerateArray().Select(one => new GoldenCase(
            one.GetProperty("name").GetString()!,
            one.GetProperty("loss").GetString()!,
            one.GetProperty("n").GetInt32(),
            one.GetProperty("batch").GetInt32(),
            one.GetProperty("classes").GetInt32(),
            Matrix(one.GetProperty("readout")),
            Matrix(one.GetProperty("r")),
            [.. one.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())],
            Matrix(one.GetProperty("targets")),
            one.GetProperty("lossValue").GetDouble(),
            Matrix(one.GetProperty("lossGradR"))))];
    }

    private static double[] Matrix(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray().Select(entry => entry.GetDouble()))];
}

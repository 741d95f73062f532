using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Reference;
using Xunit;

namespace FixedPointKernels.Tests.Support;

/// <summary>The spectra and flossing gradients of tests/golden/temporal.json: by independent code in double, its gradients checked there by
/// automatic differentiation.</summary>
internal static class SpectrumGolden
{
    private static readonly Lazy<JsonElement> Root = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "temporal.json"))).RootElement);

    /// <summary>Case and place of each of them.</summary>
    internal static TheoryData<string, int> Names
    {
        get
        {
            TheoryData<string, int> names = [];
            foreach (JsonElement one in Cases)
            {
                for (int i = 0; i < one.GetProperty("lyapunov").GetArrayLength(); i++) names.Add(Text(one, "id"), i);
            }

            return names;
        }
    }

    /// <summary>The chaotic and other medium ones, without input.</summary>
    internal static IEnumerable<(LyapunovRun Run, double[] Exponents)> Medium =>
        Root.Value.GetProperty("medium_spectra").EnumerateArray().Select(one =>
        {
            double[][] w = Matrix(one.GetProperty("W"));
            double[] zero = new double[w.Length];
            LeakyCell cell = new(
                Enum.Parse<LeakForm>(Text(one, "form")), one.GetProperty("alpha").GetDouble(), Activation.Named(Text(one, "phi")), w,
                DenseMatrix.Zeros(w.Length, 1), zero, Vector(one.GetProperty("v0")));
            double[][] silence = DenseMatrix.Zeros(one.GetProperty("T").GetInt32(), 1);
            LyapunovRun run = new(cell, silence, DenseMatrix.Identity(w.Length), WarmUp: one.GetProperty("warm").GetInt32());
            return (run, Vector(one.GetProperty("lam")));
        });

    /// <summary>A linear cell, and ln |eig| of its Jacobian.</summary>
    internal static (double[][] W, double Alpha, double[] Logs) LinearRule
    {
        get
        {
            JsonElement rule = Root.Value.GetProperty("linear_rule");
            return (Matrix(rule.GetProperty("W")), rule.GetProperty("alpha").GetDouble(), Vector(rule.GetProperty("log_abs_eig")));
        }
    }

    private static IEnumerable<JsonElement> Cases => Root.Value.GetProperty("cases").EnumerateArray();

    /// <summary>What is measured, and what is to come of it; a gradient has no part that the file does not have.</summary>
    internal static (LyapunovRun Run, double[] Targets, Expected Expected) Of(string id, int place)
    {
        JsonElement json = Cases.Single(one => Text(one, "id") == id), entry = json.GetProperty("lyapunov")[place];
        JsonElement parameters = json.GetProperty("params");
        int sample = entry.GetProperty("batch").GetInt32(), k = entry.GetProperty("k").GetInt32();
        LeakyCell cell = new(
            Enum.Parse<LeakForm>(Text(json, "form")), json.GetProperty("alpha").GetDouble(), Activation.Named(Text(json, "phi")),
            Matrix(parameters.GetProperty("W")), Matrix(parameters.GetProperty("U")), Vector(parameters.GetProperty("b")),
            Vector(json.GetProperty("s0")));
        double[][] x = [.. json.GetProperty("x").Deserialize<double[][][]>()!.Select(step => step[sample])];
        LyapunovRun run = new(
            cell, x, DenseMatrix.Transpose(Matrix(entry.GetProperty("Q0"))), entry.GetProperty("interval").GetInt32(),
            entry.GetProperty("warm").GetInt32());
        double[][]? logs = entry.TryGetProperty("logR_steps", out JsonElement steps) ? Matrix(steps) : null;
        Dictionary<FlossingWay, double[][]> gradients = [];
        foreach (FlossingWay way in Enum.GetValues<FlossingWay>())
        {
            JsonElement of = entry.GetProperty("grads").GetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(way.ToString()));
            List<double[]> parts = [[.. Matrix(of.GetProperty("W")).SelectMany(row => row)],
                [.. Matrix(of.GetProperty("U")).SelectMany(row => row)], Vector(of.GetProperty("b"))];
            if (of.TryGetProperty("s0", out JsonElement start)) parts.Add(Vector(start));
            gradients[way] = [.. parts];
        }

        double[] targets = [.. Enumerable.Repeat(entry.GetProperty("target").GetDouble(), k)];
        return (run, targets, new(
            Vector(entry.GetProperty("lam")), entry.GetProperty("n").GetInt32(), logs, entry.GetProperty("loss").GetDouble(), gradients));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static double[][] Matrix(JsonElement json) => json.Deserialize<double[][]>()!;

    private static double[] Vector(JsonElement json) => json.Deserialize<double[]>()!;

    /// <summary>λ, n, ln R_ii of the counted points where the file has them, the loss, and W, U, b and perhaps s₀ of each way.</summary>
    internal sealed record Expected(
        double[] Exponents, int Steps, double[][]? Logs, double Loss, Dictionary<FlossingWay, double[][]> Gradients);
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace FixedPointKernels.Tests.Support;

/// <summary>One case of tests/golden/fixed-point.json: double-precision values computed by independent code. Rows
/// of batch quantities are samples.</summary>
/// <remarks>
/// Property names are the file's keys; "loss" is <see cref="LossName"/>. Expectations without a rate (<see cref="LinearizedDirection"/>,
/// <see cref="VariantDirection"/>) are mean a bᵀ; those called Step or PerSampleMean are complete ΔW at <see cref="Eta"/>.
/// </remarks>
public sealed class GoldenCase
{
    private static readonly Lazy<IReadOnlyList<GoldenCase>> Loaded = new(Load);

    private GoldenCase(JsonElement json)
    {
        Name = json.GetProperty("name").GetString()!;
        Activation = json.GetProperty("activation").GetString()!;
        LossName = json.GetProperty("loss").GetString()!;
        N = json.GetProperty("n").GetInt32();
        Batch = json.GetProperty("batch").GetInt32();
        Classes = json.GetProperty("classes").GetInt32();
        Eta = json.GetProperty("eta").GetDouble();
        LossValue = json.GetProperty("lossValue").GetDouble();
        SpectralRadiusW = json.GetProperty("spectralRadiusW").GetDouble();
        W = Matrix(json, "W", N, N);
        X = Matrix(json, "X", Batch, N);
        Readout = Matrix(json, "readout", Classes, N);
        Labels = json.GetProperty("labels").Deserialize<int[]>()!;
        Targets = Matrix(json, "targets", Batch, N);
        R = Matrix(json, "r", Batch, N);
        Gain = Matrix(json, "gain", Batch, N);
        LossGradR = Matrix(json, "lossGradR", Batch, N);
        Adjoint = Matrix(json, "adjoint", Batch, N);
        EuclideanGradient = Matrix(json, "euclideanGradient", N, N);
        LinearizedDirection = Matrix(json, "linearizedDirection", N, N);
        VariantDirection = Matrix(json, "variantDirection", N, N);
        FiniteStepPerSampleMean = Matrix(json, "finiteStepPerSampleMean", N, N);
        FiniteStepDenominators = json.GetProperty("finiteStepDenominators").Deserialize<double[]>()!;
        ReparameterizedStep = json.TryGetProperty("reparameterizedStep", out _) ? Matrix(json, "reparameterizedStep", N, N) : null;
        LinearizedStep = json.TryGetProperty("linearizedStep", out _) ? Matrix(json, "linearizedStep", N, N) : null;
    }

    /// <summary>All cases of the file.</summary>
    public static IReadOnlyList<GoldenCase> All => Loaded.Value;

    /// <summary>Their names, as xunit's theory rows.</summary>
    public static TheoryData<string> Names => new(All.Select(c => c.Name));

    public string Name { get; }

    public string Activation { get; }

    public string LossName { get; }

    public int N { get; }

    public int Batch { get; }

    public int Classes { get; }

    public double Eta { get; }

    public double LossValue { get; }

    public double SpectralRadiusW { get; }

    public double[][] W { get; }

    public double[][] X { get; }

    public double[][] Readout { get; }

    public int[] Labels { get; }

    public double[][] Targets { get; }

    public double[][] R { get; }

    public double[][] Gain { get; }

    public double[][] LossGradR { get; }

    public double[][] Adjoint { get; }

    public double[][] EuclideanGradient { get; }

    public double[][] LinearizedDirection { get; }

    public double[][] VariantDirection { get; }

    public double[][] FiniteStepPerSampleMean { get; }

    public double[] FiniteStepDenominators { get; }

    /// <summary>Linear network only, else null.</summary>
    public double[][]? ReparameterizedStep { get; }

    /// <summary>Linear network only, else null.</summary>
    public double[][]? LinearizedStep { get; }

    /// <summary>Softmax cross-entropy of the readout against the labels; otherwise squared error against the targets.</summary>
    public bool IsCrossEntropy => LossName == "ce";

    public static GoldenCase Named(string name) => All.Single(c => c.Name == name);

    public override string ToString() => Name;

    private static List<GoldenCase> Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "golden", "fixed-point.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(c => new GoldenCase(c))];
    }

    private static double[][] Matrix(JsonElement json, string key, int rows, int columns)
    {
        double[][] matrix = json.GetProperty(key).Deserialize<double[][]>()!;
        if (matrix.Length != rows || matrix.Any(row => row.Length != columns))
            throw new InvalidDataException($"{key} is not {rows}×{columns}.");
        return matrix;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>A sequential case of tests/golden/organics.json: a batch through a cell and a readout, and every gradient of the mean
/// cross-entropy, by independent code with automatic differentiation.</summary>
internal sealed class SequentialGolden(string name)
{
    internal static string[] Names => ["rnn_paper_rectified", "rnn_head_rectified", "rnn_head_unrectified"];

    private readonly JsonElement json = CircuitGolden.Root.GetProperty("torch_float64").GetProperty(name);

    internal double[][][] Inputs => json.GetProperty("x").Deserialize<double[][][]>()!;

    internal int[] Labels => json.GetProperty("target").Deserialize<int[]>()!;

    internal double[][] Readout => CircuitGolden.Matrix(json.GetProperty("params"), "fcW");

    internal double[] Bias => CircuitGolden.Numbers(json.GetProperty("params"), "fcb");

    /// <summary>The twin with the case's effective parameters.</summary>
    internal SequentialCell Cell
    {
        get
        {
            JsonElement given = json.GetProperty("params");
            Dictionary<string, double[][]> parameters = [];
            foreach (string one in (string[])["Wr", "Wzx", "Wbx0", "Wby0", "Wba0", "Wbx1", "Wby1", "Wba1"])
                parameters[one] = CircuitGolden.Matrix(given, one);
            parameters["Way"] = [.. CircuitGolden.Matrix(given, "log_Way").Select(row => row.Select(Math.Exp).ToArray())];
            foreach ((string rate, string raw, string most) in Rates)
                parameters[rate] = [.. CircuitGolden.Numbers(given, raw).Select(p => (double[])[Most(most) / (1 + Math.Exp(-p))])];
            Complex[] Start(string state) => [.. CircuitGolden.Numbers(json, state).Select(one => new Complex(one, 0))];
            SequentialForm form = name switch
            {
                "rnn_paper_rectified" => SequentialForm.Paper,
                "rnn_head_rectified" => SequentialForm.Head,
                _ => SequentialForm.HeadUnrectified,
            };
            return new(
                form, false, json.GetProperty("sigma").GetDouble(), parameters,
                new(Start("y0"), Start("a0"), Start("b00"), Start("b10")));
        }
    }

    private static (string Rate, string Raw, string Most)[] Rates =>
        [("ky", "p_ty", "y"), ("ka", "p_ta", "a"), ("k0", "p_tb0", "b"), ("k1", "p_tb1", "b")];

    /// <summary>(y, a, b₀, b) of a sample after a step.</summary>
    internal double[] State(int step, int sample)
    {
        JsonElement state = json.GetProperty("states")[step];
        return [.. ((string[])["y", "a", "b0", "b1"]).SelectMany(one => CircuitGolden.Matrix(state, one)[sample])];
    }

    /// <summary>∂(mean cross-entropy)/∂y of each sample.</summary>
    internal double[][] Cotangents(double[][] y) => [.. y.Select((one, k) =>
    {
        double[] logits = [.. Readout.Select((row, c) => DenseMatrix.Dot(row, one) + Bias[c])];
        double sum = logits.Sum(Math.Exp);
        double[] back = [.. logits.Select((logit, c) => ((Math.Exp(logit) / sum) - (c == Labels[k] ? 1 : 0)) / y.Length)];
        return DenseMatrix.Multiply(DenseMatrix.Transpose(Readout), back);
    })];

    /// <summary>The file's gradient of an effective parameter: of W it has that of its logarithm, of a rate that of p with k = k_max
    /// f(p).</summary>
    internal (double[][] Expected, double[][] Found) Gradient(string parameter, double[][] found)
    {
        JsonElement grads = json.GetProperty("grads");
        double[][] effective = Cell.Parameters[parameter];
        if (parameter == "Way")
            return (CircuitGolden.Matrix(grads, "log_Way"), [.. found.Select((row, i) => DenseMatrix.Multiply(row, effective[i]))]);
        foreach ((string rate, string raw, string most) in Rates)
        {
            if (rate != parameter) continue;
            double[] chained = [.. found.Select((row, i) => row[0] * effective[i][0] * (1 - (effective[i][0] / Most(most))))];
            return ([CircuitGolden.Numbers(grads, raw)], [chained]);
        }

        return (CircuitGolden.Matrix(grads, parameter), found);
    }

    private double Most(string state) => json.GetProperty("dt_tau_max").GetProperty(state).GetDouble();
}

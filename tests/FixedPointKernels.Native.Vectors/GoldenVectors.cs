using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Solving;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Native.Vectors;

/// <summary>The golden fixed points with the tolerances that GoldenTests derives, by method and element type.</summary>
internal static class GoldenVectors
{
    private static readonly SolverMethod[] Methods =
        [SolverMethod.Auto, SolverMethod.Euler, SolverMethod.Iterate, SolverMethod.Anderson, SolverMethod.Newton, SolverMethod.Chord];

    internal static void Write(string file, TextWriter output)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        foreach (JsonElement one in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            foreach (SolverMethod method in Methods)
            {
                Write(one, method, inFloat: false, output);
                Write(one, method, inFloat: true, output);
            }
        }
    }

    private static void Write(JsonElement one, SolverMethod method, bool inFloat, TextWriter output)
    {
        double[][] w = Rows(one, "W"), gain = Rows(one, "gain");
        int n = w.Length, batch = gain.Length;
        double solve = inFloat ? 1e-6 : 1e-13;
        (double kappa, double inverse) = Condition(w, gain);
        double first = inFloat ? (kappa * (n + 4) * Math.ScaleB(1, -24)) + (solve * inverse) : 1e-9;
        double later = inFloat ? kappa * kappa * first : 1e-9;
        output.WriteLine(Text.Line(
            "golden", one.GetProperty("name").GetString()!, inFloat ? 1 : 0,
            (int)Text.Kind(one.GetProperty("activation").GetString()!), (int)method, n, batch, solve, first,
            inFloat ? later : first, later));
        foreach (string field in (string[])["W", "X", "r", "gain", "lossGradR", "adjoint"])
            output.WriteLine(string.Join(' ', Rows(one, field).SelectMany(row => row).Select(Text.Of)));
    }

    private static double[][] Rows(JsonElement one, string field) =>
        [.. one.GetProperty(field).EnumerateArray().Select(row => row.EnumerateArray().Select(x => x.GetDouble()).ToArray())];

    private static (double Kappa, double Inverse) Condition(double[][] w, double[][] gains)
    {
        double kappa = 0, largest = 0;
        foreach (double[] g in gains)
        {
            double[][] j = Twin.NewtonIteration.Jacobian(w, g);
            double inverse = Norm(Twin.GaussianElimination.Inverse(j));
            kappa = Math.Max(kappa, Norm(j) * inverse);
            largest = Math.Max(largest, inverse);
        }

        return (kappa, largest);
    }

    private static double Norm(double[][] a) => a.Max(row => row.Sum(Math.Abs));
}

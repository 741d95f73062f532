using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A layer of normalization of an ORGaNICs file: parameters, inputs and errors of its rates, and the values to check.</summary>
internal sealed record LayerCase : IGoldenCase
{
    internal const string Drive = "Wzx", Gain = "Wbx", Pool = "log_Way", Floor = "b0", Recurrent = "Wr";

    // Beside those of the fixed point, of which there may be none.
    private const string PublicForm = "repo_diag_a";

    // What independent codes in double agree to.
    private const double Limit = 1e-11;

    // Published are 10 to 200; each is kept with its factors, to go back through.
    private const int MostIterations = 10_000;

    private static readonly string[] Parameters = [Drive, Gain, Pool, Floor, Recurrent];

    /// <summary>All that can be checked, in the order of the report.</summary>
    internal static IReadOnlyList<string> Quantities { get; } =
        ["layer.y", "layer.a", "layer.out", "layer.loss", .. Parameters.Select(name => $"layer.grads.{name}")];

    public required string Name { get; init; }

    internal required int Inputs { get; init; }

    internal required int Units { get; init; }

    internal required double Semisaturation { get; init; }

    /// <summary>Steps of the published iteration; null for the fixed point.</summary>
    internal required int? Iterations { get; init; }

    /// <summary>By their names in the file.</summary>
    internal required IReadOnlyDictionary<string, double[]> Given { get; init; }

    /// <summary>Rows of inputs.</summary>
    internal required double[] X { get; init; }

    /// <summary>The loss is the sum of these times the rates.</summary>
    internal required double[] Errors { get; init; }

    internal required IReadOnlyDictionary<string, double[]> Expected { get; init; }

    public IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, double[]> found = LayerComputation.Of(this, precision);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyDictionary<string, double>? limits = precision == Precision.Float && tolerance is null
            ? FloatLimits.Of(
                this, 2 * Units, one => LayerComputation.Of(one, Precision.Double), Move,
                static (_, one, other) => Closeness.OfVectors(one, other))
            : null;
        foreach (string quantity in Quantities.Where(Expected.ContainsKey))
        {
            double error = found.TryGetValue(quantity, out double[]? value) ? Closeness.OfVectors(value, Expected[quantity]) : double.NaN;
            yield return new(quantity, error, tolerance ?? (limits is null ? Limit : limits.GetValueOrDefault(quantity)));
        }
    }

    /// <summary>The cases of the torch_float64 part: all but the form of the public code, whose point is none of its circuit's.</summary>
    internal static IEnumerable<LayerCase> Of(JsonFields part) => part.Names
        .Where(name => name.StartsWith("static_", StringComparison.Ordinal) && !name.Contains(PublicForm, StringComparison.Ordinal))
        .Select(name => One(name, part.Part(name)));

    private static LayerCase One(string name, JsonFields fields)
    {
        int inputs = fields.Whole("nin", 1), units = fields.Whole("nout", 1), rows = fields.Length("x");
        JsonFields given = fields.Part("params"), gradients = fields.Part("grads");
        int iterations = fields.Has("iterations") ? fields.Whole("iterations", 0, MostIterations) : -1;
        bool isGeneric = iterations != 0;
        Dictionary<string, double[]> values = [], expected = [];
        foreach (string parameter in Parameters.Where(parameter => isGeneric || parameter != Recurrent))
        {
            values[parameter] = Read(given, parameter, inputs, units);
            if (gradients.Holds(parameter)) expected[$"layer.grads.{parameter}"] = Read(gradients, parameter, inputs, units);
        }

        foreach (string state in (string[])["y", "a", "out"])
            if (fields.Holds(state)) expected[$"layer.{state}"] = fields.Matrix(state, rows, units);
        if (fields.Holds("loss")) expected["layer.loss"] = [fields.Number("loss")];
        return new()
        {
            Name = name, Inputs = inputs, Units = units, Semisaturation = fields.Number("sigma"),
            Iterations = iterations > 0 ? iterations : null, Given = values, Expected = expected,
            X = fields.Matrix("x", rows, inputs), Errors = fields.Matrix("cotangent", rows, units),
        };
    }

    private static double[] Read(JsonFields from, string parameter, int inputs, int units) => parameter switch
    {
        Floor => from.Vector(parameter, units),
        Drive or Gain => from.Matrix(parameter, units, inputs),
        _ => from.Matrix(parameter, units, units),
    };

    private static LayerCase Move(LayerCase one, int pattern) => one with
    {
        Given = one.Given.ToDictionary(
            pair => pair.Key, pair => FloatLimits.Move(pair.Value, pattern, Array.IndexOf(Parameters, pair.Key))),
        X = FloatLimits.Move(one.X, pattern, Parameters.Length),
        Errors = FloatLimits.Move(one.Errors, pattern, Parameters.Length + 1),
    };
}

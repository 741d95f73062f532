using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads a golden file: {"cases": [{name, activation, loss, n, batch, W, X, …}, …]}, the format of
/// tests/golden/fixed-point.json.</summary>
internal static class GoldenFile
{
    internal static GoldenKind Kind { get; } = new(
        "cases", "fixed-point.json",
        "fixed-point.json: 1e-9 in double. rho, about and checkedAgainstPublishedCode are not checks; reparameterizedStep and\n"
            + "linearizedStep are needed in linear cases.",
        Quantities.All, (path, root) =>
            [.. root.GetProperty("cases").EnumerateArray().Select((one, index) => Case(path, index, one))]);

    private static GoldenCase Case(string path, int index, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new DataFileException(path, $"case {index}: is no object");
        string name = json.TryGetProperty("name", out JsonElement given) && given.ValueKind == JsonValueKind.String
            ? given.GetString()!
            : $"number {index}";
        JsonFields fields = new(path, "case", $"case {name}: ", json);
        string activation = fields.Text("activation");
        if (!ActivationTable.Names.Contains(activation))
            throw fields.Refuse("activation", $"is '{activation}', but {string.Join(", ", ActivationTable.Names)} are the ones known");
        string loss = fields.Text("loss");
        if (loss is not ("ce" or "mse")) throw fields.Refuse("loss", $"is '{loss}', but ce and mse are the ones known");
        bool entropy = loss == "ce";
        int n = fields.Whole("n", 1);
        int batch = fields.Whole("batch", 1);
        double[] readout = entropy ? fields.Matrix("readout", fields.Has("classes") ? fields.Whole("classes", 1) : null, n) : [];
        return new GoldenCase
        {
            Name = name,
            Activation = new ActivationChoice(activation),
            Neurons = n,
            Batch = batch,
            Weights = fields.Matrix("W", n, n),
            Input = fields.Matrix("X", batch, n),
            IsCrossEntropy = entropy,
            Readout = readout,
            Labels = entropy ? fields.Labels("labels", batch, readout.Length / n) : [],
            Targets = entropy ? [] : fields.Matrix("targets", batch, n),
            Rate = fields.Number("eta"),
            Expected = Expectations(fields, activation, n, batch),
        };
    }

    private static Dictionary<string, double[]> Expectations(JsonFields fields, string activation, int n, int batch)
    {
        Dictionary<string, double[]> expected = [];
        foreach (string quantity in Quantities.All)
        {
            if (!fields.Has(quantity)) continue;
            if (quantity == Quantities.ReparameterizedStep && activation != ActivationTable.LinearName)
                throw fields.Refuse(quantity, $"is given, but it is defined for linear networks only and this one is {activation}");
            expected.Add(quantity, Quantities.Shape(quantity, n, batch) switch
            {
                (0, 0) => [fields.Number(quantity)],
                (0, int length) => fields.Vector(quantity, length),
                (int rows, int columns) => fields.Matrix(quantity, rows, columns),
            });
        }

        return expected;
    }
}

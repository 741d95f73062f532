using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads a golden file: {"cases": [{name, activation, loss, n, batch, W, X, …}, …]}, the format of
/// tests/golden/fixed-point.json.</summary>
internal static class GoldenFile
{
    /// <summary>Every case, checked for shape and kind.</summary>
    /// <exception cref="DataFileException">Anything that makes a case impossible to compute; a missing quantity does not.</exception>
    internal static IReadOnlyList<GoldenCase> Read(Surroundings here, string path)
    {
        using JsonDocument document = Parse(here, path);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("cases", out JsonElement cases)
            || cases.ValueKind != JsonValueKind.Array)
            throw new DataFileException(path, "is no golden file: it has no list \"cases\"");
        if (cases.GetArrayLength() == 0) throw new DataFileException(path, "has an empty list of cases: nothing would be verified");
        return [.. cases.EnumerateArray().Select((one, index) => Case(path, index, one))];
    }

    private static GoldenCase Case(string path, int index, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new DataFileException(path, $"case {index}: is no object");
        string name = json.TryGetProperty("name", out JsonElement given) && given.ValueKind == JsonValueKind.String
            ? given.GetString()!
            : $"number {index}";
        GoldenJson fields = new(path, name, json);
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

    private static Dictionary<string, double[]> Expectations(GoldenJson fields, string activation, int n, int batch)
    {
        Dictionary<string, double[]> expected = [];
        foreach (string quantity in Quantities.All)
        {
            if (!fields.Has(quantity)) continue;
            if (quantity == Quantities.ReparameterizedStep && activation != ActivationChoice.LinearName)
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

    private static JsonDocument Parse(Surroundings here, string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new DataFileException(path, "is a folder, but a file is needed");
            ReadOnlyMemory<byte> bytes = InputFile.Bytes(here, path);
            if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException failure)
        {
            throw new DataFileException(path, $"is not JSON: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFileException(path, "does not exist", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new DataFileException(path, "may not be read (permission denied)", failure);
        }
        catch (Exception failure) when (
            failure is ArgumentException or NotSupportedException || (failure is IOException && failure is not DataFileException))
        {
            throw new DataFileException(path, $"cannot be read: {failure.Message}", failure);
        }
    }
}

using System;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Organics;

/// <summary>Reads a circuit: {"kind": "main", "W": [[…]], "Wr": "identity", "b": 0.5, "b0": 0.5, "sigma": 0.1, "tau_y": 2, "tau_a": 2}, the
/// names of a golden file's params.</summary>
/// <remarks>W is a matrix of n rows, Wr another or "identity" (the default); the rest are numbers for all units or lists of n. kind is main
/// by default; z, the drive of golden cases, may stand there and is not used.</remarks>
internal static class CircuitFile
{
    /// <summary>What help says of such a file.</summary>
    internal const string Format =
        "{\"W\": [[..]], \"Wr\": \"identity\" or [[..]], \"b\": 0.5, \"b0\": 0.5, \"sigma\": 0.1, \"tau_y\": 2, \"tau_a\": 2,\n"
        + "\"kind\": \"main\", \"rect_in\" or \"rect_out\"}; b, b0, sigma and the taus may be lists, a number for each unit.";

    private static readonly string[] Known = ["kind", "W", "Wr", "b", "b0", "sigma", "tau_y", "tau_a", "z"];

    /// <summary>A file that is one circuit.</summary>
    /// <exception cref="DataFileException">It cannot be read, or a field is missing, unknown, of a wrong shape or out of range.</exception>
    internal static CircuitParameters Read(Surroundings here, string path)
    {
        using JsonDocument document = JsonFile.Read(here, path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new DataFileException(path, "is no circuit: it holds no object with the fields W, b, b0, sigma, tau_y and tau_a");
        return Of(new(path, "circuit", "", document.RootElement.Clone()), null);
    }

    /// <summary>The circuit that an object describes.</summary>
    /// <param name="fields">The object.</param>
    /// <param name="kind">The kind, where it stands elsewhere; null to read it here.</param>
    internal static CircuitParameters Of(JsonFields fields, CircuitKind? kind)
    {
        if (fields.Names.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
            throw fields.Refuse(unknown, $"is unknown{Nearest.Hint(unknown, Known)}; the fields are {string.Join(", ", Known)}");
        if (fields.Names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw fields.Refuse(twice.Key, $"is given {twice.Count()} times");
        CircuitKind read = kind ?? CircuitKindNames.Read(fields, CircuitKind.Main);
        int n = Math.Max(fields.Length("W", "a list of n rows of n numbers"), 1);
        return new(
            fields, read, NotNegative(fields, "W", fields.Matrix("W", null, n), n), Recurrent(fields, n),
            Positive(fields, "b", n), Positive(fields, "b0", n), NotNegative(fields, "sigma", Spread(fields, "sigma", n), 0),
            Positive(fields, "tau_y", n), Positive(fields, "tau_a", n));
    }

    private static double[] Recurrent(JsonFields fields, int n)
    {
        if (!fields.Has("Wr")) return [];
        if (fields.IsList("Wr")) return fields.Matrix("Wr", n, n);
        return fields.IsText("Wr") && fields.Text("Wr") == "identity"
            ? []
            : throw fields.Refuse("Wr", $"holds {fields.Shown("Wr")} where \"identity\" or a matrix, {n} rows of {n} numbers, is needed");
    }

    // A number for all units, or one for each.
    private static double[] Spread(JsonFields fields, string field, int n)
    {
        if (fields.IsNumber(field)) return [.. Enumerable.Repeat(fields.Number(field), n)];
        string found = !fields.IsList(field) ? fields.Shown(field) : fields.Length(field) == n ? "" : $"a list of {fields.Length(field)}";
        return found.Length == 0
            ? fields.Vector(field, n)
            : throw fields.Refuse(field, $"holds {found} where a number or a list of {n}, as many as W has rows, is needed");
    }

    private static double[] Positive(JsonFields fields, string field, int n)
    {
        double[] values = Spread(fields, field, n);
        int bad = Array.FindIndex(values, one => !(one > 0));
        return bad < 0 ? values : throw fields.Refuse(field, $"is {values[bad]}{At(fields, field, bad, 0)}, but it must be positive");
    }

    private static double[] NotNegative(JsonFields fields, string field, double[] values, int columns)
    {
        int bad = Array.FindIndex(values, one => !(one >= 0));
        return bad < 0
            ? values
            : throw fields.Refuse(field, $"is {values[bad]}{At(fields, field, bad, columns)}, but it must not be negative");
    }

    private static string At(JsonFields fields, string field, int index, int columns) =>
        fields.IsNumber(field) ? "" : columns > 0 ? $" at [{index / columns}][{index % columns}]" : $" at [{index}]";
}

using System.Collections.Generic;
using System.Text.Json;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads the fields of one case; whatever is wrong is refused in a line that names file, case and field.</summary>
internal readonly struct GoldenJson(string file, string name, JsonElement json)
{
    internal bool Has(string field) => json.TryGetProperty(field, out _);

    internal string Text(string field) =>
        Field(field) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw Refuse(field, $"is {Kind(Field(field))}, but a text is needed");

    internal int Whole(string field, int least) =>
        Field(field) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) && value >= least
            ? value
            : throw Refuse(field, $"is {Excerpt(Field(field))}, but a whole number of at least {least} is needed");

    internal double Number(string field) => Number(field, field, Field(field));

    internal double[] Vector(string field, int length)
    {
        JsonElement array = Array(field, Field(field));
        if (array.GetArrayLength() != length) throw Refuse(field, $"has {array.GetArrayLength()} entries, but {length} are needed");
        double[] values = new double[length];
        int at = 0;
        foreach (JsonElement entry in array.EnumerateArray()) values[at++] = Number(field, $"{field}[{at - 1}]", entry);
        return values;
    }

    /// <summary>rows × columns, row-major; rows null takes as many as there are.</summary>
    internal double[] Matrix(string field, int? rows, int columns)
    {
        JsonElement array = Array(field, Field(field));
        if (array.GetArrayLength() != (rows ?? array.GetArrayLength()) || array.GetArrayLength() == 0)
            throw Refuse(
                field, $"has {array.GetArrayLength()} rows, but {(rows is null ? "at least 1 is" : $"{rows}×{columns} is")} needed");
        List<double> values = [];
        int row = 0;
        foreach (JsonElement line in array.EnumerateArray())
        {
            JsonElement entries = Array(field, line);
            if (entries.GetArrayLength() != columns)
                throw Refuse(
                    field,
                    $"has {entries.GetArrayLength()} entries in row {row}, but {rows ?? array.GetArrayLength()}×{columns} is needed");
            int column = 0;
            foreach (JsonElement entry in entries.EnumerateArray()) values.Add(Number(field, $"{field}[{row}][{column++}]", entry));
            row++;
        }

        return [.. values];
    }

    internal int[] Labels(string field, int count, int classes)
    {
        double[] values = Vector(field, count);
        int[] labels = new int[count];
        for (int k = 0; k < count; k++)
        {
            labels[k] = (int)values[k];
            if (labels[k] != values[k] || labels[k] < 0 || labels[k] >= classes)
                throw Refuse(field, $"has {values[k]} at {k}, but labels are whole numbers in 0..{classes - 1}");
        }

        return labels;
    }

    internal DataFileException Refuse(string field, string problem) => new(file, $"case {name}: {field} {problem}");

    private JsonElement Field(string field) =>
        json.TryGetProperty(field, out JsonElement found)
            ? found
            : throw Refuse(field, "is missing, and the case cannot be computed without it");

    private JsonElement Array(string field, JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element : throw Refuse(field, $"holds {Kind(element)} where a list is needed");

    private double Number(string field, string place, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out double value))
            throw Refuse(field, $"holds {Kind(element)} at {place} where a number is needed");
        return double.IsFinite(value) ? value : throw Refuse(field, $"holds {Excerpt(element)} at {place}, which is beyond double's range");
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => $"the text '{Excerpt(element)}'",
        _ => Excerpt(element),
    };

    private static string Excerpt(JsonElement element)
    {
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return text.Length <= 40 ? text : $"{text[..37]}...";
    }
}

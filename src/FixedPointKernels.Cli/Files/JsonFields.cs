using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Files;

/// <summary>Reads the fields of one JSON object; whatever is wrong is refused in a line that names file, place and field.</summary>
/// <param name="file">The file, as the user named it.</param>
/// <param name="whole">What the object describes: case, circuit.</param>
/// <param name="place">Where in the file it stands, as a message begins: "case a: ", or nothing.</param>
/// <param name="json">The object.</param>
internal readonly struct JsonFields(string file, string whole, string place, JsonElement json)
{
    internal IEnumerable<string> Names => json.EnumerateObject().Select(one => one.Name);

    internal bool Has(string field) => json.TryGetProperty(field, out _);

    /// <summary>Whether it is there and not null.</summary>
    internal bool Holds(string field) => json.TryGetProperty(field, out JsonElement found) && found.ValueKind != JsonValueKind.Null;

    internal bool IsText(string field) => Field(field).ValueKind == JsonValueKind.String;

    internal bool IsList(string field) => Field(field).ValueKind == JsonValueKind.Array;

    internal bool IsNumber(string field) => Field(field).ValueKind == JsonValueKind.Number;

    internal string Text(string field) =>
        Field(field) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw Refuse(field, $"is {Kind(Field(field))}, but a text is needed");

    internal bool Truth(string field) =>
        Field(field) is { ValueKind: JsonValueKind.True or JsonValueKind.False } truth
            ? truth.GetBoolean()
            : throw Refuse(field, $"is {Kind(Field(field))}, but true or false is needed");

    /// <summary>The fields of an object.</summary>
    internal JsonFields Part(string field) => Inner(field, field, Field(field));

    /// <summary>Those of each object of a list.</summary>
    internal IReadOnlyList<JsonFields> Parts(string field)
    {
        List<JsonFields> parts = [];
        foreach (JsonElement one in Array(field, Field(field)).EnumerateArray()) parts.Add(Inner(field, $"{field}[{parts.Count}]", one));
        return parts;
    }

    /// <summary>The same object as a case, which its name tells from others where it has one.</summary>
    internal JsonFields AsCase() => Has("name") && IsText("name") ? As("case", $"case {Text("name")}: ") : As("case", place);

    /// <summary>The same object with other words in its messages.</summary>
    /// <param name="what">What it describes.</param>
    /// <param name="at">Where it stands, as a message begins.</param>
    internal JsonFields As(string what, string at) => new(file, what, at, json);

    /// <summary>How many entries, or rows, a list has.</summary>
    /// <param name="field">The field.</param>
    /// <param name="needed">What should be there.</param>
    internal int Length(string field, string needed = "a list") => Array(field, Field(field), needed).GetArrayLength();

    /// <summary>What the field holds, for a message.</summary>
    internal string Shown(string field) => Kind(Field(field));

    internal int Whole(string field, int least) =>
        Field(field) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) && value >= least
            ? value
            : throw Refuse(field, $"is {Excerpt(Field(field))}, but a whole number of at least {least} is needed");

    /// <summary>The same with a bound: a number that stands for work which nothing else in the file has to match.</summary>
    internal int Whole(string field, int least, int most) => Whole(field, least) is var value && value <= most
        ? value
        : throw Refuse(field, $"is {value}, but {most} is the most that is computed");

    internal double Number(string field) => Number(field, field, Field(field));

    /// <summary>Every field as a number.</summary>
    internal double[] Numbers() => [.. Names.Select(Number)];

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
    internal double[] Matrix(string field, int? rows, int columns) => Matrix(field, field, Field(field), rows, columns);

    /// <summary>blocks × rows × columns, row-major.</summary>
    internal double[] Blocks(string field, int blocks, int rows, int columns)
    {
        JsonElement array = Array(field, Field(field));
        if (array.GetArrayLength() != blocks) throw Refuse(field, $"has {array.GetArrayLength()} entries, but {blocks} are needed");
        List<double> values = [];
        int block = 0;
        foreach (JsonElement one in array.EnumerateArray()) values.AddRange(Matrix(field, $"{field}[{block++}]", one, rows, columns));
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

    internal DataFileException Refuse(string field, string problem) => new(file, $"{place}{field} {problem}");

    private double[] Matrix(string field, string place, JsonElement element, int? rows, int columns)
    {
        JsonElement array = Array(place, element, $"a list of {rows?.ToString(CultureInfo.InvariantCulture) ?? "some"} rows");
        if (array.GetArrayLength() != (rows ?? array.GetArrayLength()) || array.GetArrayLength() == 0)
            throw Refuse(
                place, $"has {array.GetArrayLength()} rows, but {(rows is null ? "at least 1 is" : $"{rows}×{columns} is")} needed");
        List<double> values = [];
        int row = 0;
        foreach (JsonElement line in array.EnumerateArray())
        {
            JsonElement entries = Array(place, line, $"a list of {columns} numbers", $" in row {row}");
            if (entries.GetArrayLength() != columns)
                throw Refuse(
                    place,
                    $"has {entries.GetArrayLength()} entries in row {row}, but {rows ?? array.GetArrayLength()}×{columns} is needed");
            int column = 0;
            foreach (JsonElement entry in entries.EnumerateArray()) values.Add(Number(field, $"{place}[{row}][{column++}]", entry));
            row++;
        }

        return [.. values];
    }

    private JsonFields Inner(string field, string inner, JsonElement element) => element.ValueKind == JsonValueKind.Object
        ? new(file, whole, $"{place}{inner}: ", element)
        : throw Refuse(field, $"holds {Kind(element)} at {inner} where an object is needed");

    private JsonElement Field(string field) =>
        json.TryGetProperty(field, out JsonElement found)
            ? found
            : throw Refuse(field, $"is missing, and the {whole} cannot be computed without it");

    private JsonElement Array(string field, JsonElement element, string needed = "a list", string at = "") =>
        element.ValueKind == JsonValueKind.Array ? element : throw Refuse(field, $"holds {Kind(element)}{at} where {needed} is needed");

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

using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FixedPointKernels.Bench.Quick;

/// <summary>The table for programs: <c>{ "environment": {…}, "rows": [{ name, figure, unit, goal, direction,
/// ratio, verdict, note }] }</c>.</summary>
internal static class QuickJson
{
    internal static void Write(string path, (string Name, string Value)[] facts, List<Line> lines)
    {
        using FileStream stream = File.Create(path);
        using Utf8JsonWriter json = new(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartObject("environment");
        foreach ((string name, string value) in facts) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartArray("rows");
        foreach (Line line in lines)
        {
            json.WriteStartObject();
            json.WriteString("name", line.Name);
            Number(json, "figure", line.Figure);
            json.WriteString("unit", line.Unit);
            Number(json, "goal", line.Goal);
            json.WriteString("direction", line.AtLeast ? "atLeast" : "atMost");
            Number(json, "ratio", line.Ratio);
            json.WriteString("verdict", line.Verdict);
            json.WriteString("note", line.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // JSON has no NaN: what was not measured is null.
    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}

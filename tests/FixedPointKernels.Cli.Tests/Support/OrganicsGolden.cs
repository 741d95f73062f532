using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>tests/golden/organics.json as plain JSON, so that a test can also spoil it.</summary>
internal static class OrganicsGolden
{
    internal static readonly string File = Path.Combine(AppContext.BaseDirectory, "golden", "organics.json");

    private static readonly string[] Lists = ["identity_cases", "generic_cases", "two_dimensional"];

    internal static JsonNode Document() => JsonNode.Parse(System.IO.File.ReadAllText(File))!;

    /// <summary>The first case that has a quantity, by the path of its field: "oscillator.t", "energy_states.V".</summary>
    internal static JsonObject FirstWith(JsonNode document, string path) => Lists
        .SelectMany(list => document[list]!.AsArray()).Select(one => one!.AsObject())
        .First(one => At(one, path) is not null);

    /// <summary>The value at a path; of a list of objects, that of the first.</summary>
    internal static JsonNode? At(JsonObject one, string path)
    {
        string[] steps = path.Split('.');
        JsonNode? node = one;
        foreach (string step in steps)
        {
            if (node is JsonArray list) node = list.FirstOrDefault();
            node = node is JsonObject part && part.TryGetPropertyValue(step, out JsonNode? found) ? found : null;
        }

        return node;
    }

    /// <summary>Puts a value where <see cref="At"/> reads.</summary>
    internal static void Put(JsonObject one, string path, JsonNode? value)
    {
        string[] steps = path.Split('.');
        JsonNode owner = steps.Length == 1 ? one : At(one, string.Join('.', steps[..^1]))!;
        (owner is JsonArray list ? list[0]! : owner).AsObject()[steps[^1]] = value;
    }

    /// <summary>Removes all other cases, so that what is asked of one takes no time for the rest.</summary>
    internal static void LeaveOnly(JsonNode document, JsonObject one)
    {
        document.AsObject().Remove("blowup");
        document.AsObject().Remove("torch_float64");
        foreach (JsonArray list in Lists.Select(list => document[list]!.AsArray()))
        {
            for (int k = list.Count - 1; k >= 0; k--)
            {
                if (list[k] != one) list.RemoveAt(k);
            }
        }
    }

    /// <summary>The parameters of the case of that name, as they stand in the file.</summary>
    internal static JsonObject Parameters(string name) => Lists.SelectMany(list => Document()[list]!.AsArray())
        .Single(one => one!["name"]!.GetValue<string>() == name)!["params"]!.DeepClone().AsObject();
}

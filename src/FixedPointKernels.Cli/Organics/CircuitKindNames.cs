using System;
using System.Collections.Generic;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Organics;

/// <summary>What files call the kinds of circuits.</summary>
internal static class CircuitKindNames
{
    // In the order of the kinds.
    internal static IReadOnlyList<string> All { get; } = ["main", "rect_in", "rect_out"];

    internal static string Of(CircuitKind kind) => All[(int)kind];

    /// <summary>The kind that a field "kind" names.</summary>
    /// <exception cref="Learning.Data.DataFileException">It is there and names none.</exception>
    internal static CircuitKind Read(JsonFields fields, CircuitKind? otherwise = null)
    {
        if (otherwise is { } given && !fields.Has("kind")) return given;
        string name = fields.Text("kind");
        for (int k = 0; k < All.Count; k++)
        {
            if (All[k].Equals(name, StringComparison.Ordinal)) return (CircuitKind)k;
        }

        throw fields.Refuse("kind", $"is '{name}'{Nearest.Hint(name, All)}, but {string.Join(", ", All)} are the ones known");
    }
}

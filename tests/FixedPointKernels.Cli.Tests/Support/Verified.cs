using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FixedPointKernels.Simd;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>What every kind of golden file is put through: verified at every width, and spoiled.</summary>
internal static class Verified
{
    /// <summary>Every width of this machine with both precisions.</summary>
    public static TheoryData<string, string> WidthsAndPrecisions
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (
                (string name, SimdWidth width) in new[]
                {
                    ("512", SimdWidth.Bits512), ("256", SimdWidth.Bits256), ("128", SimdWidth.Bits128), ("native", SimdWidth.Native),
                    ("1", SimdWidth.Scalar),
                })
            {
                if (!Dispatch.IsAvailable(width)) continue;
                rows.Add(name, "double");
                rows.Add(name, "float");
            }

            return rows;
        }
    }

    /// <summary>A file holds in a process of its own at a width, and its output names all quantities and ends as it should.</summary>
    internal static async Task Holds(string file, string width, string precision, IEnumerable<string> quantities, string cases)
    {
        Outcome outcome = await Fpk.RunProcess(
            new Dictionary<string, string> { ["FPK_SIMD"] = width }, "verify", file, "--precision", precision);
        string output = outcome.Succeeds();
        Assert.All(quantities, quantity => Assert.Contains($"{quantity} ", output, StringComparison.Ordinal));
        Assert.Contains($"{cases}, {quantities.Count()} quantities: all hold in {precision}", output, StringComparison.Ordinal);
    }

    /// <summary>A number, or a list of lists of them, whose largest entries are off by a share of themselves.</summary>
    internal static JsonNode Moved(JsonNode node, double change) => Moved(node, Largest(node), change);

    private static double Largest(JsonNode node) =>
        node is JsonArray list ? list.Max(one => Largest(one!)) : Math.Abs(node.GetValue<double>());

    private static JsonNode Moved(JsonNode node, double largest, double change)
    {
        if (node is JsonArray list) return new JsonArray([.. list.Select(one => Moved(one!, largest, change))]);
        double value = node.GetValue<double>();
        return Math.Abs(value) == largest ? value * (1 + change) : value;
    }
}

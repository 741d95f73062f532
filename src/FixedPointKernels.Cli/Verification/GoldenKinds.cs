using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The kinds of golden files that verify knows: a file is of the first whose field it has.</summary>
internal static class GoldenKinds
{
    internal static IReadOnlyList<GoldenKind> All { get; } = [TemporalFile.Kind, GoldenFile.Kind, OrganicsFile.Kind];

    /// <summary>Reads a file of any of them.</summary>
    /// <exception cref="DataFileException">It is of none, has no case, or one that cannot be computed.</exception>
    internal static (GoldenKind Kind, IReadOnlyList<IGoldenCase> Cases) Read(Surroundings here, string path)
    {
        using JsonDocument document = JsonFile.Read(here, path);
        JsonElement root = document.RootElement;
        GoldenKind kind = All.FirstOrDefault(one => Is(root, one)) ?? throw new DataFileException(
            path, $"is no golden file: it has no list {string.Join(" and no list ", All.Select(one => $"\"{one.Field}\"").Distinct())}");
        IReadOnlyList<IGoldenCase> cases = kind.Read(path, root.Clone());
        return cases.Count > 0
            ? (kind, cases)
            : throw new DataFileException(path, "has an empty list of cases: nothing would be verified");
    }

    private static bool Is(JsonElement root, GoldenKind kind) => root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty(kind.Field, out JsonElement cases) && cases.ValueKind == JsonValueKind.Array
        && (kind.Mark is null || cases.EnumerateArray().Any(one => Has(one, kind.Mark)));

    private static bool Has(JsonElement one, string mark) => one.ValueKind == JsonValueKind.Object && one.TryGetProperty(mark, out _);
}

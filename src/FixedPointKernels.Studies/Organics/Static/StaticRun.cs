using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>One run: which layers behind the code, and the seed.</summary>
/// <param name="Kind">What the layers are.</param>
/// <param name="Layers">Their widths, between commas.</param>
/// <param name="Seed">Of the start and of the batches' order.</param>
internal sealed record StaticRun(ClassifierKind Kind, string Layers, ulong Seed) : ISweepRun
{
    /// <inheritdoc/>
    public string Name => $"{Word}-{Layers.Replace(',', '-')}-seed-{Seed}";

    /// <summary>The kind as the command line has it.</summary>
    internal string Word => Kind.ToString().ToLowerInvariant();

    /// <summary>Widths.</summary>
    internal IReadOnlyList<int> Units => [.. Layers.Split(',').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];

    /// <summary>Widths between commas.</summary>
    internal static string Text(IReadOnlyList<int> layers) => string.Join(",", layers);
}

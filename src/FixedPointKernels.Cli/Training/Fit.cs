using System.Collections.Generic;
using System.Globalization;

namespace FixedPointKernels.Cli.Training;

/// <summary>Where a run starts, when it ends and which weights it leaves; what it learns from beside the plain labels.</summary>
/// <param name="WeightsDir">The folder to start from; null draws the start.</param>
/// <param name="Best">Whether the best epoch's weights are left, not the last's.</param>
/// <param name="Patience">Epochs without a better score that end it; null for none.</param>
/// <param name="Clip">The largest norm of a gradient; null for any.</param>
/// <param name="Smoothing">ε of label smoothing.</param>
/// <param name="ClassWeights">As said; null for equal ones.</param>
internal sealed record Fit(string? WeightsDir, bool Best, int? Patience, double? Clip, double Smoothing, string? ClassWeights)
{
    /// <summary>What a checkpoint compares beside the settings: nothing where nothing is set, as before there was any of it.</summary>
    internal string Identity => $"{(Best ? ", best" : "")}{(Patience is { } epochs ? $", patience {epochs}" : "")}";

    /// <summary>What is in force, as rows of a report; where it starts has a row elsewhere.</summary>
    /// <param name="labels">Whether labels are learned, which smoothing and class weights are of.</param>
    internal IEnumerable<(string Name, string Value)> Rows(bool labels)
    {
        yield return ("largest norm of a gradient", Clip?.ToString("R", CultureInfo.InvariantCulture) ?? "any");
        if (labels) yield return ("label smoothing", Smoothing.ToString("R", CultureInfo.InvariantCulture));
        if (labels) yield return ("class weights", ClassWeights ?? "equal");
        yield return ("patience", Patience is { } epochs ? $"{epochs} epochs" : "all epochs are trained");
        yield return ("weights", Best ? "of the best epoch" : "of the last step");
    }
}

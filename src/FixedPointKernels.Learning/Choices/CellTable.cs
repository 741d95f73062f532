using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Learning.Choices;

/// <summary>The words of command lines and files for cells through time: where the leak is, and which activations they are offered
/// with.</summary>
internal static class CellTable
{
    /// <summary>What help says of a form.</summary>
    internal const string FormsMean = "Where the leak is: on the voltage, on the rate, inside the activation";

    /// <summary>The form where none is named.</summary>
    internal const string UsualForm = "V";

    private static readonly (string Name, LeakPlacement Placement)[] All =
        [(UsualForm, LeakPlacement.Voltage), ("R", LeakPlacement.Rate), ("P", LeakPlacement.Inside)];

    /// <summary>V, R and P.</summary>
    internal static IReadOnlyList<string> Forms { get; } = [.. All.Select(row => row.Name)];

    /// <summary>The activation where none is named.</summary>
    internal const string UsualActivation = "tanh";

    /// <summary>Of <see cref="ActivationTable.Names"/> those that need no parameter and are in use for cells, in the order of help.
    /// </summary>
    internal static IReadOnlyList<string> Activations { get; } =
        [UsualActivation, "relu", "retanh", "softplus", ActivationTable.LinearName];

    /// <summary>Where the leak of one of <see cref="Forms"/> is.</summary>
    internal static LeakPlacement Placement(string form) => All.Single(row => row.Name == form).Placement;

    /// <summary>What a form is called whose leak is there.</summary>
    internal static string Form(LeakPlacement placement) => All.Single(row => row.Placement == placement).Name;
}

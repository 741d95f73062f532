using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of a golden file, in the order of the computation.</summary>
internal static class Quantities
{
    internal const string ReparameterizedStep = "reparameterizedStep";

    internal const string LinearizedStep = "linearizedStep";

    /// <summary>What every file has to have, in its order; the steps of linear networks in linear cases.</summary>
    internal static IReadOnlyList<string> Needed { get; } =
    [
        "r", "lossValue", "gain", "lossGradR", "adjoint", "euclideanGradient", "linearizedDirection", "variantDirection",
        "finiteStepPerSampleMean", "finiteStepDenominators", ReparameterizedStep, LinearizedStep, "spectralRadiusW",
    ];

    /// <summary>What a rule of the table adds to W: its direction, or its step at the case's rate.</summary>
    internal static IReadOnlyList<RuleQuantity> OfRules { get; } =
        [.. RuleTable.All.Where(rule => rule.IsBySample).SelectMany(RuleQuantity.Of)];

    internal static IReadOnlyList<string> All { get; } = [.. Needed.Union(OfRules.Select(one => one.Name))];

    /// <summary>
    /// Whether a case must have it: the two steps belong to linear networks, the rest to all; what the table adds may be there.
    /// </summary>
    internal static bool Required(string quantity, bool linear) =>
        Needed.Contains(quantity) && (linear || quantity is not (ReparameterizedStep or LinearizedStep));

    /// <summary>Rows and columns for N neurons and B samples; 0 rows for a vector, 0 columns for a number.</summary>
    internal static (int Rows, int Columns) Shape(string quantity, int neurons, int batch) => quantity switch
    {
        "lossValue" or "spectralRadiusW" => (0, 0),
        "finiteStepDenominators" => (0, batch),
        "r" or "gain" or "lossGradR" or "adjoint" => (batch, neurons),
        _ => (neurons, neurons),
    };
}

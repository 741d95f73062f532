using System.Collections.Generic;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of a golden file, in the order of the computation.</summary>
internal static class Quantities
{
    internal const string ReparameterizedStep = "reparameterizedStep";

    internal const string LinearizedStep = "linearizedStep";

    internal static IReadOnlyList<string> All { get; } =
    [
        "r", "lossValue", "gain", "lossGradR", "adjoint", "euclideanGradient", "linearizedDirection", "variantDirection",
        "finiteStepPerSampleMean", "finiteStepDenominators", ReparameterizedStep, LinearizedStep, "spectralRadiusW",
    ];

    /// <summary>Whether a case must have it: the two steps belong to linear networks, the rest to all.</summary>
    internal static bool Required(string quantity, bool linear) => linear || quantity is not (ReparameterizedStep or LinearizedStep);

    /// <summary>Rows and columns for N neurons and B samples; 0 rows for a vector, 0 columns for a number.</summary>
    internal static (int Rows, int Columns) Shape(string quantity, int neurons, int batch) => quantity switch
    {
        "lossValue" or "spectralRadiusW" => (0, 0),
        "finiteStepDenominators" => (0, batch),
        "r" or "gain" or "lossGradR" or "adjoint" => (batch, neurons),
        _ => (neurons, neurons),
    };
}

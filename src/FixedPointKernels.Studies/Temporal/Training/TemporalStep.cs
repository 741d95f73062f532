using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>An update of a run, before it is made; its trials are new, so loss and accuracy are those of a test.</summary>
/// <param name="Loss">Of the batch.</param>
/// <param name="Accuracy">Share of the scored answers that are right.</param>
/// <param name="GradientNorm">Of what the rule gives for all parameters together, before it is clipped.</param>
/// <param name="WeightNorm">√Σ W², of the recurrent weights.</param>
internal readonly record struct TemporalStep(double Loss, double Accuracy, double GradientNorm, double WeightNorm)
{
    /// <summary>The columns, in the order of updates.csv.</summary>
    internal static IReadOnlyList<Column<TemporalStep>> Columns { get; } =
    [
        FiniteColumn.Of<TemporalStep>("loss", step => step.Loss) with { With = (step, value) => step with { Loss = value } },
        FiniteColumn.Of<TemporalStep>("accuracy", step => step.Accuracy) with { With = (step, value) => step with { Accuracy = value } },
        FiniteColumn.Of<TemporalStep>("gradient_norm", step => step.GradientNorm) with
        { With = (step, value) => step with { GradientNorm = value } },
        FiniteColumn.Of<TemporalStep>("weight_norm", step => step.WeightNorm) with
        { With = (step, value) => step with { WeightNorm = value } },
    ];
}

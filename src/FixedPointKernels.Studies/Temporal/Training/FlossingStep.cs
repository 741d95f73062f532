using System.Collections.Generic;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>An epoch of gradient flossing, before its update.</summary>
/// <param name="MeanSquare">The mean of λ²; ∞ where a direction died.</param>
/// <param name="Largest">λ₁, per step.</param>
/// <param name="GradientNorm">Of the loss by all that is flossed.</param>
internal readonly record struct FlossingStep(double MeanSquare, double Largest, double GradientNorm)
{
    /// <summary>The columns of files and of what is kept.</summary>
    internal static IReadOnlyList<Column<FlossingStep>> Columns { get; } =
    [
        FiniteColumn.Of<FlossingStep>("mean_square", step => step.MeanSquare) with
        { With = (step, value) => step with { MeanSquare = value } },
        FiniteColumn.Of<FlossingStep>("largest", step => step.Largest) with { With = (step, value) => step with { Largest = value } },
        FiniteColumn.Of<FlossingStep>("gradient_norm", step => step.GradientNorm) with
        { With = (step, value) => step with { GradientNorm = value } },
    ];

    internal static FlossingStep Of(FlossingReport report) => new(report.MeanSquare, report.Largest, report.GradientNorm);
}

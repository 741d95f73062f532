using System.Collections.Generic;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>An epoch of gradient flossing, before its update.</summary>
/// <param name="MeanSquare">The mean of λ² over the directions that live.</param>
/// <param name="Largest">λ₁, per step.</param>
/// <param name="GradientNorm">Of the loss by all that is flossed.</param>
internal readonly record struct FlossingStep(double MeanSquare, double Largest, double GradientNorm)
{
    /// <summary>The columns of files and of what is kept.</summary>
    internal static IReadOnlyList<Column<FlossingStep>> Columns { get; } =
    [
        Column.Numbers<FlossingStep>("mean_square", step => step.MeanSquare) with
        { With = (step, value) => step with { MeanSquare = value } },
        Column.Numbers<FlossingStep>("largest", step => step.Largest) with { With = (step, value) => step with { Largest = value } },
        Column.Numbers<FlossingStep>("gradient_norm", step => step.GradientNorm) with
        { With = (step, value) => step with { GradientNorm = value } },
    ];

    internal static FlossingStep Of(FlossingReport report) => new(report.MeanSquare, report.Largest, report.GradientNorm);
}

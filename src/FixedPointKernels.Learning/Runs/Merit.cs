using System;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Runs;

/// <summary>A figure that says how good a model is on a set: what files, tables and axes call it, and how it comes from a score.</summary>
/// <param name="Name">In files: accuracy, r2.</param>
/// <param name="Label">In tables and on axes: accuracy, R².</param>
/// <param name="Unit">On axes: share, cross-entropy.</param>
/// <param name="From">From the mean loss and the share that is right.</param>
/// <param name="Text">As tables write it: 83.2 %, 0.951.</param>
public sealed record Merit(string Name, string Label, string Unit, Func<double, double, double> From, Func<double, string> Text)
{
    /// <summary>Of a score.</summary>
    public double Of(in Score score) => From(score.Loss, score.Accuracy);

    /// <summary>Of a batch before its update.</summary>
    public double Of(in StepReport report) => From(report.Loss, report.Accuracy);

    /// <summary>A number with some digits after the point.</summary>
    internal static Func<double, string> Digits(string format) => value => ReadableNumber.Of(value, format);
}

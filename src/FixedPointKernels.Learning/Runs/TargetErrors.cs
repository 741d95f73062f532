using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Learning.Runs;

/// <summary>How far what a model tells is from each target: mean squared error and R² by target, over the samples with a fixed
/// point.</summary>
public sealed class TargetErrors
{
    private readonly TargetSet data;
    private readonly double[] errors;

    /// <summary>Sums up.</summary>
    /// <param name="data">The targets.</param>
    /// <param name="told">What was told, Count × Outputs; NaN where a sample has no fixed point.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public TargetErrors(TargetSet data, ReadOnlySpan<double> told)
    {
        ArgumentNullException.ThrowIfNull(data);
        Misuse.IfNotShape(told.Length, data.Count, data.Outputs, nameof(told));
        (this.data, errors) = (data, new double[data.Outputs]);
        for (int k = 0; k < data.Count; k++)
        {
            // A fixed point gives all its numbers or none.
            if (double.IsNaN(told[k * data.Outputs])) continue;
            Samples++;
            for (int j = 0; j < errors.Length; j++)
            {
                double apart = told[(k * errors.Length) + j] - data.Targets[(k * errors.Length) + j];
                errors[j] += apart * apart;
            }
        }
    }

    /// <summary>Samples with a fixed point.</summary>
    public int Samples { get; }

    /// <summary>The mean squared error of a target; NaN where no sample has a fixed point.</summary>
    /// <param name="target">Which.</param>
    public double MeanSquared(int target) => errors[target] / Samples;

    /// <summary>R² of a target: 1 minus its mean squared error over its variance; NaN where it does not vary.</summary>
    /// <param name="target">Which.</param>
    public double Explained(int target) => data.VarianceOf(target) is > 0 and var variance
        ? 1 - (MeanSquared(target) / variance)
        : double.NaN;

    /// <summary>All as columns: a row a target.</summary>
    public IReadOnlyList<Column<int>> Columns =>
    [
        Column.Counts<int>("target", static target => target), Column.Counts<int>("samples", _ => Samples),
        Column.Numbers<int>("mean_squared_error", MeanSquared) with { Label = "mean squared error" },
        Column.Numbers<int>("r2", Explained) with { Label = "R²" },
        Column.Numbers<int>("variance", data.VarianceOf),
    ];
}

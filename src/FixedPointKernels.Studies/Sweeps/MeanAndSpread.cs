using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>Mean and sample standard deviation (divisor n − 1; NaN for one value) over the seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation.</param>
/// <param name="Count">How many values.</param>
public readonly record struct MeanAndSpread(double Mean, double Deviation, int Count)
{
    /// <summary>Of some values; a NaN among them shows.</summary>
    public static MeanAndSpread Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double sum = 0, squares = 0;
        foreach (double value in values) sum += value;
        double mean = sum / values.Count;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        return new(mean, values.Count > 1 ? Math.Sqrt(squares / (values.Count - 1)) : double.NaN, values.Count);
    }

    /// <summary>As people read it: 86.7 ± 0.3, or 86.7 for one value.</summary>
    public string Text(double scale, string format)
    {
        string mean = ReadableNumber.Of(scale * Mean, format);
        return double.IsNaN(Deviation) ? mean : $"{mean} ± {ReadableNumber.Of(scale * Deviation, format)}";
    }
}

using System;
using System.Globalization;

namespace FixedPointKernels.Learning.Reports.Parts;

/// <summary>A number as people read it, short at any magnitude: as asked for below ten million, else four digits and an exponent,
/// 1.234E+200 for 201 digits.</summary>
internal static class ReadableNumber
{
    // Seven digits before the point are read at a glance. What is counted ("F0") stays exact as long as a double counts exactly.
    private const double Largest = 1e7;
    private const double LargestCount = 1e15;

    /// <summary>The text.</summary>
    /// <param name="value">Any, NaN and infinities included.</param>
    /// <param name="format">A standard numeric format for everyday values: F2, F0 for what is counted, G4.</param>
    internal static string Of(double value, string format) =>
        Math.Abs(value) < (format == "F0" ? LargestCount : Largest)
            ? value.ToString(format, CultureInfo.InvariantCulture)
            : value.ToString("G4", CultureInfo.InvariantCulture);
}

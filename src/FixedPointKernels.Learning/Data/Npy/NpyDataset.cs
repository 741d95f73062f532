using System;
using System.Linq;

namespace FixedPointKernels.Learning.Data;

/// <summary>Samples of one's own from two .npy files: features, Count × Features real numbers, and Count labels.</summary>
/// <remarks>Labels are whole numbers from 0; the classes are 0 to the largest. Features are taken as they are: whoever has them scales
/// them.
/// </remarks>
public static class NpyDataset
{
    /// <summary>Reads both.</summary>
    /// <param name="features">A matrix of real numbers, a row per sample, finite.</param>
    /// <param name="labels">A vector, of as many labels as there are rows.</param>
    /// <exception cref="DataFileException">A file is missing or damaged, they do not fit together, a feature is not finite, or a label is
    /// negative, no whole number or too large; the message names the file and both sides.</exception>
    public static Dataset Read(string features, string labels)
    {
        NpyArray x = Npy.Read(features), y = Npy.Read(labels);
        (int count, int width) = x.RequireMatrix("the features");
        if (count == 0 || width == 0) throw new DataFileException(x.File, $"holds {x.ShapeText}, but there must be samples with features");
        y.RequireShape($"the labels of the {count} rows of {x.File}", count);
        double[] values = x.ToDoubles();
        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad >= 0) throw new DataFileException(x.File, $"row {bad / width}, column {bad % width} is not finite, but features must be");
        int[] classes = y.ToInt32s();
        int wrong = Array.FindIndex(classes, label => label is < 0 or >= MostClasses);
        if (wrong >= 0)
            throw new DataFileException(y.File, $"entry {wrong} is {classes[wrong]}, but a label is from 0 to {MostClasses - 1}");
        return new(features, width, classes.Max() + 1, values, classes);
    }

    // A label of a billion is no class: a readout has a row for each.
    private const int MostClasses = 100_000;
}

using System;
using System.Linq;

namespace FixedPointKernels.Learning.Data;

/// <summary>Samples of one's own from two .npy files: features, Count × Features real numbers, and Count labels or Count × Outputs
/// targets.</summary>
/// <remarks>Labels are whole numbers from 0; the classes are 0 to the largest. Features and targets are taken as they are: whoever has
/// them scales them.
/// </remarks>
public static class NpyDataset
{
    // A label of a billion is no class: a readout has a row for each.
    private const int MostClasses = 100_000;

    /// <summary>Reads features and labels.</summary>
    /// <param name="features">A matrix of real numbers, a row per sample, finite.</param>
    /// <param name="labels">A vector, of as many labels as there are rows.</param>
    /// <exception cref="DataFileException">A file is missing or damaged, they do not fit together, a feature is not finite, or a label is
    /// negative, no whole number or too large; the message names the file and both sides.</exception>
    public static Dataset Read(string features, string labels)
    {
        (NpyArray x, int width, double[] values) = Features(features);
        NpyArray y = Npy.Read(labels);
        y.RequireShape($"the labels of the {x.Shape[0]} rows of {x.File}", x.Shape[0]);
        int[] classes = y.ToInt32s();
        int wrong = Array.FindIndex(classes, label => label is < 0 or >= MostClasses);
        if (wrong >= 0)
            throw new DataFileException(y.File, $"entry {wrong} is {classes[wrong]}, but a label is from 0 to {MostClasses - 1}");
        return new(features, width, classes.Max() + 1, values, classes);
    }

    /// <summary>Reads features and targets.</summary>
    /// <param name="features">A matrix of real numbers, a row per sample, finite.</param>
    /// <param name="targets">A matrix of as many rows, finite; a vector is one target a sample.</param>
    /// <exception cref="DataFileException">A file is missing or damaged, they do not fit together, or an entry is not finite; the message
    /// names the file and both sides.</exception>
    public static TargetSet ReadTargets(string features, string targets)
    {
        (NpyArray x, int width, double[] values) = Features(features);
        NpyArray y = Npy.Read(targets);
        int count = x.Shape[0], outputs = y.Shape.Length == 1 ? 1 : y.Shape.Length == 2 ? y.Shape[1] : 0;
        if (outputs == 0 || y.Shape[0] != count)
        {
            throw new DataFileException(
                y.File, $"holds {y.ShapeText} {y.ElementType}, but the targets of the {x.ShapeText} features of {x.File} must be "
                    + $"{count}×K with K at least 1, or ({count},)");
        }

        double[] wanted = y.ToDoubles();
        RequireFinite(y, wanted, outputs, "targets");
        return new(features, width, outputs, values, wanted);
    }

    private static (NpyArray Array, int Width, double[] Values) Features(string features)
    {
        NpyArray x = Npy.Read(features);
        (int count, int width) = x.RequireMatrix("the features");
        if (count == 0 || width == 0) throw new DataFileException(x.File, $"holds {x.ShapeText}, but there must be samples with features");
        double[] values = x.ToDoubles();
        RequireFinite(x, values, width, "features");
        return (x, width, values);
    }

    private static void RequireFinite(NpyArray array, double[] values, int width, string what)
    {
        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad >= 0) throw new DataFileException(array.File, $"row {bad / width}, column {bad % width} is not finite, but {what} must be");
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Learning.Runs;

/// <summary>How often samples of a class were told to be of which: counts, and from them precision and recall by class.</summary>
public sealed class Confusion
{
    private readonly int[,] counts;

    /// <summary>Counts.</summary>
    /// <param name="classes">C.</param>
    /// <param name="labels">The class of every sample.</param>
    /// <param name="told">What was told of every sample, or <see cref="Predictions.None"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a class lies outside.</exception>
    public Confusion(int classes, ReadOnlySpan<int> labels, ReadOnlySpan<int> told)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        Misuse.IfNotLength(told.Length, labels.Length, nameof(told));
        Misuse.IfLabelOutside(labels, classes, nameof(labels));
        (Classes, counts) = (classes, new int[classes, classes + 1]);
        for (int k = 0; k < labels.Length; k++)
        {
            if (told[k] < Predictions.None || told[k] >= classes)
                throw new ArgumentException($"told[{k}] is {told[k]}, but there are {classes} classes.", nameof(told));
            counts[labels[k], told[k] < 0 ? classes : told[k]]++;
        }
    }

    /// <summary>C.</summary>
    public int Classes { get; }

    /// <summary>Samples of a class that were told to be of another, or the same, or of none.</summary>
    /// <param name="label">Their class.</param>
    /// <param name="told">What was told, or <see cref="Predictions.None"/>.</param>
    public int this[int label, int told] => counts[label, told < 0 ? Classes : told];

    /// <summary>Samples of a class.</summary>
    public int Samples(int label) => Enumerable.Range(0, Classes + 1).Sum(told => counts[label, told]);

    /// <summary>The share of a class's samples that were told so; NaN where there are none.</summary>
    public double Recall(int label) => (double)counts[label, label] / Samples(label);

    /// <summary>The share of the samples told to be of a class that are; NaN where there are none.</summary>
    public double Precision(int label) => (double)counts[label, label] / Enumerable.Range(0, Classes).Sum(one => counts[one, label]);

    /// <summary>Samples that were told right.</summary>
    public int Correct => Enumerable.Range(0, Classes).Sum(label => counts[label, label]);

    /// <summary>The counts as columns: a row a class, a column for every class told, and one for none.</summary>
    public IReadOnlyList<Column<int>> Columns =>
    [
        Column.Counts<int>("class", static label => label),
        .. Enumerable.Range(0, Classes).Select(told =>
            Column.Counts<int>(told.ToString(CultureInfo.InvariantCulture), label => counts[label, told]) with { Label = $"told {told}" }),
        Column.Counts<int>("none", label => counts[label, Classes]) with { Label = "no fixed point" },
    ];

    /// <summary>Samples, recall and precision as columns: a row a class.</summary>
    public IReadOnlyList<Column<int>> Shares =>
    [
        Column.Counts<int>("class", static label => label), Column.Counts<int>("samples", label => Samples(label)),
        Column.Numbers<int>("recall", Recall), Column.Numbers<int>("precision", Precision),
    ];
}

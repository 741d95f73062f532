using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>What fpk eval --out leaves of a run: predictions.npy, confusion.csv, classes.csv, and a page with both tables.</summary>
internal static class EvalReport
{
    /// <summary>Writes them, the page last.</summary>
    /// <param name="folder">Where; it is made.</param>
    /// <param name="run">What the page calls the run.</param>
    /// <param name="test">What was scored.</param>
    /// <param name="score">How.</param>
    /// <param name="told">The class told of every sample.</param>
    /// <exception cref="DataFileException">A file cannot be written.</exception>
    internal static void Write(string folder, string run, Dataset test, Score score, int[] told)
    {
        Confusion confusion = new(Math.Max(test.Classes, told.Max() + 1), test.Labels, told);
        int[] classes = [.. Enumerable.Range(0, confusion.Classes)];
        TablePart matrix = ColumnTable.Of(
            "confusion", "Confusion", "A row is a class, a column what its samples were told to be.", confusion.Columns, classes);
        TablePart shares = ColumnTable.Of(
            "classes", "By class",
            "Recall: how many of a class's samples were told so. Precision: how many of the samples told so are of the class.",
            [.. confusion.Shares.Select(column => column.IsCount ? column : column.Percent("F1"))], classes);
        string right = string.Create(
            CultureInfo.InvariantCulture, $"{test.Name}: {confusion.Correct} of {test.Count} samples are told right");
        string unsolved = string.Create(CultureInfo.InvariantCulture, $"{score.Unsolved} have no fixed point that was found");
        string introduction = $"{right}, {unsolved}; the loss is {ReadableNumber.Of(score.Loss, "F3")}.";
        UnfinishedFolder.MakeFolder(folder);
        Npy.Write<int>(Path.Combine(folder, "predictions.npy"), told, told.Length);
        ReportFolder.Write(new($"Scores of {run}", introduction, [matrix, shares]), folder);
    }
}

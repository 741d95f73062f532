using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>What fpk eval --out leaves of a run: predictions.npy, and a page with its tables: confusion.csv and classes.csv of labels,
/// targets.csv and a figure of targets; settings.csv.</summary>
internal static class EvalReport
{
    // More would hide one another.
    private const int MostDrawn = 8;

    /// <summary>Writes them, the page last.</summary>
    /// <param name="folder">Where; it is made.</param>
    /// <param name="run">What the page calls the run.</param>
    /// <param name="scorer">Solves.</param>
    /// <param name="model">Tells.</param>
    /// <param name="test">What was scored.</param>
    /// <param name="score">How.</param>
    /// <param name="settings">All that decided it.</param>
    /// <exception cref="DataFileException">A file cannot be written.</exception>
    internal static void Write<T, TActivation>(
        string folder, string run, Trainer<T> scorer, Model<T, TActivation> model, SampleSet test, Score score,
        TablePart settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        UnfinishedFolder.MakeFolder(folder);
        string file = Path.Combine(folder, "predictions.npy");
        string unsolved = string.Create(CultureInfo.InvariantCulture, $"{score.Unsolved} have no fixed point that was found");
        if (test is Dataset labelled)
        {
            int[] told = Predictions.Of(scorer, model, test);
            Npy.Write<int>(file, told, told.Length);
            (int right, IReadOnlyList<ReportPart> tables) = OfClasses(labelled, told);
            string loss = ReadableNumber.Of(score.Loss, "F3");
            Page($"{test.Name}: {right} of {test.Count} samples are told right, {unsolved}; the loss is {loss}.", tables);
            return;
        }

        T[] given = Predictions.Values(scorer, model, test);
        Npy.Write<T>(file, given, test.Count, model.Targets);
        Yardstick by = Yardstick.Of(test);
        Page(
            $"{test.Name}: {test.Count} samples, {unsolved}; R² is {by.Quality.Text(by.Quality.Of(score))}, the mean squared error "
                + $"{by.Error.Text(by.Error.Of(score))}.",
            OfTargets((TargetSet)test, Array.ConvertAll(given, double.CreateTruncating)));

        void Page(string introduction, IReadOnlyList<ReportPart> parts) =>
            ReportFolder.Write(new($"Scores of {run}", introduction, [.. parts, settings]), folder);
    }

    private static (int Right, IReadOnlyList<ReportPart> Parts) OfClasses(Dataset test, int[] told)
    {
        Confusion confusion = new(Math.Max(test.Classes, told.Max() + 1), test.Labels, told);
        int[] classes = [.. Enumerable.Range(0, confusion.Classes)];
        TablePart matrix = ColumnTable.Of(
            "confusion", "Confusion", "A row is a class, a column what its samples were told to be.", confusion.Columns, classes);
        TablePart shares = ColumnTable.Of(
            "classes", "By class",
            "Recall: how many of a class's samples were told so. Precision: how many of the samples told so are of the class.",
            [.. confusion.Shares.Select(column => column.IsCount ? column : column.Percent("F1"))], classes);
        return (confusion.Correct, [matrix, shares]);
    }

    private static IReadOnlyList<ReportPart> OfTargets(TargetSet test, double[] given)
    {
        int[] targets = [.. Enumerable.Range(0, test.Outputs)];
        TablePart table = ColumnTable.Of(
            "targets", "By target",
            "Over the samples with a fixed point. R²: 1 - mean squared error / variance of the target over all samples.",
            new TargetErrors(test, given).Columns, targets);
        int[] solved = [.. Enumerable.Range(0, test.Count).Where(k => !double.IsNaN(given[k * test.Outputs]))];
        if (solved.Length == 0) return [table];
        double[] wanted = test.Targets.ToArray();
        ScatterPart figure = new(
            "given", "Given against wanted", test.Outputs > MostDrawn ? $"The first {MostDrawn} of {test.Outputs} targets."
                : "A point is a sample; on the diagonal it is right.", new("target"), new("given"),
            [
                .. targets.Take(MostDrawn).Select(j => new Points(
                    $"target {j}", [.. solved.Select(k => wanted[(k * test.Outputs) + j])],
                    [.. solved.Select(k => given[(k * test.Outputs) + j])], j)),
            ]);
        return [table, figure];
    }
}

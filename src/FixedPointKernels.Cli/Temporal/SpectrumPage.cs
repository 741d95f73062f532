using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>The page of a spectrum: its exponents, how their estimates settle, and what their sum must be.</summary>
internal static class SpectrumPage
{
    // Lines that can be told apart.
    private const int Lines = 6;

    /// <summary>Makes the page.</summary>
    /// <param name="table">The exponents.</param>
    /// <param name="determinant">The mean ln |det J| where all exponents were measured.</param>
    /// <param name="weights">File of W.</param>
    internal static Report Of(SpectrumTable table, double? determinant, string weights)
    {
        double[] all = table.PerStep, errors = table.Errors;
        double[] places = [.. Enumerable.Range(1, table.Count).Select(index => (double)index)];
        List<ReportPart> parts =
        [
            new CurvesPart(
                "spectrum", "The spectrum", "Exponents per step, in the order of their directions; those at minus infinity are left out.",
                new("exponent"), new("lambda per step"), [new("all", places, all, 0)]),
            new CurvesPart(
                "running", "The running estimate", "The estimates of the first trial until each step: where they are flat they "
                    + "have settled.",
                new("step"), new("lambda per step"),
                [
                    .. Enumerable.Range(0, Math.Min(Lines, table.Count)).Select(index => new Curve(
                        $"exponent {index + 1}", [.. table.Running.Select(one => (double)one.Step)],
                        [.. table.Running.Select(one => one.Exponents[index])], index)),
                ]),
        ];
        if (determinant is { } mean)
        {
            parts.Add(new TablePart(
                "sum", "The sum", "The sum of all exponents is the mean of ln |det J|, whatever the first vectors, but for rounding.",
                ["sum of the exponents", "mean ln|det J|", "difference"],
                [[Text(all.Sum()), Text(mean), Text(all.Sum() - mean)]]));
        }

        parts.Add(new TablePart(
            "exponents", "The exponents", "Standard error: over the trials, or half the distance between the halves of a single one.",
            ["index", "per step", "first half", "second half", "standard error"],
            [
                .. Enumerable.Range(0, table.Count).Select(index => (IReadOnlyList<string>)[
                    $"{index + 1}", Text(all[index]), Text(table.FirstHalf[index]), Text(table.SecondHalf[index]), Text(errors[index])]),
            ]));
        return new(
            "Lyapunov exponents",
            $"The first {table.Count} exponents of {weights} over {table.Schedule.CountedSteps} steps of {table.Trials} "
                + $"{(table.Trials == 1 ? "trial" : "trials")}, after {table.Schedule.Steps - table.Schedule.CountedSteps} steps of "
                + "warm-up. "
                + "Positive: small differences grow, so gradients do; negative: they fade, so what was seen is forgotten.",
            parts);
    }

    private static string Text(double value) => double.IsNaN(value) || double.IsPositiveInfinity(value)
        ? ""
        : value.ToString("G6", CultureInfo.InvariantCulture);
}

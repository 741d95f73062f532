using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>The figures of what goes on inside: gradients, time constants, hidden states.</summary>
internal static class SequentialFigures
{
    // A figure of 30 epochs has 6,690 steps, more than a page has dots.
    private const int Blocks = 200;

    private static readonly string[] Variables = ["y", "a", "b0", "b"];

    /// <summary>The norm of the gradient while training.</summary>
    internal static IEnumerable<ReportPart> Gradients(IReadOnlyList<CellRuns> best)
    {
        int steps = best.Max(cell => cell.Curves.Max(curve => curve.Updates));
        int block = Math.Max(1, ((steps - 1) / Blocks) + 1);
        string each = block == 1 ? "of every update" : $"in blocks of {block} updates: the median, and dashed the largest";
        yield return new CurvesPart(
            "gradients", "The norm of the gradient",
            $"By all that is learned together, unclipped and without the L2 penalty, the first seed, {each}. gradient-norms.csv has every "
                + "update of every run.",
            new("update"), new("norm", AxisScale.Logarithmic),
            [.. best.SelectMany((cell, color) => Blocked(cell, color, block))]);
    }

    /// <summary>Time constants at the start and as learned; nothing where none is learned.</summary>
    internal static IEnumerable<ReportPart> TimeConstants(IReadOnlyList<CellRuns> best) =>
        from cell in best
        let run = cell.Curves[0]
        where run.Rates.Length > 0 && !run.Rates.SequenceEqual(run.RatesBefore)
        select new CurvesPart(
            $"time-constants-{cell.Cell}", $"Time constants, {cell.Name}",
            "tau / dt of the units, in ascending order: as learned, and dashed at the start; the first seed, best weights.",
            new("unit, in the order of its time constant"), new("tau / dt, steps", AxisScale.Logarithmic),
            [.. Variables.SelectMany((name, at) => (Curve[])[
                Sorted(name, at, run.Rates, false), Sorted($"{name}, at the start", at, run.RatesBefore, true)])]);

    /// <summary>Hidden states along a sequence, and how large they become.</summary>
    internal static IEnumerable<ReportPart> Hidden(IReadOnlyList<CellRuns> best)
    {
        foreach (CellRuns cell in best)
        {
            HiddenStates hidden = cell.Curves[0].Hidden;
            if (hidden.Steps == 0) continue;
            string state = cell.Cell == SequentialCells.Tanh ? "h" : "y";
            yield return new CurvesPart(
                $"hidden-{cell.Cell}", $"Hidden states, {cell.Name}",
                $"{state} of the first units while the first test image is shown; the first seed, best weights.", new("step"), new(state),
                [.. Enumerable.Range(0, HiddenStates.Units).Where(unit => double.IsFinite(hidden.Column(unit)[0]))
                    .Select(unit => new Curve($"unit {unit}", Places(hidden.Steps), hidden.Column(unit), unit))]);
        }

        yield return new CurvesPart(
            "hidden-largest", "The largest hidden state",
            "The largest |y|, of tanh |h|, of any unit over 64 test images, step by step: bounded where the curve levels off. The first "
                + "seed, best weights.",
            new("step"), new("largest |y|"),
            [.. best.Select((cell, color) => (cell, color)).Where(one => one.cell.Curves[0].Hidden.Steps > 0).Select(
                one => new Curve(
                    one.cell.Name, Places(one.cell.Curves[0].Hidden.Steps), one.cell.Curves[0].Hidden.Column(HiddenStates.Units),
                    one.color))]);
    }

    private static IEnumerable<Curve> Blocked(CellRuns cell, int color, int block)
    {
        double[][] blocks = [.. cell.Curves[0].Norms.Chunk(block)];
        double[] places = [.. blocks.Select((one, at) => (at * block) + ((one.Length + 1) / 2.0))];
        yield return new(cell.Name, places, [.. blocks.Select(SequentialCurve.Median)], color);
        if (block > 1) yield return new($"{cell.Name}, largest", places, [.. blocks.Select(SequentialCurve.Largest)], color, true);
    }

    private static Curve Sorted(string name, int at, double[] rates, bool dashed)
    {
        int n = rates.Length / Variables.Length;
        double[] taus = [.. rates.AsSpan(at * n, n).ToArray().Select(rate => 1 / rate).Order()];
        return new(name, Places(n), taus, at, dashed);
    }

    private static double[] Places(int count) => [.. Enumerable.Range(1, count).Select(step => (double)step)];
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;

namespace FixedPointKernels.Cli.Training;

/// <summary>A training as a page: the table, loss and accuracy by step, the held-out part by epoch, stability where it was watched,
/// eigenvalues of W.</summary>
internal static class TrainingPage
{
    // All eigenvalues take some 25 N³ flops: at 500 neurons 3 s a run.
    private const int LargestSpectrum = 500;

    internal static Report Of<T, TActivation>(
        IReadOnlyList<Run<T, TActivation>> runs, Watching watching, TablePart results, TablePart settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        string part = watching.HeldOut;
        Yardstick train = Yardstick.Of(runs[0].Training.Train), held = runs[0].Yardstick;
        (string unit, double factor) = train == Yardstick.Labels ? ("% that is right", 100) : (train.Quality.Unit, 1.0);
        List<ReportPart> parts =
        [
            results,
            Curves(
                runs, "loss", $"Training {train.Error.Label}", $"{Capital(train.Error.Unit)} of the batch before its update.",
                train.Error.Unit, AxisScale.Logarithmic, run => Of(run.History.Rows, row => train.Error.Of(row.Report))),
            Curves(
                runs, train.Quality.Name, $"Training {train.Quality.Label}", train == Yardstick.Labels
                    ? "How much of the batch is right before its update; a sample without a fixed point counts as wrong."
                    : "1 - squared error of the batch before its update / variance of the training part.", unit,
                AxisScale.Linear, run => Of(run.History.Rows, row => factor * train.Quality.Of(row.Report))),
            Curves(
                runs, "held-out-loss", $"{Capital(held.Error.Label)}, {part}", "The whole part, at the ends of the epochs.",
                held.Error.Unit, AxisScale.Logarithmic, run => Of(run.History.Scored, row => held.Error.Of(row.HeldOut!.Value))),
            Curves(
                runs, $"held-out-{held.Quality.Name}", $"{Capital(held.Quality.Label)}, {part}",
                "The whole part, at the ends of the epochs.", unit, AxisScale.Linear,
                run => Of(run.History.Scored, row => factor * held.Quality.Of(row.HeldOut!.Value))),
        ];
        if (runs.Any(run => run.History.Looked.Any()))
        {
            parts.Add(Curves(
                runs, "stability", "Stability while training",
                "The largest real part of G W's eigenvalues at the fixed points looked at; from 1 on a fixed point is unstable.", "max Re",
                AxisScale.Linear, run => Of(run.History.Looked, row => row.Stability!.Value.LargestAbscissa)));
        }

        if (runs[0].Model.Network.Neurons <= LargestSpectrum) parts.Add(Spectra(runs));
        parts.Add(settings);
        string leak = watching.PublishedUpdate
            ? " LEAK: updates are made from test images, as in the published code; no figure of it is a test of anything."
            : "";
        return new(
            "Training at fixed points",
            $"{runs.Count} {(runs.Count == 1 ? "run" : "runs from the same start on the same batches")}: "
                + $"{string.Join("; ", runs.Select(run => run.Plan.Label))}.{leak}",
            parts);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static CurvesPart Curves<T, TActivation>(
        IReadOnlyList<Run<T, TActivation>> runs, string name, string title, string caption, string label, AxisScale scale,
        Func<Run<T, TActivation>, (double[] X, double[] Y)> of)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        List<Curve> curves = [];
        for (int i = 0; i < runs.Count; i++)
        {
            (double[] x, double[] y) = of(runs[i]);
            curves.Add(new(runs[i].Plan.Label, x, y, i));
        }

        return new(name, title, caption, new("step"), new(label, scale), curves);
    }

    private static ScatterPart Spectra<T, TActivation>(IReadOnlyList<Run<T, TActivation>> runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        List<Points> sets = [];
        for (int i = 0; i < runs.Count; i++)
        {
            Complex[] values = Eigenvalues.Of(runs[i].Model.Network.Neurons, runs[i].Model.Network.Weights);
            sets.Add(new(runs[i].Plan.Label, [.. values.Select(value => value.Real)], [.. values.Select(value => value.Imaginary)], i));
        }

        return new(
            "eigenvalues", "Eigenvalues of the trained W",
            "Right of the line a linear network would be unstable; with gains below 1 a fixed point need not be.",
            new("real part"), new("imaginary part"), sets, 1);
    }

    private static (double[] X, double[] Y) Of(IEnumerable<RunRow> rows, Func<RunRow, double> of) =>
        ([.. rows.Select(static row => (double)row.Step)], [.. rows.Select(of)]);
}

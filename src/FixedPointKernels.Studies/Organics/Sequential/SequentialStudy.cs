using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Organics.Classifiers;
using FixedPointKernels.Studies.Organics.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>Cells trained on images that they are shown piece by piece: what can be asked of them, and what comes of it.</summary>
internal static class SequentialStudy
{
    private static readonly WordOption By = new(
        "--by", "rows|pixels", "What an element of the sequence is", ["rows", "pixels"], "rows");

    private static readonly FlagOption Permuted = new("--permuted", "The pixels in the published random order; with --by pixels");
    private static readonly WholeOption Neurons = new("--neurons", "N", "Units of the cell", 64, 2000);

    private static readonly WordsOption Cells = new(
        "--cell", "C,C", "The cells, side by side", "a cell", SequentialCells.Names, [SequentialCells.Learned]);

    private static readonly WordOption Form = new(
        "--form", "paper|head|head-unrectified|2024-10", "Where the circuits are rectified, and whether Wr stands beside I",
        ["paper", "head", "head-unrectified", "2024-10"], "paper");

    private static readonly WordOption Order = new(
        "--gains", "simultaneous|ordered", "Whether y and a see the gains of before the step or of after it",
        ["simultaneous", "ordered"], "simultaneous");

    private static readonly WholeOption Epochs = new("--epochs", "E", "Passes through the training part, as published", 300, 100_000);

    private static readonly NumberOption Minutes = new(
        "--minutes", "M", "Wall time after which a run stops between two steps and is shown as it is; --resume goes on for as long again");

    private static readonly NumbersOption Rates = StudyOptions.Rates("--rates", "Learning rates of Adam, each a run of its own") with
    {
        DefaultText = "0.01, of tanh 0.001",
    };

    private static readonly WordOption Schedule = new(
        "--schedule", "stairs|constant", "The rate over the run: times 0.8 every 30 epochs, as published, or as it is",
        ["stairs", "constant"], "stairs");

    private static readonly WholeOption Seeds = ImageOptions.Seeds("every cell and rate");

    internal static Study Entry { get; } = new(
        "train-sequential", "Cells that are shown an image row by row or pixel by pixel: accuracy, gradients, time constants, states.",
        [
            ImageFolder.Option, By, Permuted, Neurons, Cells, Form, Order, Epochs, Minutes, Rates, Schedule, ClassifierOptions.Batch,
            Seeds, ClassifierOptions.KeepWeights, ImageOptions.Precision,
        ],
        Run)
    {
        Parent = StudyCommands.Organics,
        FailsWithItsRuns = true,
        Notes =
            "organics is the normalization circuit with learned time constants, organics-fixed the same with fixed ones, tanh a plain\n"
            + "network h = tanh(W h + U x + b). One Euler step an element, a linear readout after the last; backpropagation through all\n"
            + "steps by Adam with its L2 penalty of 1e-5; nothing is clipped. dt / tau is at most 0.02 of y, 0.005 of a and 0.1 of the\n"
            + "gains for 784 steps, as published, and as much more as a sequence is shorter, up to 0.9.\n"
            + "epochs.csv has every epoch, gradient-norms.csv every update, runs.csv a line a run. Until all epochs are done DIR is\n"
            + "called DIR.unfinished; it is kept after every epoch and when --minutes are over or Ctrl-C comes, and --resume DIR goes\n"
            + "on in the same bits.",
        Examples =
        [
            "--data data/mnist --epochs 30 --cell organics,organics-fixed,tanh --seeds 3 --out rows",
            "--data data/mnist --by pixels --minutes 20 --out pixels",
            "--data data/mnist --by pixels --permuted --minutes 20 --out permuted", "--resume pixels --minutes 60",
        ],
        Resuming = new("runs.csv", ImageFolder.Option, Minutes),
    };

    private static Report Run(StudyContext context)
    {
        string folder = context.Get(ImageFolder.Option)!;
        bool pixels = context.Get(By) == "pixels", permuted = context.Get(Permuted);
        if (permuted && !pixels) throw context.DoesNotApply(Permuted, "", "rows", "--by pixels");
        IReadOnlyList<string> cells = context.Get(Cells);
        foreach (WordOption option in (WordOption[])[Form, Order])
        {
            if (context.Given(option) is { } given && cells.All(cell => cell == SequentialCells.Tanh))
                throw context.DoesNotApply(option, given, "--cell tanh", "the normalization circuit");
        }

        IReadOnlyList<double> rates = context.Get(Rates);
        string precision = context.Get(ImageOptions.Precision)!;
        context.RequireRates(Rates, rates, precision);
        Split split = ImageFolder.Load(context, folder);
        int features = split.Train.Features, side = (int)Math.Sqrt(features);
        if (!pixels && side * side != features)
            throw context.Refusal($"the images have {features} pixels, which are no square of rows; use --by pixels");
        MnistParts parts = ClassifierOptions.Parts(context, split);
        if (permuted)
        {
            IReadOnlyList<int> order = MnistParts.PixelOrder();
            if (order.Count != features)
                throw context.Refusal($"--permuted: the published order is of {order.Count} pixels, but the images have {features}");
            parts = parts.Reordered(order);
        }

        SequentialSettings settings = new()
        {
            Units = context.Get(Neurons), Inputs = pixels ? 1 : side, Epochs = context.Get(Epochs),
            BatchSize = context.Get(ClassifierOptions.Batch), Form = context.Get(Form) switch
            {
                "head" => CellForm.Head,
                "head-unrectified" => CellForm.HeadUnrectified,
                "2024-10" => CellForm.October2024,
                _ => CellForm.Paper,
            },
            Order = context.Get(Order) == "ordered" ? GainOrder.Ordered : GainOrder.Simultaneous,
            Stairs = context.Get(Schedule) == "stairs",
            Most = context.Get(Minutes) is { } minutes ? TimeSpan.FromMinutes(Math.Min(minutes, 1e6)) : null,
        };
        SequentialRun[] runs =
        [
            .. from cell in cells
               from rate in rates.Count > 0 ? rates : [SequentialCells.Rate(cell)]
               from seed in ImageOptions.Of(context, Seeds)
               select new SequentialRun(cell, rate, seed),
        ];
        Task task = new(context, settings, runs, parts, split, pixels ? (permuted ? "permuted" : "pixels") : "rows");
        return precision == "double" ? Carry<double>(task) : Carry<float>(task);
    }

    private static Report Carry<T>(Task task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StudyContext context = task.Context;
        SequentialSweep<T> sweep = new(task.Parts, task.Settings, ClassifierOptions.Keeper(context));
        IReadOnlyList<SequentialCurve> curves = context.Compute(sweep, task.Runs).Curves;
        context.Keep("epochs.csv", text => CsvTables.Write(
            StepRow<SequentialRun, SequentialEpoch>.NumberedColumns("epoch", SequentialReport.Identity, SequentialEpoch.Columns),
            curves.SelectMany(curve => StepRow<SequentialRun, SequentialEpoch>.Of(curve.Run, curve.Steps)), text));
        context.Keep("gradient-norms.csv", text => CsvTables.Write(
            StepRow<SequentialRun, double>.NumberedColumns(
                "update", SequentialReport.Identity, [Column.Numbers<double>("norm", norm => norm)]),
            curves.SelectMany(curve => StepRow<SequentialRun, double>.Of(curve.Run, curve.Norms)), text));
        context.Keep("runs.csv", text => CsvTables.Write(SequentialReport.Columns, curves, text));
        int steps = task.Parts.Train.Features / task.Settings.Inputs;
        (string shown, string published) = task.Kind switch
        {
            "rows" => ($"the {steps} rows of an image", ""),
            "pixels" => ($"the {steps} pixels of an image",
                "The paper has, after 300 epochs, 97.7 % for 64 units with learned and 90.3 % with fixed time constants."),
            _ => ($"the {steps} pixels of an image in a fixed random order",
                "The paper has, after 300 epochs, 89.9 % for 64 units with learned and 80.3 % with fixed time constants."),
        };
        TablePart table = context.Settings(
            task.Split.Fingerprint(), ("data", $"{task.Parts.Train.Name}: {task.Parts.Description}"),
            ("rates", task.Runs.Select(run => run.Rate).Distinct()),
            ("penalty", SequentialSettings.Penalty.ToString("R", CultureInfo.InvariantCulture)),
            ("seeds", $"{task.Runs[0].Seed} to {task.Runs[^1].Seed}"), ("precision", ImageOptions.Word<T>()));
        return SequentialReport.Of(curves, shown, steps == 784 ? published : "", task.Parts.Test, table);
    }

    private sealed record Task(
        StudyContext Context, SequentialSettings Settings, SequentialRun[] Runs, MnistParts Parts, Split Split, string Kind);
}

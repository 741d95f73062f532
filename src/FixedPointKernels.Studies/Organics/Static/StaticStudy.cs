using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Organics.Classifiers;
using FixedPointKernels.Studies.Organics.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>Layers of normalization trained on MNIST: what can be asked of them, and what comes of it.</summary>
internal static class StaticStudy
{
    private static readonly WholesOption Layers = new("--layers", "N,N", "width", "Units of each layer behind the code", 2000, 50);

    private static readonly WordOption Recurrent = new(
        "--recurrent", "identity|generic|plain",
        "Wr of the layers: I, or trained with a largest singular value of 1; plain puts ReLU in place of normalization",
        ["identity", "generic", "plain"], "identity");

    private static readonly WholeOption Epochs = new("--epochs", "E", "Passes through the training part; published are 200", 60, 100_000);

    private static readonly WordOption Schedule =
        new("--schedule", "constant|cosine", "The learning rate over the run", ["constant", "cosine"], "constant");

    private static readonly NumberOption Rate = new("--rate", "H", "Learning rate of Adam") { DefaultText = "0.001" };
    private static readonly WholeOption Seeds = ImageOptions.Seeds("the network");

    private static readonly WholeOption Spectra = new(
        "--spectra", "K", "Test images whose eigenvalues are taken at the end, evenly spread; all are looked at for a fixed point", 1000);

    internal static Study Entry { get; } = new(
        "train-static", "Layers of normalization on MNIST, at their fixed points: accuracy, and the eigenvalues there while training.",
        [ImageFolder.Option, Layers, Recurrent, Epochs, Schedule, Rate, ClassifierOptions.Batch, Seeds, Spectra,
            ClassifierOptions.KeepWeights, ImageOptions.Precision], Run)
    {
        Parent = StudyCommands.Organics,
        FailsWithItsRuns = true,
        Notes =
            "An autoencoder 784-360-120-40, the layers behind its code, a linear readout; cross-entropy plus the squared error of the "
                + "image made\n"
            + "again, by Adam with its L2 penalty of 1e-5; nothing is clipped. 57,000 images to learn from, 3,000 choose the epoch, "
                + "10,000 test it,\n"
            + "as published. Eigenvalues are those of the circuit's dynamics (tau = 2) at its fixed point; 0 and more is unstable.\n"
            + "epochs.csv has every epoch, runs.csv a line a run, eigenvalues.csv the test images looked at. Until the end DIR is called\n"
            + "DIR.unfinished; every epoch is kept, and after a kill or Ctrl-C --resume DIR goes on in the same bits.",
        Examples =
        [
            "--data data/mnist --out static", "--data data/mnist --layers 80 --seeds 3 --out static-80",
            "--data data/mnist --layers 120,60 --recurrent generic --out static-generic", "--resume static",
        ],
        Resuming = new("runs.csv", ImageFolder.Option),
    };

    private static Report Run(StudyContext context)
    {
        string folder = context.Get(ImageFolder.Option)!;
        StaticSettings settings = new()
        {
            Epochs = context.Get(Epochs), BatchSize = context.Get(ClassifierOptions.Batch), Rate = context.Get(Rate) ?? 1e-3,
            Decay = context.Get(Schedule) == "cosine" ? RateDecay.Cosine : RateDecay.Constant, Spectra = context.Get(Spectra),
        };
        ClassifierKind kind = context.Get(Recurrent) switch
        {
            "generic" => ClassifierKind.Generic,
            "plain" => ClassifierKind.Plain,
            _ => ClassifierKind.Identity,
        };
        context.RequireRates(Rate, [settings.Rate], context.Get(ImageOptions.Precision)!);
        Split split = ImageFolder.Load(context, folder);
        string layers = StaticRun.Text(context.Get(Layers));
        StaticRun[] runs = [.. ImageOptions.Of(context, Seeds).Select(seed => new StaticRun(kind, layers, seed))];
        MnistParts parts = ClassifierOptions.Parts(context, split);
        return context.Get(ImageOptions.Precision) == "double"
            ? Carry<double>(context, settings, runs, parts, split) : Carry<float>(context, settings, runs, parts, split);
    }

    private static Report Carry<T>(StudyContext context, StaticSettings settings, StaticRun[] runs, MnistParts parts, Split split)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StaticSweep<T> sweep = new(parts, settings, ClassifierOptions.Keeper(context));
        IReadOnlyList<StaticCurve> curves = context.Compute(sweep, runs).Curves;
        context.Keep("epochs.csv", text => CsvTables.Write(
            StepRow<StaticRun, StaticEpoch>.NumberedColumns("epoch", StaticReport.Identity, StaticEpoch.Columns),
            curves.SelectMany(curve => StepRow<StaticRun, StaticEpoch>.Of(curve.Run, curve.Steps)), text));
        context.Keep("runs.csv", text => CsvTables.Write(StaticReport.Columns, curves, text));
        if (curves.Any(curve => curve.Largest.Length > 0))
            context.Keep("eigenvalues.csv", text => CsvTables.Write(StaticReport.Spectra, curves.SelectMany(SpectrumRow.Of), text));
        TablePart table = context.Settings(
            split.Fingerprint(), ("data", $"{parts.Train.Name}: {parts.Description}"), ("layers", runs[0].Layers),
            ("recurrent", runs[0].Word), ("rate", settings.Rate.ToString("R", CultureInfo.InvariantCulture)),
            ("penalty", StaticSettings.Penalty.ToString("R", CultureInfo.InvariantCulture)),
            ("seeds", $"{runs[0].Seed} to {runs[^1].Seed}"), ("precision", ImageOptions.Word<T>()));
        return StaticReport.Of(runs[0], curves, parts.Test, table);
    }
}

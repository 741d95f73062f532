using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Temporal.Training;

namespace FixedPointKernels.Studies.Temporal.Spectra;

/// <summary>fpk temporal floss: what gradient flossing does to a network's spectrum, and to the Jacobians over many steps.</summary>
internal static class SpectrumStudy
{
    private static readonly WordsOption Variants = new(
        "--variants", "V,V", "Which gradients of the exponents", "a variant", FlossingPlan.Variants, ["exact"]);

    private static readonly WholeOption Neurons = new("--neurons", "N", "Neurons", 80, 1000);
    private static readonly NumberOption Gain = new("--gain", "G", "Gain of the recurrent weights") { DefaultText = "1" };
    private static readonly NumberOption Alpha = new("--alpha", "A", "dt / tau, at most 1") { DefaultText = "1" };

    private static readonly WholeOption Exponents = new("--exponents", "K", "Exponents that are flossed", 75, 1000);
    private static readonly WholeOption Steps = new("--steps", "T", "Steps of a trajectory", 55, 100_000);
    private static readonly WholeOption WarmUp = new("--warm-up", "W", "Of them, before the first that counts", 16, 100_000, Least: 0);
    private static readonly WholeOption Epochs = new("--epochs", "E", "Epochs, each on new inputs", 300, 1_000_000);
    private static readonly NumberOption Rate = new("--rate", "H", "Learning rate of Adam") { DefaultText = "0.001" };
    private static readonly WholeOption Seeds = ImageOptions.Seeds("every variant");

    internal static Study Entry { get; } = new(
        "floss", "Gradient flossing of one network: its spectrum before and after, and how far gradients reach.",
        [
            Variants, Neurons, Gain, NetworkChoice.Form, Alpha, NetworkChoice.Activation, Exponents, Steps, WarmUp, Epochs, Rate, Seeds,
            ImageOptions.Precision,
        ],
        Run)
    {
        Parent = StudyCommands.Temporal,
        Notes =
            "The published shape: U of N(0, 1), b up to 0.1, one input of random bits, the loss the mean of the squared "
                + "exponents; W, U and\n"
            + "b are changed. Spectra and products of Jacobians, before and after, are of the same other bits. ReLU has no "
            + "curvature: its U\n"
            + "and b stay as they are.\n"
            + "epochs.csv has every epoch.",
        Examples = ["--out floss", "--variants exact,local --neurons 64 --exponents 16 --steps 200 --out local"],
    };

    private static Report Run(StudyContext context)
    {
        int neurons = context.Get(Neurons), exponents = context.Get(Exponents), steps = context.Get(Steps), warmUp = context.Get(WarmUp);
        if (exponents > neurons)
            throw context.Refusal($"{Exponents.Name} is {exponents}, but {neurons} neurons have no more than {neurons}");
        if (warmUp >= steps) throw context.Refusal($"{WarmUp.Name} is {warmUp}, but there are {steps} steps, of which some must count");
        double alpha = NetworkChoice.Step(context, Alpha, 1);
        string precision = context.Get(ImageOptions.Precision)!;
        SpectrumSettings settings = new(
            neurons, context.Get(Gain) ?? 1, CellTable.Placement(context.Get(NetworkChoice.Form)!), alpha,
            context.Get(NetworkChoice.Activation)!, exponents, steps, warmUp, context.Get(Epochs), context.Get(Rate) ?? 1e-3);
        context.RequireRates(Rate, [settings.Rate], precision);
        FlossedNetwork[] networks =
        [
            .. from variant in context.Get(Variants) from seed in ImageOptions.Of(context, Seeds) select new FlossedNetwork(variant, seed),
        ];
        context.Compute((long)networks.Length * settings.Epochs, sweep =>
        {
            sweep.Run(networks.Length, k =>
            {
                if (precision == "double") networks[k].Run<double>(settings, sweep);
                else networks[k].Run<float>(settings, sweep);
            });
            return 0;
        });
        return Shown(context, networks, precision);
    }

    private static Report Shown(StudyContext context, FlossedNetwork[] networks, string precision)
    {
        Column<FlossedNetwork>[] identity =
        [
            Column.Words<FlossedNetwork>("variant", one => one.Variant), Column.Words<FlossedNetwork>("seed", one => $"{one.Seed}"),
        ];
        context.Keep("epochs.csv", text => CsvTables.Write(
            StepRow<FlossedNetwork, FlossingStep>.NumberedColumns("epoch", identity, FlossingStep.Columns),
            networks.SelectMany(one => StepRow<FlossedNetwork, FlossingStep>.Of(one, one.Epochs)), text));
        FlossedNetwork[] shown = [.. networks.Where(one => one.IsMeasured)];
        List<ReportPart> parts = [Table(networks, identity)];
        if (shown.Length > 0) parts.AddRange(Figures(shown));
        parts.Add(context.Settings(
            $"drawn, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(context.Seed)))}",
            ("precision", precision)));
        int failed = networks.Length - shown.Length;
        return new(
            "Gradient flossing",
            "Steps that drive the first Lyapunov exponents of a network towards 0, where differences neither fade nor grow."
                + (failed > 0 ? $" {failed} of {networks.Length} networks left the finite numbers; no figure shows them." : ""),
            parts);
    }

    private static TablePart Table(FlossedNetwork[] networks, Column<FlossedNetwork>[] identity) => ColumnTable.Of(
            "networks", "Networks", "The mean of the squared exponents that are flossed, on the same inputs before and after; the largest "
                + "exponent; norm and condition number of the Jacobian over all steps.",
            [
                .. identity, Number("mean λ² before", one => Square(one.Exponents[0])), Number("after", one => Square(one.Exponents[1])),
                Column.Words<FlossedNetwork>(
                    "first epoch below 0.05",
                    one => one.Epochs.FindIndex(epoch => epoch.MeanSquare < 0.05) is var k && k >= 0 ? $"{k + 1}" : ""),
                Number("λ₁ before", one => one.Exponents[0][0]), Number("λ₁ after", one => one.Exponents[1][0]),
                Number("norm before", one => one.Products[0][^1].Norm), Number("norm after", one => one.Products[1][^1].Norm),
                Condition("condition before", 0), Condition("condition after", 1), Column.Words<FlossedNetwork>("end", one => one.End),
            ],
            networks);

    private static IEnumerable<ReportPart> Figures(FlossedNetwork[] networks)
    {
        yield return Curves(
            "loss", "The mean of the squared exponents", "Of the inputs of every epoch, before its step.", new("epoch"),
            new("mean of the squares", AxisScale.Logarithmic), networks,
            (one, when) => when == 1 ? null : [.. one.Epochs.Select(e => e.MeanSquare)]);
        yield return Curves(
            "gradients", "The norm of the gradient", "Of the loss of the exponents by W, U and b.", new("epoch"),
            new("norm", AxisScale.Logarithmic), networks, (one, when) => when == 1 ? null : [.. one.Epochs.Select(e => e.GradientNorm)]);
        yield return Curves(
            "spectra", "Spectra", "Per step, in the order of their directions; dashed as drawn.", new("exponent"), new("lambda"), networks,
            (one, when) => one.Exponents[when]);
        yield return Curves(
            "norms", "How far a gradient reaches",
            "The largest singular value of the Jacobian of the last state by the one so many steps before; dashed as drawn.",
            new("steps back"), new("norm", AxisScale.Logarithmic), networks, (one, when) => [.. one.Products[when].Select(p => p.Norm)]);
        yield return Curves(
            "conditions", "In how many directions it reaches", "Its condition number, up to what double can tell; dashed as drawn.",
            new("steps back"),
            new("condition number", AxisScale.Logarithmic), networks, (one, when) => [.. one.Products[when].Select(p => p.Condition)]);
    }

    private static CurvesPart Curves(
        string name, string title, string caption, Axis x, Axis y, FlossedNetwork[] networks,
        Func<FlossedNetwork, int, double[]?> of) => new(
        name, title, caption, x, y,
        [
            .. from pair in networks.Select((one, color) => (one, color))
               from when in (int[])[0, 1]
               let values = of(pair.one, when)
               where values is not null
               let both = of(pair.one, 1) is not null
               select new Curve(
                   $"{pair.one.Variant}, seed {pair.one.Seed}{(both ? when == 0 ? ", as drawn" : ", flossed" : "")}",
                   [.. Enumerable.Range(1, values.Length).Select(k => (double)k)], values, pair.color, Published: both && when == 0),
        ]);

    private static Column<FlossedNetwork> Number(string label, Func<FlossedNetwork, double> of) =>
        Column.Words<FlossedNetwork>(
        label, one => one.IsMeasured && double.IsFinite(of(one)) ? ReadableNumber.Of(of(one) + 0.0, "G3") : "");

    private static Column<FlossedNetwork> Condition(string label, int when) => Column.Words<FlossedNetwork>(
        label, one => !one.IsMeasured ? "" : one.Products[when][^1].Condition is var value && double.IsFinite(value)
            ? ReadableNumber.Of(value, "G3") : "over 4e15");

    private static double Square(double[] exponents)
    {
        return exponents.Length == 0 ? double.NaN : exponents.Average(one => one * one);
    }
}

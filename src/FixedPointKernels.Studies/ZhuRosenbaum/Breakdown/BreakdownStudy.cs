using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>Where the Euclidean rule breaks down: what can be asked of it, and what comes of it.</summary>
internal static class BreakdownStudy
{
    private static readonly NumbersOption Rates =
        StudyOptions.Rates("--rates", "Learning rates; every arm runs at each", 0.005, 0.01, 0.025) with
        {
            DefaultText = "0.005,0.01,0.025",
        };
    private static readonly WordsOption Arms = new("--arms", "A,A", "Arms", "an arm", BreakdownArms.Names, BreakdownArms.Names);
    private static readonly WholeOption Seeds = ImageOptions.Seeds("every arm and rate");
    private static readonly WholeOption Every = new("--probe", "K", "Steps between two probes", 10, 1_000_000);
    private static readonly WholeOption Probed =
        new("--probe-samples", "S", "Held-out images of a probe", 8, 1_000_000) { Tail = "; 0.2 s each at N = 300" };

    internal static Study Entry { get; } = new(
        "breakdown",
        "Where the Euclidean rule runs through singularities of I - G W on MNIST, and what takes it there: four ways to find its "
            + "states, side by side.",
        [ImageFolder.Option, Rates, Arms, Seeds, ImageOptions.Neurons, ImageOptions.Batch, ImageOptions.Epochs, Every, Probed,
            ImageOptions.Precision, ImageOptions.KeepWeights], Run)
    {
        Notes =
            "N = 300, tanh, fixed read-in and readout; only W is trained, from the same start on the same training batches, in the arms\n"
            + "  exact-skip     exact fixed points; a sample whose fixed point or adjoint is not found is left out of the update, as "
                + "fpk train does\n"
            + "  exact-keep     exact fixed points; every sample is kept, with the state and the adjoint that the solvers were left with\n"
            + "  anderson-keep  the same with Anderson acceleration alone, to 1e-4 in at most 100 steps, as scripts have it\n"
            + "  euler          the published 500 steps of 0.01, which stop short of the fixed point, g = 1 - r^2 at their end, every "
                + "sample kept\n"
            + "metrics.csv has every step: scores, norm of the update, largest adjoint. probes.csv has, every few steps and with the "
                + "weights of\n"
            + "each arm, the same held-out images solved exactly: lost and unstable fixed points, the nearest singularity, the error "
                + "of the Euler pass.\n"
            + "An Euler run takes some 3 minutes on a free core, the others 1 to 3. scripts/fetch-mnist fetches the four files into "
                + "data/mnist.\n"
            + "Until the end DIR is called DIR.unfinished and keeps every run that has ended: after a kill, a full disk or Ctrl-C "
                + "--resume DIR computes\n"
            + "the others.",
        Examples =
        [
            "--data data/mnist --out breakdown", "--data data/mnist --rates 0.025 --arms exact-skip,exact-keep --seeds 3 --out kept",
            "--resume kept",
        ],
        Resuming = new("probes.csv", ImageFolder.Option),
    };

    private static Report Run(StudyContext context)
    {
        string folder = context.Get(ImageFolder.Option)!, precision = context.Get(ImageOptions.Precision)!;
        BreakdownSettings settings = new()
        {
            Neurons = context.Get(ImageOptions.Neurons),
            BatchSize = context.Get(ImageOptions.Batch),
            Epochs = context.Get(ImageOptions.Epochs),
            ProbeEvery = context.Get(Every),
            ProbeSamples = context.Get(Probed),
        };
        BreakdownRun[] runs = [.. Plan(context)];
        context.RequireRates(Rates, runs.Select(run => run.Rate), precision);
        Split data = ImageFolder.Load(context, folder, ImageOptions.Batch, Probed);
        IReadOnlyList<BreakdownCurve> curves = precision == "float"
            ? Compute<float>(context, settings, runs, folder, data) : Compute<double>(context, settings, runs, folder, data);
        context.Keep("metrics.csv", text => CsvTables.Write(
            StepRow<BreakdownRun, BreakdownStep>.NumberedColumns(BreakdownRuns.Identity, BreakdownSteps.Columns),
            curves.SelectMany(curve => StepRow<BreakdownRun, BreakdownStep>.Of(curve.Run, curve.Steps)), text));
        context.Keep("probes.csv", text => CsvTables.Write(
            StepRow<BreakdownRun, SingularityProbe>.Columns(BreakdownRuns.Identity, BreakdownProbes.Columns),
            curves.SelectMany(curve => StepRow<BreakdownRun, SingularityProbe>.Of(curve.Run, curve.Probes)), text));
        return BreakdownReport.Of("MNIST: where the Euclidean rule breaks down", Lead(settings, data), curves, context.Settings(
            data.Fingerprint(), ("data", $"{folder}: {data.Description}"), ("rule", "euclidean"),
            ("rates", runs.Select(run => run.Rate).Distinct()), ("neurons", settings.Neurons), ("batch", settings.BatchSize),
            ("epochs", settings.Epochs), ("update", "on the training batch"),
            ("adjoint", "LU per sample"),
            ("probe", $"every {settings.ProbeEvery} steps, the first {settings.ProbeSamples} test images"),
            ("seeds", $"{runs[0].Seed} to {runs[^1].Seed}"),
            ("precision", precision)));
    }

    private static IReadOnlyList<BreakdownCurve> Compute<T>(
        StudyContext context, BreakdownSettings settings, BreakdownRun[] runs, string folder, Split data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => context.Compute(
        new BreakdownSweep<T>(data, settings) { Trained = ImageOptions.Keeper(context, folder, data, isLeak: false) }, runs).Curves;

    private static IEnumerable<BreakdownRun> Plan(StudyContext context)
    {
        IReadOnlyList<double> rates = context.Get(Rates);
        IReadOnlyList<string> words = context.Get(Arms);
        foreach (ulong seed in ImageOptions.Of(context, Seeds))
        {
            foreach (double rate in rates)
            {
                foreach (string word in words)
                {
                    _ = BreakdownArms.TryParse(word, out BreakdownArm arm);
                    yield return new(arm, rate, seed);
                }
            }
        }
    }

    private static string Lead(BreakdownSettings settings, Split data) =>
        $"{settings.Neurons} tanh neurons, softmax cross-entropy of a fixed readout; {data.Description}; "
            + $"{ImageOptions.Passes(settings.Epochs)} of batches of "
        + $"{settings.BatchSize}; only W is trained, by the Euclidean rule ΔW = −η mean λ rᵀ, λ = G (I − Wᵀ G)⁻¹ e, on the training "
            + $"batch. λ has a pole wherever I − G W is singular. Exact arms take "
        + "r at the fixed point, where a pole is met as soon as it is there; 500 Euler steps of 0.01 stop short of it. exact-skip "
            + "leaves out samples whose fixed point or adjoint "
        + "was not found, the others keep every sample: exact-skip against exact-keep shows what the leaving out does, exact-keep "
            + "against anderson-keep what a solver does that finds "
        + "fewer fixed points, exact-keep against euler what the exact fixed point does.";
}

using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>The experiment as asked for: computed, kept run by run, and shown.</summary>
/// <param name="Here">Streams and cancellation.</param>
/// <param name="Options">The options that every experiment has.</param>
/// <param name="Settings">What all runs share.</param>
/// <param name="Runs">The runs.</param>
/// <param name="Type">Arithmetic.</param>
/// <param name="Folder">Of the data, as given.</param>
/// <param name="Data">The data.</param>
internal sealed record BreakdownExperiment(
    Surroundings Here, ExperimentOptions.Values Options, BreakdownSettings Settings, IReadOnlyList<BreakdownRun> Runs, Precision Type, string Folder, Split Data)
{
    private string Lead =>
        $"{Settings.Neurons} tanh neurons, softmax cross-entropy of a fixed readout; {Data.Description}; {Settings.Epochs} {(Settings.Epochs == 1 ? "epoch" : "epochs")} of batches of "
        + $"{Settings.BatchSize}; only W is trained, by the Euclidean rule ΔW = −η mean λ rᵀ, λ = G (I − Wᵀ G)⁻¹ e, on the training batch. λ has a pole wherever I − G W is singular. Exact arms take "
        + "r at the fixed point, where a pole is met as soon as it is there; 500 Euler steps of 0.01 stop short of it. exact-skip leaves out samples whose fixed point or adjoint "
        + "was not found, the others keep every sample: exact-skip against exact-keep shows what the leaving out does, exact-keep against anderson-keep what a solver does that finds "
        + "fewer fixed points, exact-keep against euler what the exact fixed point does.";

    /// <summary>Carries it out.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="kept">The command line, for the folder.</param>
    /// <param name="from">What is continued; null for a new one.</param>
    /// <returns>The exit code.</returns>
    internal int Carry<T>(UnfinishedFolder folder, IReadOnlyDictionary<string, string> kept, Checkpoint? from)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BreakdownSweep<T> sweep = new(Data, Settings);
        SweepSaver<BreakdownRun, BreakdownCurve> saver = new(Here, BreakdownVerb.Work, folder, new WorkIdentity(sweep.Identity(Runs)));
        IReadOnlyList<BreakdownCurve> finished = saver.Open(kept, from, Runs, (part, run) => BreakdownCurveState.Load(part, run, sweep.Steps, Settings.ProbeEvery));
        return new ExperimentRun(Here, "breakdown", Options, folder).Carry(
            (long)(Runs.Count - finished.Count) * sweep.Steps,
            how => sweep.Run(Runs, how, finished, saver.Save),
            (curves, table) => BreakdownReport.Of("MNIST: where the Euclidean rule breaks down", Lead, curves, table),
            Write,
            [
                ("data", $"{Folder}: {Data.Description}"), ("rule", "euclidean"), ("rates", SettingsTable.List([.. Runs.Select(run => run.Rate).Distinct()])),
                ("neurons", SettingsTable.Whole(Settings.Neurons)), ("batch", SettingsTable.Whole(Settings.BatchSize)), ("epochs", SettingsTable.Whole(Settings.Epochs)),
                ("update", "on the training batch"), ("adjoint", "LU per sample"), ("probe", $"every {Settings.ProbeEvery} steps, the first {Settings.ProbeSamples} test images"),
                ("seeds", $"{Runs[0].Seed} to {Runs[^1].Seed}"), ("precision", Type.ToString().ToLowerInvariant()), .. SweepWork.Continued(finished.Count, Runs.Count),
            ]);
    }

    private static void Write(IReadOnlyList<BreakdownCurve> curves, IResultFolder result)
    {
        AtomicFile.WriteText(result.Path("metrics.csv"), text =>
        {
            text.WriteLine(BreakdownCurve.StepHeader);
            foreach (BreakdownCurve curve in curves) curve.WriteSteps(text);
        });
        AtomicFile.WriteText(result.Path("probes.csv"), text =>
        {
            text.WriteLine(BreakdownCurve.ProbeHeader);
            foreach (BreakdownCurve curve in curves) curve.WriteProbes(text);
        });
    }
}

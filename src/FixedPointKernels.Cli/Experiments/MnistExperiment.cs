using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Experiments;
using FixedPointKernels.Learning.Experiments.Mnist;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>The sweep as asked for: computed, kept run by run, and shown.</summary>
/// <param name="Here">Streams and cancellation.</param>
/// <param name="Options">The options that every experiment has.</param>
/// <param name="Settings">What all runs share.</param>
/// <param name="Runs">The runs.</param>
/// <param name="Forward">exact or euler.</param>
/// <param name="Type">Arithmetic.</param>
/// <param name="Folder">Of the data, as given.</param>
/// <param name="Data">The data.</param>
internal sealed record MnistExperiment(
    Surroundings Here, ExperimentOptions.Values Options, MnistSettings Settings, IReadOnlyList<MnistRun> Runs, string Forward, Precision Type, string Folder, Split Data)
{
    // The end of Split.Fingerprint of MNIST: published curves are of this set and are drawn over no other.
    private const string MnistFingerprint = "SHA-256 bab833be44432887b8367c256dc3f6f37f73632c1eabcb1cbc894e04f779a312";

    private string Update => Settings.PublishedUpdate ? "on a batch of TEST images with g = 1 - r^2 (the published leak)" : "on the training batch";

    private string Scores => (Settings.FewerScores, Settings.PublishedUpdate) switch
    {
        (false, _) => "of training and test batches",
        (true, true) => "of test batches only",
        (true, false) => $"of training batches, and of test batches over the last {TailSteps.Count} steps",
    };

    private bool IsMnist => Data.Fingerprint().EndsWith(MnistFingerprint, StringComparison.Ordinal);

    private string Title =>
        $"{(IsMnist ? "MNIST" : Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder)))}: learning curves{(Settings.PublishedUpdate ? ", published update (leaks test images)" : "")}{(Forward == "euler" ? ", 500 Euler steps" : ", exact fixed points")}";

    private string Lead =>
        $"{Settings.Neurons} tanh neurons at {(Forward == "euler" ? "the end of 500 Euler steps of 0.01, short of" : "")} their fixed points r = tanh(W r + Wx s), softmax cross-entropy of a fixed readout; "
        + $"{Data.Description}; {Settings.Epochs} {(Settings.Epochs == 1 ? "epoch" : "epochs")} of batches of {Settings.BatchSize}; only W is trained, {Update}.";

    /// <summary>Carries it out.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="kept">The command line, for the folder.</param>
    /// <param name="from">What is continued; null for a new sweep.</param>
    /// <returns>The exit code.</returns>
    internal int Carry<T>(UnfinishedFolder folder, IReadOnlyDictionary<string, string> kept, Checkpoint? from)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MnistSweep<T> sweep = new(Data, Settings);
        SweepSaver<MnistRun, MnistCurve> saver = new(Here, MnistVerb.Work, folder, new WorkIdentity(sweep.Identity(Runs)));
        IReadOnlyList<MnistCurve> finished = saver.Open(kept, from, Runs, (part, run) => MnistCurveState.Load(part, run, sweep.Steps, Settings.Neurons));
        bool paper = Settings.Neurons == 300 && Settings.BatchSize == 512 && Settings.Epochs == 3 && IsMnist;
        (string Name, string Value)[] settings =
        [
            ("data", $"{Folder}: {Data.Description}"), ("neurons", SettingsTable.Whole(Settings.Neurons)), ("batch", SettingsTable.Whole(Settings.BatchSize)),
            ("epochs", SettingsTable.Whole(Settings.Epochs)), ("forward pass", Forward), ("update", Update),
            ("scores", Scores), ("seeds", $"{Runs[0].Seed} to {Runs[^1].Seed}"),
            ("precision", Type.ToString().ToLowerInvariant()), .. SweepWork.Continued(finished.Count, Runs.Count),
        ];

        // Backpropagation through time has products that are no Euler steps.
        bool onlyEuler = Runs.All(run => run.Rule != RuleTable.ThroughTime);
        EulerSpeed? speed = onlyEuler && Settings.Solver is { } euler ? EulerSpeed.Of<T>(Settings, euler, (double)Settings.Epochs * Data.Train.Count / sweep.Steps, Options.Threads) : null;
        TimeSpan taken = default;
        return new ExperimentRun(Here, "mnist", Options, folder).Carry(
            (long)(Runs.Count - finished.Count) * sweep.Steps,
            how =>
            {
                Stopwatch clock = Stopwatch.StartNew();
                IReadOnlyList<MnistCurve> curves = sweep.Run(Runs, how, finished, saver.Save);
                taken = clock.Elapsed;
                return curves;
            },
            (curves, table) =>
            {
                Report report = MnistReport.Of(Title, Lead, curves, paper, table);
                return speed is null ? report : report with { Parts = [.. report.Parts, speed.Table(curves.Except(finished), taken)] };
            },
            WriteNumbers,
            settings);
    }

    private static void WriteNumbers(IReadOnlyList<MnistCurve> curves, IResultFolder folder)
    {
        AtomicFile.WriteText(folder.Path("metrics.csv"), text => WriteSteps(curves, text));
        AtomicFile.WriteText(folder.Path("runs.csv"), text => MnistRunTable.Write(curves, text));
    }

    private static void WriteSteps(IReadOnlyList<MnistCurve> curves, TextWriter csv)
    {
        csv.WriteLine(MnistCurve.Header);
        foreach (MnistCurve curve in curves) curve.WriteCsv(csv);
    }
}

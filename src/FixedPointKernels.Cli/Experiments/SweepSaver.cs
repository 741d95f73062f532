using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Experiments.Mnist;
using FixedPointKernels.Learning.Reports;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>Keeps a sweep in its unfinished folder: at its beginning what it is, then a file for every run that has ended.</summary>
/// <param name="folder">Where.</param>
/// <param name="identity">What decides its numbers; a run's file carries its fingerprint, so that one of another sweep is noticed.</param>
internal sealed class SweepSaver(UnfinishedFolder folder, WorkIdentity identity)
{
    private const string SweepName = "sweep";

    /// <summary>What a sweep's files and messages are called.</summary>
    internal static ResumableWork Work { get; } = new(
        "fpk experiment mnist", "sweep", "sweep.fpk", static folder => File.Exists(Path.Combine(folder, "runs.csv")), "the finished runs stay", static finished => $"its page is {Path.Combine(finished, ReportFolder.Page)}")
    {
        PartsFolder = "runs",
    };

    /// <summary>Saves what the sweep is: from here on a kill loses no more than the runs that are at work.</summary>
    /// <param name="options">The command line, as <see cref="ResumeOptions.Keep"/> has it.</param>
    internal void Begin(IReadOnlyDictionary<string, string> options)
    {
        Checkpoint checkpoint = new(Work.Command);
        foreach ((string name, string text) in options) checkpoint.Add(name, text);
        identity.Save(checkpoint);
        folder.Write(() => checkpoint.Write(folder.Checkpoint));
    }

    /// <summary>Goes on: hands out the runs that are finished.</summary>
    /// <param name="here">Told how many, and what else a person should know.</param>
    /// <param name="from">What <see cref="Begin"/> saved.</param>
    /// <param name="runs">All runs of the sweep.</param>
    /// <param name="steps">Steps of each.</param>
    /// <param name="neurons">Neurons of each.</param>
    /// <exception cref="CommandFailure">The sweep was begun with other data or settings, or a run's file is damaged or of another sweep; nothing is written over.</exception>
    internal IReadOnlyList<MnistCurve> Continue(Surroundings here, Checkpoint from, IReadOnlyList<MnistRun> runs, int steps, int neurons)
    {
        identity.Require(from);
        Dictionary<string, MnistRun> expected = runs.ToDictionary(run => folder.Part(run.Name));
        List<MnistCurve> finished = [];
        foreach (string file in folder.Parts())
        {
            if (!expected.TryGetValue(file, out MnistRun? run)) throw new CommandFailure($"{file} is no run of this sweep; move it away");
            finished.Add(Load(file, run, steps, neurons));
        }

        here.Output.WriteLine($"continues {folder.UnfinishedName}: {finished.Count} of {runs.Count} runs are done");
        if (WorkIdentity.Note(from) is { } note) here.Output.WriteLine(note);
        return finished;
    }

    /// <summary>Keeps a run that has ended.</summary>
    /// <exception cref="CommandFailure">It cannot be written; those before it stay.</exception>
    internal void Save(MnistCurve curve)
    {
        Checkpoint checkpoint = new(Work.PartKind);
        checkpoint.Add(SweepName, identity.Fingerprint);
        curve.Save(checkpoint);
        folder.WritePart(curve.Run.Name, checkpoint);
    }

    private MnistCurve Load(string file, MnistRun run, int steps, int neurons)
    {
        try
        {
            Checkpoint from = Checkpoint.Read(file, Work.PartKind);
            if (from.Text(SweepName) != identity.Fingerprint) throw new DataFileException(file, "is a run of another sweep");
            return MnistCurveState.Load(from, run, steps, neurons);
        }
        catch (DataFileException failure)
        {
            throw new CommandFailure($"{failure.Message}; remove that file to compute the run again", failure);
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Training;

/// <summary>Saves a training, all its runs in one checkpoint, and takes it up again.</summary>
/// <param name="folder">Where.</param>
/// <param name="clock">When.</param>
/// <param name="options">The command line, as <see cref="ResumeOptions.Keep"/> has it.</param>
/// <param name="runs">What.</param>
/// <param name="data">On what.</param>
internal sealed class TrainingSaver<T, TActivation>(
    UnfinishedFolder folder, CheckpointClock clock, IReadOnlyDictionary<string, string> options, IReadOnlyList<Run<T, TActivation>> runs,
    SampleSplit data)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private const string ThreadsName = "threads";
    private readonly WorkIdentity identity = new(Identity(runs, data));

    /// <summary>Samples that share an inverse leave something in the solvers until the epoch ends: such a run is saved there
    /// only.</summary>
    private bool InTheMiddle => runs.Any(run => run.SharesBatch && run.Training.BatchesDone > 0);

    /// <summary>Goes on where a checkpoint ends.</summary>
    /// <returns>What a person should know; null for nothing.</returns>
    /// <exception cref="DataFileException">The checkpoint lacks something.</exception>
    /// <exception cref="CommandFailure">It belongs to other data, or to an fpk that trains differently.</exception>
    internal string? Restore(Checkpoint from)
    {
        identity.Require(from);
        string threads = from.Text(ThreadsName);
        if (threads != Threads && runs.Any(run => run.SharesBatch))
        {
            throw new CommandFailure(
                $"--threads {Threads} cannot continue a training begun with {threads}: where samples share an inverse, the weights depend "
                + $"on it; say --threads {threads}");
        }

        foreach (Run<T, TActivation> run in runs) run.Load(from);
        return WorkIdentity.Note(from);
    }

    /// <summary>A step was made: saves if it is time.</summary>
    internal void Step()
    {
        if (clock.Step() && !InTheMiddle) Save();
    }

    /// <summary>An epoch of a run has ended: saves if it is time, or if only now it may.</summary>
    internal void EpochDone()
    {
        if (runs.Any(run => run.SharesBatch)) Save();
    }

    /// <summary>Saves, unless a run can only be saved at the end of its epoch.</summary>
    /// <exception cref="CommandFailure">It cannot be written; the checkpoint before it stays.</exception>
    internal void Save()
    {
        if (InTheMiddle) return;
        Checkpoint checkpoint = new(Continuation.Work.Command);
        foreach ((string name, string text) in options) checkpoint.Add(name, text);
        identity.Save(checkpoint);
        checkpoint.Add(ThreadsName, Threads);
        foreach (Run<T, TActivation> run in runs) run.Save(checkpoint);
        folder.Write(() => checkpoint.Write(folder.Checkpoint));
        clock.Restart();
    }

    private string Threads => runs[0].Settings.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // What decides the result beside the state. Threads do not, or are looked at apart.
    private static IEnumerable<(string Name, string Text)> Identity(IReadOnlyList<Run<T, TActivation>> runs, SampleSplit data)
    {
        yield return ("data", data.Fingerprint());
        yield return ("start", runs[0].Model.Fingerprint());
        foreach (Run<T, TActivation> run in runs) yield return ($"settings of {run.Plan.Folder}", run.Identity);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>Keeps a sweep in its unfinished folder: at its beginning what it is, then a file for every run that has ended.</summary>
/// <param name="here">Told how many runs are done, and what else a person should know.</param>
/// <param name="work">What the sweep's files and messages are called.</param>
/// <param name="folder">Where.</param>
/// <param name="identity">What decides its numbers; a run's file carries its fingerprint, so that one of another sweep is noticed.</param>
internal sealed class SweepSaver<TRun, TCurve>(Surroundings here, ResumableWork work, UnfinishedFolder folder, WorkIdentity identity)
    : IRunStates
    where TRun : ISweepRun
    where TCurve : ISweepCurve<TRun>
{
    private const string SweepName = "sweep";

    /// <summary>Begins a sweep: from here on a kill loses no more than the runs that are at work. Or goes on: hands out the runs that are
    /// finished.</summary>
    /// <param name="options">The command line, as <see cref="ResumeOptions.Keep"/> has it.</param>
    /// <param name="from">What this saved when the sweep began; null for a new one.</param>
    /// <param name="runs">All runs of the sweep.</param>
    /// <param name="load">Reads a finished run.</param>
    /// <exception cref="CommandFailure">The sweep was begun with other data or settings, or a run's file is damaged or of another sweep;
    /// nothing is written over.</exception>
    internal IReadOnlyList<TCurve> Open(IReadOnlyDictionary<string, string> options, Checkpoint? from, IReadOnlyList<TRun> runs,
        Func<Checkpoint, TRun, TCurve> load)
    {
        if (from is null)
        {
            Begin(options);
            return [];
        }

        identity.Require(from);
        Dictionary<string, TRun> expected = runs.ToDictionary(run => folder.Part(run.Name));
        List<TCurve> finished = [];
        foreach (string file in folder.Parts())
        {
            if (!expected.TryGetValue(file, out TRun? run)) throw new CommandFailure($"{file} is no run of this sweep; move it away");
            finished.Add(Load(file, run, load));
        }

        here.Say($"continues {folder.UnfinishedName}: {finished.Count} of {runs.Count} runs are done");
        if (WorkIdentity.Note(from) is { } note) here.Say(note);
        return finished;
    }

    /// <summary>Keeps a run that has ended.</summary>
    /// <exception cref="CommandFailure">It cannot be written; those before it stay.</exception>
    internal void Save(TCurve curve)
    {
        Checkpoint checkpoint = new(work.PartKind);
        checkpoint.Add(SweepName, identity.Fingerprint);
        curve.Save(checkpoint);
        folder.WritePart(curve.Run.Name, checkpoint);
        folder.RemoveState(curve.Run.Name);
    }

    /// <inheritdoc/>
    public Checkpoint New(ISweepRun run)
    {
        Checkpoint checkpoint = new(work.StateKind);
        checkpoint.Add(SweepName, identity.Fingerprint);
        return checkpoint;
    }

    /// <inheritdoc/>
    public void Save(ISweepRun run, Checkpoint state) => folder.WriteState(run.Name, state);

    /// <inheritdoc/>
    public Checkpoint? Load(ISweepRun run)
    {
        string file = folder.State(run.Name);
        if (!File.Exists(file)) return null;
        return Guarded(file, () => Owned(file, work.StateKind));
    }

    private void Begin(IReadOnlyDictionary<string, string> options)
    {
        Checkpoint checkpoint = new(work.Command);
        foreach ((string name, string text) in options) checkpoint.Add(name, text);
        identity.Save(checkpoint);
        folder.Write(() => checkpoint.Write(folder.Checkpoint));
    }

    private TCurve Load(string file, TRun run, Func<Checkpoint, TRun, TCurve> load) =>
        Guarded(file, () => load(Owned(file, work.PartKind), run));

    private Checkpoint Owned(string file, string kind)
    {
        Checkpoint from = here.Await(() => Checkpoint.Read(file, kind));
        return from.Text(SweepName) == identity.Fingerprint ? from : throw new DataFileException(file, "is a run of another sweep");
    }

    private static TResult Guarded<TResult>(string file, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (DataFileException failure)
        {
            throw new CommandFailure($"{failure.Message}; remove that file to compute the run again", failure);
        }
    }
}

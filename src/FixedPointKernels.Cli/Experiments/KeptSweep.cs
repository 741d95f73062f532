using System;
using System.Collections.Generic;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>Where a study is that survives its process, and what it is continued from.</summary>
/// <param name="work">What its files and messages are called.</param>
/// <param name="open">Makes or hands out the folder, when it is first asked for: what is refused before leaves none.</param>
/// <param name="options">The command line, for the folder.</param>
/// <param name="from">What is continued; null for a new one.</param>
internal sealed class KeptSweep(ResumableWork work, Func<UnfinishedFolder?> open, IReadOnlyDictionary<string, string> options,
    Checkpoint? from)
{
    private UnfinishedFolder? folder;

    internal UnfinishedFolder Folder => folder ??= open()!;

    internal IReadOnlyDictionary<string, string> Options => options;

    internal Checkpoint? From => from;

    internal SweepSaver<TRun, TCurve> Saver<TRun, TCurve>(Surroundings here, IEnumerable<(string Name, string Text)> identity)
        where TRun : ISweepRun
        where TCurve : ISweepCurve<TRun> => new(here, work, Folder, new WorkIdentity(identity));
}

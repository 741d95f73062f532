using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Studies.Entries;

/// <summary>An experiment, said once: what it is called, what can be asked of it, how it is computed and shown. The command, its help, its
/// files and its report come from this.</summary>
/// <param name="Name">Of the command's verb, and in its files: lower case and hyphens.</param>
/// <param name="About">A sentence or two.</param>
/// <param name="Options">Its own options, in the order of help; <see cref="StudyOptions.Seed"/>, where something is random, and the
/// number of threads come behind them.</param>
/// <param name="Run">Asks for options, computes, and makes the report.</param>
public sealed record Study(string Name, string About, IReadOnlyList<StudyOption> Options, Func<StudyContext, Report> Run)
{
    /// <summary>The command that it is a verb of.</summary>
    public string Parent { get; init; } = StudyCommands.Experiment;

    /// <summary>Whether there are random numbers in it, and so a seed.</summary>
    public bool IsRandom { get; init; } = true;

    /// <summary>Whether it is there for what its runs reach: where all of them diverge it has failed. An experiment about rates has
    /// not.</summary>
    public bool FailsWithItsRuns { get; init; }

    /// <summary>Its options, with the seed behind them where it has one.</summary>
    public IEnumerable<StudyOption> AllOptions => IsRandom ? [.. Options, StudyOptions.Seed] : Options;

    /// <summary>What is worth knowing beyond the options; lines.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Command lines, each behind the verb: "--out quick".</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>How a study that takes long survives its process; null for one that is begun again.</summary>
    public StudyResuming? Resuming { get; init; }
}

/// <summary>How a study is continued.</summary>
/// <param name="Result">A file that only its finished folder has.</param>
/// <param name="Free">Options that may be said anew, because they change no number or because what they lead to is compared.</param>
public sealed record StudyResuming(string Result, params IReadOnlyList<StudyOption> Free);

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Entries;

/// <summary>What a study may ask of whoever runs it: options, a sweep's threads and progress, the table of settings, files beside the
/// report.</summary>
public abstract class StudyContext
{
    /// <summary>Of all random numbers.</summary>
    public ulong Seed => (ulong)Get(StudyOptions.Seed);

    /// <summary>Threads over the runs.</summary>
    public abstract int Threads { get; }

    /// <summary>Wall time of what was computed so far.</summary>
    public abstract TimeSpan Taken { get; }

    /// <summary>The value of an option, within its range.</summary>
    public abstract T Get<T>(StudyOption<T> option);

    /// <summary>The value of an option as it was given; null where it was not.</summary>
    public abstract object? Given(StudyOption option);

    /// <summary>Reads files, which may wait for others.</summary>
    public abstract T Read<T>(Func<T> files);

    /// <summary>The refusal of what was asked for, in one line for people.</summary>
    public abstract Exception Refusal(string line);

    /// <summary>The refusal of an option beside another choice.</summary>
    /// <param name="option">Which.</param>
    /// <param name="value">Its value; empty for a switch.</param>
    /// <param name="choice">The other choice.</param>
    /// <param name="where">What it is for.</param>
    public abstract Exception DoesNotApply(StudyOption option, object? value, string choice, string where);

    /// <summary>Refuses rates that are 0 or infinite in the arithmetic asked for.</summary>
    /// <param name="option">The option of the rates.</param>
    /// <param name="rates">The rates.</param>
    /// <param name="precision">double or float.</param>
    public abstract void RequireRates(StudyOption option, IEnumerable<double> rates, string precision);

    /// <summary>Computes, with progress shown.</summary>
    /// <param name="steps">Steps that will be reported.</param>
    /// <param name="compute">The computation.</param>
    public abstract TResult Compute<TResult>(long steps, Func<Sweep, TResult> compute);

    /// <summary>Computes the runs of a sweep that are not finished; each is kept as soon as it is.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="runs">All its runs.</param>
    /// <returns>All curves, and of those the ones that were there already.</returns>
    public abstract (IReadOnlyList<TCurve> Curves, IReadOnlyList<TCurve> Kept) Compute<TRun, TCurve>(
        IResumableSweep<TRun, TCurve> sweep, IReadOnlyList<TRun> runs)
        where TRun : class, ISweepRun
        where TCurve : ISweepCurve<TRun>;

    /// <summary>A line of the summary that is told when all is done, where something is not as it was asked for.</summary>
    public abstract void Remark(string line);

    /// <summary>A further file beside the report's, written together with them.</summary>
    /// <param name="name">Of the file.</param>
    /// <param name="write">Its content.</param>
    public abstract void Keep(string name, Action<TextWriter> write);

    /// <summary>Keeps the weights of a run in weights/NAME beside the report, as fpk eval reads them; from any thread, and before the run
    /// counts as finished, so that one that is not computed again has its weights.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Of the data, as given.</param>
    /// <param name="data">The data.</param>
    /// <param name="isLeak">Whether it learned from test images.</param>
    public abstract void KeepWeights(TrainedRun run, string folder, Split data, bool isLeak);

    /// <summary>Keeps files of a run in weights/NAME beside the report; from any thread, and before the run counts as finished.</summary>
    /// <param name="run">The run.</param>
    /// <param name="write">Writes them into the folder, which is there.</param>
    public abstract void KeepFiles(ISweepRun run, Action<string> write);

    /// <summary>What the report is made again from, as its table; after the computation: the command line, what was asked for, which data,
    /// the time it took, the program and the machine.</summary>
    /// <param name="fingerprint">Of the data: ends with SHA-256 of them.</param>
    /// <param name="settings">Names and values: a text, a whole number, or rates. An option that none is called after (--probe-samples:
    /// probe samples) is added with its value.</param>
    public TablePart Settings(string fingerprint, params (string Name, object Value)[] settings) =>
        Settings([.. settings.Select(one => (one.Name, Text(one.Value))), ("fingerprint of the data", fingerprint)]);

    /// <summary>The same of texts.</summary>
    protected abstract TablePart Settings(IReadOnlyList<(string Name, string Text)> settings);

    /// <summary>A setting as the table writes it; empty for one that there is not.</summary>
    protected static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "yes" : "no",
        IEnumerable<string> words => string.Join(", ", words),
        IEnumerable<double> rates => string.Join(", ", rates.Select(rate => rate.ToString("R", CultureInfo.InvariantCulture))),
        IEnumerable<int> numbers => string.Join(", ", numbers),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

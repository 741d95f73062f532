using System;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>What the files of all kinds of finished runs hold in the same way: which run, how it ended, its time, scores.</summary>
/// <remarks>
/// Texts: "run", "end". Arrays: "elapsed" 1 long (ticks of 100 ns); a score NAME is "NAME" 2 double (loss, accuracy) and "NAME counts" 2
/// long (samples, unsolved).
/// </remarks>
internal static class CurveState
{
    private const string RunName = "run";
    private const string EndName = "end";
    private const string ElapsedName = "elapsed";

    internal static void Add<TRun, TStep>(this Checkpoint into, SweepCurve<TRun, TStep> curve)
        where TRun : ISweepRun
        where TStep : struct
    {
        if (!curve.IsFinished) throw new ArgumentException(
            $"The run {curve.Run.Name} was broken off after {curve.Steps.Count} steps; only finished runs are kept.", nameof(curve));
        into.Add(RunName, curve.Run.Name);
        into.Add(EndName, curve.End.ToString());
        into.AddElapsed(curve.Elapsed);
    }

    /// <summary>Refuses the file of another run.</summary>
    internal static void Require(this Checkpoint from, ISweepRun run)
    {
        string name = from.Text(RunName);
        if (name != run.Name) throw from.Refused(RunName, $"is '{DataFileException.Excerpt(name)}', but '{run.Name}' is needed");
    }

    /// <summary>How the run ended, after so many steps of so many.</summary>
    internal static SolveStatus End(this Checkpoint from, int count, int steps)
    {
        string end = from.Text(EndName);
        if (end == nameof(SolveStatus.StepLimit) && count == steps) return SolveStatus.StepLimit;
        if (end == nameof(SolveStatus.NonFinite) && count > 0 && count <= steps) return SolveStatus.NonFinite;
        throw from.Refused(EndName, $"is '{DataFileException.Excerpt(end)}' after {count} steps of {steps}, which is not how a run ends");
    }

    /// <summary>Keeps the time that a run has taken.</summary>
    internal static void AddElapsed(this Checkpoint into, TimeSpan elapsed) => into.Add<long>(ElapsedName, [elapsed.Ticks], 1);

    internal static TimeSpan Elapsed(this Checkpoint from)
    {
        Span<long> ticks = stackalloc long[1];
        from.Read(ElapsedName, ticks, 1);
        return ticks[0] >= 0 ? new(ticks[0]) : throw from.Refused(ElapsedName, $"is {ticks[0]}, but a time is not negative");
    }

    internal static void Add(this Checkpoint into, string name, Score score)
    {
        into.Add<double>(name, [score.Loss, score.Accuracy], 2);
        into.Add<long>(Counts(name), [score.Samples, score.Unsolved], 2);
    }

    internal static Score Score(this Checkpoint from, string name)
    {
        Span<double> values = stackalloc double[2];
        from.Read(name, values, 2);
        int[] counts = from.Counts(Counts(name), 2);
        return new(counts[0], values[0], values[1], counts[1]);
    }

    /// <summary>Numbers of samples or steps, kept as long.</summary>
    internal static int[] Counts(this Checkpoint from, string name, params ReadOnlySpan<int> shape)
    {
        long[] values = new long[TensorPrimitives.Product(shape)];
        from.Read<long>(name, values, shape);
        return Array.ConvertAll(values, value => value is >= 0 and <= int.MaxValue
            ? (int)value : throw from.Refused(name, $"holds {value}, which is no number of samples"));
    }

    private static string Counts(string name) => $"{name} counts";
}

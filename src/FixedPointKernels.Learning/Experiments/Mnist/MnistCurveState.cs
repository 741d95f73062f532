using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Experiments.Mnist;

/// <summary>A finished run of the sweep as a checkpoint, so that a sweep that was broken off need not compute it again.</summary>
/// <remarks>
/// Bit for bit: every column of every step, the eigenvalues, the final score, the end and the time. With n steps and N neurons: "steps" n×5 double (losses, accuracies,
/// milliseconds), "failures" n×2 long (unsolved, skipped), "final" 2 double (loss, accuracy), "final counts" 2 long (samples, unsolved), "eigenvalues" N×2 double
/// (0×2 where W left the finite numbers), "elapsed" 1 long (ticks of 100 ns). Texts: "run", "end".
/// </remarks>
public static class MnistCurveState
{
    private const int Columns = 5;

    /// <summary>Keeps a run that has ended.</summary>
    /// <param name="curve">The run.</param>
    /// <param name="into">Receives texts and arrays.</param>
    /// <exception cref="ArgumentException">The run was broken off: it is not what another process would go on from.</exception>
    public static void Save(this MnistCurve curve, Checkpoint into)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(into);
        if (!curve.IsFinished) throw new ArgumentException($"The run {curve.Run.Name} was broken off after {curve.Steps.Count} steps; only finished runs are kept.", nameof(curve));
        double[] steps = [.. curve.Steps.SelectMany(step => (double[])[step.TrainLoss, step.TrainAccuracy, step.TestLoss, step.TestAccuracy, step.Milliseconds])];
        long[] failures = [.. curve.Steps.SelectMany(step => (long[])[step.Unsolved, step.Skipped])];
        double[] eigenvalues = [.. curve.Eigenvalues.SelectMany(value => (double[])[value.Real, value.Imaginary])];
        into.Add("run", curve.Run.Name);
        into.Add("end", curve.End.ToString());
        into.Add<double>("steps", steps, curve.Steps.Count, Columns);
        into.Add<long>("failures", failures, curve.Steps.Count, 2);
        into.Add<double>("final", [curve.Final.Loss, curve.Final.Accuracy], 2);
        into.Add<long>("final counts", [curve.Final.Samples, curve.Final.Unsolved], 2);
        into.Add<double>("eigenvalues", eigenvalues, curve.Eigenvalues.Length, 2);
        into.Add<long>("elapsed", [curve.Elapsed.Ticks], 1);
    }

    /// <summary>Takes a finished run up again.</summary>
    /// <param name="from">What <see cref="Save"/> filled.</param>
    /// <param name="run">Which run it must be.</param>
    /// <param name="steps">Steps of a run that was not ended early.</param>
    /// <param name="neurons">N, the number of eigenvalues.</param>
    /// <exception cref="DataFileException">Something is not there, is of another run, or does not go with the rest.</exception>
    public static MnistCurve Load(Checkpoint from, MnistRun run, int steps, int neurons)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(run);
        string name = from.Text("run");
        if (name != run.Name) throw from.Refused("run", $"is '{DataFileException.Excerpt(name)}', but '{run.Name}' is needed");
        double[] rows = from.Rows("steps", Columns);
        int count = rows.Length / Columns;
        long[] failures = new long[2 * count];
        from.Read<long>("failures", failures, count, 2);
        MnistCurve curve = new(run) { End = End(from, count, steps) };
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<double> row = rows.AsSpan(Columns * k, Columns);
            curve.Add(new(row[0], row[1], row[2], row[3], Count(from, "failures", failures[2 * k]), Count(from, "failures", failures[(2 * k) + 1]), row[4]));
        }

        Span<double> final = stackalloc double[2];
        Span<long> counts = stackalloc long[2];
        from.Read("final", final, 2);
        from.Read("final counts", counts, 2);
        curve.Final = new Score(Count(from, "final counts", counts[0]), final[0], final[1], Count(from, "final counts", counts[1]));
        curve.Eigenvalues = Eigenvalues(from, neurons);
        Span<long> ticks = stackalloc long[1];
        from.Read("elapsed", ticks, 1);
        curve.Elapsed = ticks[0] >= 0 ? new(ticks[0]) : throw from.Refused("elapsed", $"is {ticks[0]}, but a time is not negative");
        return curve;
    }

    private static SolveStatus End(Checkpoint from, int count, int steps)
    {
        string end = from.Text("end");
        if (end == nameof(SolveStatus.StepLimit) && count == steps) return SolveStatus.StepLimit;
        if (end == nameof(SolveStatus.NonFinite) && count > 0 && count <= steps) return SolveStatus.NonFinite;
        throw from.Refused("end", $"is '{DataFileException.Excerpt(end)}' after {count} steps of {steps}, which is not how a run ends");
    }

    private static Complex[] Eigenvalues(Checkpoint from, int neurons)
    {
        double[] parts = from.Rows("eigenvalues", 2);
        if (parts.Length != 0 && parts.Length != 2 * neurons) throw from.Refused("eigenvalues", $"has {parts.Length / 2} values, but W has {neurons}");
        Complex[] values = new Complex[parts.Length / 2];
        for (int k = 0; k < values.Length; k++) values[k] = new(parts[2 * k], parts[(2 * k) + 1]);
        return values;
    }

    private static int Count(Checkpoint from, string name, long value) =>
        value is >= 0 and <= int.MaxValue ? (int)value : throw from.Refused(name, $"holds {value}, which is no number of samples");
}

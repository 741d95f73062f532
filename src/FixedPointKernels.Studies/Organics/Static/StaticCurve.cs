using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>What one run measured, epoch by epoch, and at its end.</summary>
/// <remarks>As a checkpoint, beside what <see cref="CurveState"/> has: "epochs" and "failures" (<see cref="StaticEpoch.Columns"/>), the
/// scores "last" and "best", "best epoch" 1 long, "told" one long a test image, "largest" images × layers double.</remarks>
internal sealed class StaticCurve(StaticRun run) : SweepCurve<StaticRun, StaticEpoch>(run)
{
    private static readonly KeptRows<StaticEpoch> Rows = new(StaticEpoch.Columns, "epochs", "failures");

    /// <summary>The test part after the last epoch.</summary>
    internal Score Last { get; set; } = new(0, double.NaN, double.NaN, 0);

    /// <summary>The test part with the weights of the epoch that scored best on the validation part.</summary>
    internal Score Best { get; set; } = new(0, double.NaN, double.NaN, 0);

    /// <summary>That epoch, from 1; 0 for none.</summary>
    internal int BestEpoch { get; set; }

    /// <summary>What the best weights say of every test image; −1 for nothing.</summary>
    internal int[] Told { get; set; } = [];

    /// <summary>For test images looked at, evenly spread, the largest real part of the eigenvalues in each layer, at the best weights; NaN
    /// where there is no fixed point.</summary>
    internal double[] Largest { get; set; } = [];

    /// <summary>The largest of an image over its layers.</summary>
    internal IEnumerable<double> OfImages => Largest.Chunk(Math.Max(1, Run.Units.Count))
        .Select(layers => layers.Any(double.IsNaN) ? double.NaN : layers.Max());

    /// <summary>Images looked at that have no fixed point, or one that is not stable.</summary>
    internal int WithoutStable => OfImages.Count(real => !(real < 0));

    public override void Save(Checkpoint into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Add(this);
        SaveEpochs(into);
        into.Add("last", Last);
        into.Add("best", Best);
        into.Add<long>("best epoch", [BestEpoch], 1);
        into.Add<long>("told", [.. Told.Select(one => (long)one)], Told.Length);
        into.Add<double>("largest", Largest, Largest.Length, 1);
    }

    /// <summary>Keeps the epochs until now.</summary>
    internal void SaveEpochs(Checkpoint into) => Rows.Save(into, Steps);

    /// <summary>Takes them up again.</summary>
    internal void LoadEpochs(Checkpoint from)
    {
        foreach (StaticEpoch epoch in Rows.Load(from)) Add(epoch);
    }

    /// <summary>Takes a finished run up again.</summary>
    internal static StaticCurve Load(Checkpoint from, StaticRun run, int epochs, int images)
    {
        from.Require(run);
        StaticCurve curve = new(run);
        curve.LoadEpochs(from);
        (curve.Last, curve.Best, curve.Elapsed) = (from.Score("last"), from.Score("best"), from.Elapsed());
        curve.End = from.End(curve.Steps.Count, epochs);
        curve.BestEpoch = from.Counts("best epoch", 1)[0];
        long[] told = new long[images];
        from.Read("told", told.AsSpan(), images);
        curve.Told = Array.ConvertAll(told, one => (int)one);
        curve.Largest = from.Rows("largest", 1);
        return curve;
    }
}

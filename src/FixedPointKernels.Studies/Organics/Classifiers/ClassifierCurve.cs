using System;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Classifiers;

/// <summary>What the run of a classifier measured, epoch by epoch, and at its end.</summary>
/// <remarks>As a checkpoint, beside what <see cref="CurveState"/> has: "epochs" and "failures" (<see cref="KeptRows{TRow}"/>), the scores
/// "last" and "best", "best epoch" 1 long, "told" one long a test image.</remarks>
/// <param name="run">Which run.</param>
/// <param name="rows">How its epochs are kept.</param>
internal abstract class ClassifierCurve<TRun, TEpoch>(TRun run, KeptRows<TEpoch> rows) : SweepCurve<TRun, TEpoch>(run)
    where TRun : ISweepRun
    where TEpoch : struct
{
    /// <summary>What the arrays of epochs are called.</summary>
    protected const string Numbers = "epochs", Counts = "failures";

    /// <summary>The test part after the last epoch.</summary>
    internal Score Last { get; set; } = new(0, double.NaN, double.NaN, 0);

    /// <summary>The test part with the weights of the epoch that scored best on the validation part.</summary>
    internal Score Best { get; set; } = new(0, double.NaN, double.NaN, 0);

    /// <summary>That epoch, from 1; 0 for none.</summary>
    internal int BestEpoch { get; set; }

    /// <summary>What the best weights say of every test image; −1 for nothing.</summary>
    internal int[] Told { get; set; } = [];

    /// <inheritdoc/>
    /// <remarks>Also one that was stopped within its first epoch and scored.</remarks>
    public override bool IsBegun => base.IsBegun || Told.Length > 0;

    public override void Save(Checkpoint into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Add(this);
        SaveEpochs(into);
        into.Add("last", Last);
        into.Add("best", Best);
        into.Add<long>("best epoch", [BestEpoch], 1);
        into.Add<long>("told", [.. Array.ConvertAll(Told, one => (long)one)], Told.Length);
    }

    /// <summary>Keeps the epochs until now.</summary>
    internal void SaveEpochs(Checkpoint into) => rows.Save(into, Steps);

    /// <summary>Takes them up again.</summary>
    internal void LoadEpochs(Checkpoint from)
    {
        foreach (TEpoch epoch in rows.Load(from)) Add(epoch);
    }

    /// <summary>Takes what <see cref="Save"/> kept up again.</summary>
    /// <param name="from">The file.</param>
    /// <param name="epochs">Epochs of a whole run.</param>
    /// <param name="images">Test images.</param>
    protected void Load(Checkpoint from, int epochs, int images)
    {
        from.Require(Run);
        LoadEpochs(from);
        (Last, Best, Elapsed) = (from.Score("last"), from.Score("best"), from.Elapsed());
        End = from.End(Steps.Count, epochs);
        BestEpoch = from.Counts("best epoch", 1)[0];
        long[] told = new long[images];
        from.Read("told", told.AsSpan(), images);
        Told = Array.ConvertAll(told, one => (int)one);
    }
}

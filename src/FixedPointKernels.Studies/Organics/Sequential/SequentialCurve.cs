using System;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Studies.Organics.Classifiers;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>What one run measured, epoch by epoch, step by step, and at its end.</summary>
/// <remarks>As a checkpoint, beside what every classifier has: "norms" steps × 1, "rates before" and "rates" 4n × 1 or 0 × 1,
/// "trajectory" steps × <see cref="HiddenStates.Columns"/>, all double.</remarks>
internal sealed class SequentialCurve(SequentialRun run)
    : ClassifierCurve<SequentialRun, SequentialEpoch>(run, new(SequentialEpoch.Columns, Numbers, Counts))
{
    /// <summary>The norm of the gradient of every step; NaN where it is not finite.</summary>
    internal double[] Norms { get; set; } = [];

    /// <summary>k = dt/τ of y, a, b₀ and b, by unit, at the start; empty of a cell without them.</summary>
    internal double[] RatesBefore { get; set; } = [];

    /// <summary>The same with the best weights.</summary>
    internal double[] Rates { get; set; } = [];

    /// <summary>Hidden states with the best weights.</summary>
    internal HiddenStates Hidden { get; set; } = HiddenStates.None;

    /// <summary>Updates made.</summary>
    internal int Updates => Norms.Length;

    /// <summary>The median of the norms; NaN of none.</summary>
    internal double MedianNorm => Median(Norms);

    /// <summary>The largest; NaN where one is not finite.</summary>
    internal double LargestNorm => Largest(Norms);

    public override void Save(Checkpoint into)
    {
        base.Save(into);
        into.Add<double>("norms", Norms, Norms.Length, 1);
        into.Add<double>("rates before", RatesBefore, RatesBefore.Length, 1);
        into.Add<double>("rates", Rates, Rates.Length, 1);
        into.Add<double>("trajectory", Hidden.Values, Hidden.Steps, HiddenStates.Columns);
    }

    /// <summary>Takes a finished run up again.</summary>
    internal static SequentialCurve Load(Checkpoint from, SequentialRun run, int epochs, int images)
    {
        SequentialCurve curve = new(run);
        curve.Load(from, epochs, images);
        curve.Norms = from.Rows("norms", 1);
        curve.RatesBefore = from.Rows("rates before", 1);
        curve.Rates = from.Rows("rates", 1);
        curve.Hidden = new(from.Rows("trajectory", HiddenStates.Columns));
        return curve;
    }

    /// <summary>The median, the lower of two; NaN of none.</summary>
    internal static double Median(double[] values) => values.Length == 0 ? double.NaN : values.Order().ElementAt((values.Length - 1) / 2);

    /// <summary>The largest; NaN where one is, and of none.</summary>
    internal static double Largest(double[] values) =>
        values.Length == 0 || Array.Exists(values, double.IsNaN) ? double.NaN : values.Max();
}

using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Studies.Organics.Classifiers;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>What one run measured, epoch by epoch, and at its end.</summary>
/// <remarks>As a checkpoint, beside what every classifier has, "largest" images × layers double.</remarks>
internal sealed class StaticCurve(StaticRun run)
    : ClassifierCurve<StaticRun, StaticEpoch>(run, new(StaticEpoch.Columns, Numbers, Counts))
{
    /// <summary>For test images looked at, evenly spread, the largest real part of the eigenvalues in each layer, at the best weights; NaN
    /// where there is no fixed point.</summary>
    internal double[] Largest { get; set; } = [];

    /// <summary>The largest of an image over its layers.</summary>
    internal IEnumerable<double> OfImages => Largest.Chunk(System.Math.Max(1, Run.Units.Count))
        .Select(layers => layers.Any(double.IsNaN) ? double.NaN : layers.Max());

    /// <summary>Images looked at that have no fixed point, or one that is not stable.</summary>
    internal int WithoutStable => OfImages.Count(real => !(real < 0));

    public override void Save(Checkpoint into)
    {
        base.Save(into);
        into.Add<double>("largest", Largest, Largest.Length, 1);
    }

    /// <summary>Takes a finished run up again.</summary>
    internal static StaticCurve Load(Checkpoint from, StaticRun run, int epochs, int images)
    {
        StaticCurve curve = new(run);
        curve.Load(from, epochs, images);
        curve.Largest = from.Rows("largest", 1);
        return curve;
    }
}

using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>A test image in one layer.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Image">Which of the images looked at, from 0.</param>
/// <param name="Layer">Which layer, from 1.</param>
/// <param name="Largest">The largest real part; NaN without a fixed point.</param>
internal readonly record struct SpectrumRow(StaticRun Run, int Image, int Layer, double Largest)
{
    internal static IEnumerable<SpectrumRow> Of(StaticCurve curve)
    {
        int layers = curve.Run.Units.Count;
        return curve.Largest.Select((largest, at) => new SpectrumRow(curve.Run, at / layers, (at % layers) + 1, largest));
    }
}

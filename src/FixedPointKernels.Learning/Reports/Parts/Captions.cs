using System.Linq;

namespace FixedPointKernels.Learning.Reports.Parts;

/// <summary>Captions as pages and figures have them: the part's own, and what is to be said of how it is drawn.</summary>
internal static class Captions
{
    internal static string Of(ReportPart part) => part is CurvesPart curves ? part.Caption + Runs(curves) + Cap(curves) : part.Caption;

    private static string Runs(CurvesPart part) => part.Curves.Any(curve => curve.Runs.Count > 1)
        ? " Thin: the single runs; shaded: from the lowest to the highest of them." : "";

    // Where an axis says its own end, that is where it ends.
    private static string Cap(CurvesPart part)
    {
        double end = part.Y.Cap;
        int above = part.Curves.Count(curve => curve.Lines.Any(line => line.Y.Any(value => value > end && double.IsFinite(value))));
        string which = part.Curves.Count == 1 ? "the curve goes" : above == 1 ? "one curve goes"
            : above == part.Curves.Count ? "all curves go" : $"{above} of the curves go";
        return above == 0 ? "" : $" The axis ends at {ReadableNumber.Of(end, "G4")}; {which} on above it.";
    }
}

using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

/// <summary>The loss landscape: what can be asked of it.</summary>
internal static class LandscapeStudy
{
    private static readonly LandscapeSettings Defaults = new();
    private static readonly WholeOption Neurons = new("--neurons", "N", "Neurons", Defaults.Neurons, 20_000);
    private static readonly WholeOption Samples = new("--samples", "M", "Samples", Defaults.Samples, 1_000_000);
    private static readonly WholeOption Points =
        new("--points", "P", "Points along each side of the plane", Defaults.Points, 2000, Least: 2);
    private static readonly WordOption Precision = StudyOptions.Precision("Arithmetic, and the type of what is written", "double");

    internal static Study Entry { get; } = new(
        "landscape", "The loss of a linear network around its minimum, in W-space and in A-space: a plane and five random lines of each.",
        [Neurons, Samples, Points, Precision], Run)
    {
        Notes =
            "The plane has --points points a side, t from -1.01 to 1; each costs an LU and a solve of all samples in W-space.\n"
            + "Losses above 1000 are shown as 1000. The circle is the region of stability by the circular law, |t| = sqrt(1 - 0.5^2)/2.5.",
        Examples = ["--out landscape", "--neurons 60 --samples 30 --points 102 --out quick"],
    };

    private static Report Run(StudyContext context)
    {
        string precision = context.Get(Precision)!;
        LandscapeSettings settings =
            new() { Neurons = context.Get(Neurons), Samples = context.Get(Samples), Seed = context.Seed, Points = context.Get(Points) };
        long total = ((long)settings.Points * settings.Points) + ((long)settings.Lines * settings.LinePoints);
        LandscapeMap map = context.Compute(total, sweep => precision == "float"
            ? LossLandscape.Run<float>(settings, sweep) : LossLandscape.Run<double>(settings, sweep));
        return LandscapeReport.Of(
            map,
            context.Settings(
                map.Fingerprint, ("neurons", settings.Neurons), ("samples", settings.Samples), ("points", settings.Points),
                ("seed", settings.Seed), ("precision", precision)));
    }
}

using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>fpk experiment landscape.</summary>
internal static class LandscapeVerb
{
    internal static Verb Create(Surroundings here)
    {
        LandscapeSettings defaults = new();
        Verb verb = new(
            "landscape",
            "The loss of a linear network around its minimum, in W-space and in A-space: a plane and five random lines of each.",
            "The plane has --points points a side, t from -1.01 to 1; each costs an LU and a solve of all samples in W-space.\n"
            + "Losses above 1000 are shown as 1000. The circle is the region of stability by the circular law, |t| = sqrt(1 - 0.5^2)/2.5.",
            "fpk experiment landscape --out landscape",
            "fpk experiment landscape --neurons 60 --samples 30 --points 102 --out quick");
        Option<int?> neurons = CommonOptions.Whole("--neurons", "N", $"Neurons [default: {defaults.Neurons}].");
        Option<int?> samples = CommonOptions.Whole("--samples", "M", $"Samples [default: {defaults.Samples}].");
        Option<int?> points = CommonOptions.Whole("--points", "P", $"Points along each side of the plane [default: {defaults.Points}].");
        Option<string> precision = CommonOptions.Precision();
        ExperimentOptions common = new();
        verb.Add(neurons);
        verb.Add(samples);
        verb.Add(points);
        verb.Add(precision);
        common.AddTo(verb);
        verb.SetAction(parsed =>
        {
            ExperimentOptions.Values options = common.Read(parsed);
            Precision type = CommonOptions.Read(parsed, precision);
            LandscapeSettings settings = new()
            {
                Neurons = Numbers.Positive(parsed, neurons, defaults.Neurons, 20_000),
                Samples = Numbers.Positive(parsed, samples, defaults.Samples, 1_000_000),
                Seed = (ulong)options.Seed,
                Points = Numbers.AtLeast(parsed, points, defaults.Points, 2),
            };
            if (settings.Points > 2000) throw Words.OutOfRange(points.Name, settings.Points, "at most 2000");
            long total = ((long)settings.Points * settings.Points) + ((long)settings.Lines * settings.LinePoints);
            return new ExperimentRun(here, "landscape", options).Carry(
                total,
                sweep => type == Precision.Float ? LossLandscape.Run<float>(settings, sweep) : LossLandscape.Run<double>(settings, sweep),
                LandscapeReport.Of,
                ("neurons", SettingsTable.Whole(settings.Neurons)), ("samples", SettingsTable.Whole(settings.Samples)),
                ("points a side", SettingsTable.Whole(settings.Points)), ("seed", SettingsTable.Whole(options.Seed)), ("precision", type.ToString().ToLowerInvariant()));
        });
        return verb;
    }
}

using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Organics.Circuits;

namespace FixedPointKernels.Studies.Organics.Basin;

/// <summary>Where circuits go from anywhere: what can be asked of it.</summary>
internal static class BasinStudy
{
    private static readonly WordsOption Panels =
        new("--panel", "P,P", "Circuits of one unit, all by default", "a panel", BasinPanel.Names, BasinPanel.Names);

    private static readonly WholeOption Points = new("--points", "P", "Starts along a side of the plane", 41, 1000, Least: 2);
    private static readonly WholeOption Units = new("--units", "N", "Units; more than one: random starts of a random circuit", 1, 500);
    private static readonly WholeOption Starts = new("--starts", "M", "With --units: starts for every size", 30, 100_000);

    internal static Study Entry { get; } = new(
        "basin", "Phase portraits and basins of circuits of one unit (the paper's figures 1 and 3), and how far starts may be with more.",
        [Panels, Points, Units, Starts], Run)
    {
        Parent = StudyCommands.Organics,
        Notes =
            "fig1a: wr = 0.5, b = b0 = 0.5, sigma = 0.1; fig1b: wr = 2; fig1c: wr = 2, b0 = 1, sigma = 1; w = z = 1, tau = 2. That the\n"
            + "other three panels of figure 1 are these, rectified, is our reading. ratio-1, ratio-10, bistable: fig1b at tau_y/tau_a of\n"
            + "1, 10, 20. Starts: y from -2 to 2, a up to 2. With --units N: y of 0.1 to 10 times N(0,1), a uniform in (0, 1], a circuit\n"
            + "as for 'fpk organics iteration'. Each start settled, exploded, or still moves after 300 (400) slowest time constants.",
        Examples = ["--out basin", "--panel bistable,ratio-10 --points 101 --out two", "--units 16 --out starts"],
    };

    private static Report Run(StudyContext context)
    {
        int units = context.Get(Units);
        foreach (StudyOption option in units == 1 ? (StudyOption[])[Starts, StudyOptions.Seed] : [Panels, Points])
        {
            if (context.Given(option) is not { } given) continue;
            string value = given is IEnumerable<string> words ? string.Join(",", words) : $"{given}";
            throw context.DoesNotApply(option, value, $"{Units.Name} {units}", $"{Units.Name} {(units == 1 ? "above" : "of")} 1");
        }

        return units == 1 ? OfOne(context) : OfMany(context, units);
    }

    private static Report OfOne(StudyContext context)
    {
        BasinPanel[] panels = [.. context.Get(Panels).Select(name => BasinPanel.All.Single(panel => panel.Name == name))];
        int side = context.Get(Points);
        IReadOnlyList<BasinMap> maps = context.Compute((long)panels.Length * side, sweep => BasinMap.Run(panels, side, sweep));
        context.Keep("starts.csv", writer => CsvTables.Write(
            BasinReport.Starts, [.. maps.SelectMany(map => map.Followed, (map, start) => (map.Panel, start))], writer));
        string fingerprint = Ensemble.Fingerprint([.. panels.Select(panel => new CircuitDraw(panel.Circuit, [BasinPanel.Drive]))]);
        return BasinReport.Of(maps, context.Settings(fingerprint, ("seed", "none: nothing is random")));
    }

    private static Report OfMany(StudyContext context, int units)
    {
        int count = context.Get(Starts);
        RandomStarts starts = context.Compute(
            (long)count * RandomStarts.Sizes.Length * RandomStarts.Forms.Length,
            sweep => RandomStarts.Run(context.Seed, units, count, sweep));
        context.Keep("starts.csv", writer => CsvTables.Write(RandomStartsReport.Starts, starts.Starts, writer));
        return RandomStartsReport.Of(starts.Rows, context.Settings(Ensemble.Fingerprint([starts.Draw])));
    }
}

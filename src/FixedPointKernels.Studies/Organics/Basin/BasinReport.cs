using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Studies.Organics.Basin;

/// <summary>The report of circuits of one unit: a portrait and a map of each, all roots, all outcomes.</summary>
internal static class BasinReport
{
    private static readonly Axis Y = new("y", From: -PhasePortrait.Width, To: PhasePortrait.Width);
    private static readonly Axis A = new("a", From: 0, To: PhasePortrait.Height);

    private static readonly Column<BasinMap>[] Outcomes =
    [
        Column.Words<BasinMap>("panel", map => map.Panel.Name),
        Column.Numbers<BasinMap>("wr", map => map.Panel.Recurrence),
        Column.Numbers<BasinMap>("b0", map => map.Panel.PoolGain),
        Column.Numbers<BasinMap>("sigma", map => map.Panel.Semisaturation),
        Column.Numbers<BasinMap>("tau_y/tau_a", map => map.Panel.Ratio),
        Column.Counts<BasinMap>("roots", map => map.Roots.Count),
        Column.Counts<BasinMap>("stable", map => map.Roots.Count(root => root.IsStable)),
        Column.Counts<BasinMap>("reached", map => map.Reached.Count),
        Column.Counts<BasinMap>("settled", map => Count(map, TrajectoryOutcome.Settled)),
        Column.Counts<BasinMap>("moving", map => Count(map, TrajectoryOutcome.Moving)),
        Column.Optional<BasinMap>("amplitude", map => map.Followed.Max(start => start.Amplitude), "G4"),
        Column.Counts<BasinMap>("exploded", map => Count(map, TrajectoryOutcome.Exploded)),
        Column.Optional<BasinMap>("earliest", map => Exploded(map).Min(start => (double?)start.Time), "G4"),
    ];

    private static readonly Column<RootRow>[] Roots =
    [
        Column.Words<RootRow>("panel", row => row.Map.Panel.Name),
        Column.Counts<RootRow>("root", row => row.Number),
        Column.Numbers<RootRow>("y", row => row.Root.Y, "G8"),
        Column.Numbers<RootRow>("a", row => row.Root.A, "G8"),
        Column.Numbers<RootRow>("D", row => row.Root.Denominator, "G8"),
        Column.Numbers<RootRow>("re_1", row => row.Root.First.Real, "G8"),
        Column.Numbers<RootRow>("im_1", row => row.Root.First.Imaginary, "G8"),
        Column.Numbers<RootRow>("re_2", row => row.Root.Second.Real, "G8"),
        Column.Numbers<RootRow>("im_2", row => row.Root.Second.Imaginary, "G8"),
        Column.Words<RootRow>("stable", row => row.Root.IsStable ? "yes" : "no"),
        Column.Words<RootRow>("kind", row => $"{row.Root.Kind}".ToLowerInvariant()),
        Column.Counts<RootRow>("starts", row => row.Map.Followed.Count(start => start.Root == row.Number)),
    ];

    /// <summary>Of the file of all starts.</summary>
    internal static IReadOnlyList<Column<(BasinPanel Panel, BasinStart Start)>> Starts { get; } =
    [
        Column.Words<(BasinPanel Panel, BasinStart Start)>("panel", row => row.Panel.Name),
        Column.Numbers<(BasinPanel Panel, BasinStart Start)>("y", row => row.Start.Y),
        Column.Numbers<(BasinPanel Panel, BasinStart Start)>("a", row => row.Start.A),
        Column.Words<(BasinPanel Panel, BasinStart Start)>("outcome", row => $"{row.Start.Outcome}".ToLowerInvariant()),
        Column.Optional<(BasinPanel Panel, BasinStart Start)>("root", row => row.Start.Root),
        Column.Numbers<(BasinPanel Panel, BasinStart Start)>("time", row => row.Start.Time),
        Column.Optional<(BasinPanel Panel, BasinStart Start)>("amplitude", row => row.Start.Amplitude),
    ];

    internal static Report Of(IReadOnlyList<BasinMap> maps, TablePart settings) => new(
        "Basins of circuits of one unit",
        "The circuit's plane, with all its fixed points, and where each start of a grid goes. There is always one point with D > 0, and it "
            + $"is stable. {Several(maps)} {Moving(maps)}",
        [
            ColumnTable.Of(
                "outcomes", "How the starts ended", "reached: roots that some start settled at; amplitude: the largest of those that go on "
                    + "moving, over their last tenth; earliest: when the first explosion was.",
                Outcomes, maps),
            ColumnTable.Of(
                "roots", "All roots", "Numbered by D from the largest, with the Jacobian's eigenvalues; starts: how many settled there.",
                Roots, maps.SelectMany(map => map.Roots.Select((root, k) => new RootRow(map, k, root)))),
            .. maps.SelectMany(Figures),
            settings,
        ]);

    private static ReportPart[] Figures(BasinMap map) =>
    [
        new ScatterPart(
            $"portrait-{map.Panel.Name}", $"Phase portrait: {map.Panel.Name}",
            "Points are where y and a both stand still. Trajectories begin at 15 places and are followed for 60 slowest time constants.",
            Y, A,
            [
                Dots("trajectories", map.Portrait.Trajectories, 5), Dots("dy/dt = 0", map.Portrait.StillY, 0),
                Dots("da/dt = 0", map.Portrait.StillA, 1),
                Dots("stable point", Places(map, true), 2) with { IsLarge = true },
                Dots("unstable point", Places(map, false), 6) with { IsLarge = true },
            ]),
        new HeatMapPart(
            $"basin-{map.Panel.Name}", $"Basins: {map.Panel.Name}",
            "The root that each start settles at, by its number in the table; missing: it exploded or goes on moving.",
            new("y at the start"), new("a at the start"), BasinMap.StartYs(map.Side), BasinMap.StartAs(map.Side),
            [.. map.Starts.Select(start => start?.Root ?? double.NaN)], new("root", From: 0, To: System.Math.Max(1, map.Roots.Count - 1))),
    ];

    private static Points Dots(string name, IReadOnlyList<(double Y, double A)> places, int color) =>
        new(name, [.. places.Select(place => place.Y)], [.. places.Select(place => place.A)], color);

    private static (double Y, double A)[] Places(BasinMap map, bool stable) =>
        [.. map.Roots.Where(root => root.IsStable == stable).Select(root => (root.Y, root.A))];

    private static string Several(IReadOnlyList<BasinMap> maps) => Names(maps.Where(map => map.Reached.Count > 1)) is { Length: > 0 } names
        ? $"More than one point attracts starts in: {names}." : "In no panel more than one point attracts starts.";

    private static string Moving(IReadOnlyList<BasinMap> maps) =>
        Names(maps.Where(map => Count(map, TrajectoryOutcome.Moving) > 0)) is { Length: > 0 } names
            ? $"Some starts still move at the end in: {names}." : "No start still moves at the end.";

    private static string Names(IEnumerable<BasinMap> maps) => string.Join(", ", maps.Select(map => map.Panel.Name));

    private static IEnumerable<BasinStart> Exploded(BasinMap map) =>
        map.Followed.Where(start => start.Outcome == TrajectoryOutcome.Exploded);

    private static int Count(BasinMap map, TrajectoryOutcome outcome) => map.Followed.Count(start => start.Outcome == outcome);

    private sealed record RootRow(BasinMap Map, int Number, PlanarPoint Root);
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Studies.Organics.Basin;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Organics;

/// <summary>Basins of circuits of one unit: which points attract starts, and that it is the stable ones.</summary>
public sealed class BasinTests
{
    private const int Side = 9;
    private static readonly IReadOnlyList<BasinMap> Maps = BasinMap.Run(BasinPanel.All, Side, new() { Threads = 2 });

    [Fact]
    public void Two_points_attract_starts_only_where_y_is_twenty_times_slower_than_a()
    {
        Assert.Equal([0, 1], Map("bistable").Reached);
        Assert.All(Maps.Where(map => map.Panel.Name != "bistable"), map => Assert.Equal([0], map.Reached));
    }

    // At a ratio of 10 the other focus is unstable, by so little that its neighbourhood goes round it for ever.
    [Fact]
    public void Starts_go_on_moving_only_about_the_weak_focus_at_a_ratio_of_ten()
    {
        foreach (BasinMap map in Maps)
        {
            BasinStart[] moving = [.. map.Followed.Where(start => start.Outcome == TrajectoryOutcome.Moving)];
            Assert.Equal(map.Panel.Name == "ratio-10", moving.Length > 0);
            Assert.All(moving, start => Assert.InRange(start.Amplitude!.Value, 0.2, 0.25));
            Assert.DoesNotContain(map.Followed, start => start.Outcome == TrajectoryOutcome.Exploded);
            Assert.Equal(Side * Side, map.Followed.Count());
        }
    }

    [Fact]
    public void Settled_starts_are_at_stable_roots() => Assert.All(Maps, map => Assert.All(
        map.Followed.Where(start => start.Outcome == TrajectoryOutcome.Settled),
        start => Assert.True(map.Roots[start.Root!.Value].IsStable, $"{map.Panel.Name} from {start.Y}, {start.A}")));

    // Roots are good to some roundings each, the golden ones to their residual of at most 6e-17.
    [Theory]
    [InlineData("fig1a", "twod_fig1a")]
    [InlineData("fig1b", "twod_fig1b")]
    [InlineData("fig1c", "twod_fig1c")]
    [InlineData("ratio-1", "twod_fig1b")]
    [InlineData("ratio-10", "twod_fig1b_tauratio10")]
    [InlineData("bistable", "twod_fig1b_tauratio20_bistable")]
    public void Roots_are_the_golden_ones(string panel, string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "organics.json")));
        JsonElement[] points =
        [
            .. golden.RootElement.GetProperty("two_dimensional").EnumerateArray()
                .Single(one => one.GetProperty("name").GetString() == name).GetProperty("fixed_points").EnumerateArray()
                .OrderByDescending(one => one.GetProperty("D").GetDouble()),
        ];
        IReadOnlyList<PlanarPoint> roots = Map(panel).Roots;
        Assert.Equal(points.Length, roots.Count);
        for (int k = 0; k < points.Length; k++)
        {
            Assert.Equal(points[k].GetProperty("y").GetDouble(), roots[k].Y, 1e-13);
            Assert.Equal(points[k].GetProperty("a").GetDouble(), roots[k].A, 1e-13);
            Assert.Equal(points[k].GetProperty("stable").GetBoolean(), roots[k].IsStable);
        }
    }

    // Rectified, z > 0 leaves the point with D > 0.
    [Theory]
    [InlineData("fig1a")]
    [InlineData("fig1b")]
    [InlineData("fig1c")]
    public void Rectified_only_the_first_root_is_left(string panel) =>
        Assert.Equal(Map(panel).Roots[0], Assert.Single(Map($"{panel}-rectified").Roots));

    // The slopes of the two equations, written anew: 0 on their lines to rounding, which the pole of a at y² = 1 magnifies.
    [Fact]
    public void Portraits_draw_where_each_equation_stands_still()
    {
        foreach (BasinMap map in Maps)
        {
            bool rectified = map.Panel.Kind != CircuitKind.Main;
            double wr = map.Panel.Recurrence, floor = Math.Pow(map.Panel.PoolGain * map.Panel.Semisaturation, 2);
            Assert.NotEmpty(map.Portrait.Trajectories);
            Assert.All(map.Portrait.StillY, dot =>
            {
                double y = rectified ? Math.Max(dot.Y, 0) : dot.Y;
                Assert.Equal(0, -dot.Y + 0.5 + ((1 - Math.Sqrt(dot.A)) * wr * y), 1e-13);
            });
            Assert.All(map.Portrait.StillA, dot =>
            {
                double y = rectified ? Math.Max(dot.Y, 0) : dot.Y;
                Assert.Equal(0, -dot.A + floor + (y * y * dot.A), 1e-13);
            });
            Assert.All(map.Roots, root => Assert.True(Nearest(map.Portrait.StillY, root) < 0.02));
            Assert.All(map.Roots, root => Assert.True(Nearest(map.Portrait.StillA, root) < 0.02));
            Assert.All(map.Reached, root => Assert.True(Nearest(map.Portrait.Trajectories, map.Roots[root]) < 0.05));
        }
    }

    [Fact]
    public void Threads_change_nothing()
    {
        BasinPanel[] panels = [Map("bistable").Panel];
        Assert.Equal(BasinMap.Run(panels, 5, new() { Threads = 1 })[0].Starts, BasinMap.Run(panels, 5, new() { Threads = 3 })[0].Starts);
        Assert.Equal(Ends(1), Ends(3));
    }

    private static (string, double, int, TrajectoryOutcome, double, double)[] Ends(int threads) =>
    [
        .. RandomStarts.Run(1, 3, 4, new() { Threads = threads }).Starts
            .Select(start => (start.Form, start.Size, start.Number, start.Outcome, start.Time, start.End[0])),
    ];

    private static BasinMap Map(string name) => Maps.Single(map => map.Panel.Name == name);

    private static double Nearest(IReadOnlyList<(double Y, double A)> dots, PlanarPoint root) =>
        dots.Min(dot => double.Hypot(dot.Y - root.Y, dot.A - root.A));
}

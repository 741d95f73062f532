using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Xunit.Abstractions;

namespace FixedPointKernels.Tests.Solving;

/// <summary>The default solver finds what any of its parts finds alone, and says truly how it failed.</summary>
public sealed class AutoStepsTests(ITestOutputHelper output)
{
    public static TheoryData<string> Systems => [.. EquationSystem.All.Select(system => system.Name)];

    // Auto gave these up, most when its relaxation ran away, where Anderson, Newton, or chord with auto after it found a point. All 4,140,
    // in both types: Sweep --networks 1.
    [Theory]
    [InlineData(511)]
    [InlineData(962)]
    [InlineData(980)]
    [InlineData(1034)]
    [InlineData(1070)]
    [InlineData(1556)]
    [InlineData(1608)]
    [InlineData(1609)]
    [InlineData(1772)]
    [InlineData(1784)]
    [InlineData(1790)]
    [InlineData(2127)]
    [InlineData(2801)]
    [InlineData(3953)]
    public void Networks_that_were_given_up(int index)
    {
        PartsBesideAuto result = new UnboundedNetwork(index).Solve<double>();
        Assert.Equal(SolveStatus.Converged, result.Status);
        Assert.True(result.True);
    }

    [Fact]
    public void Every_31st_unbounded_network()
    {
        int found = 0;
        for (int index = 7; index < UnboundedNetwork.Count; index += 31)
        {
            UnboundedNetwork network = new(index);
            PartsBesideAuto result = index % 2 == 0 ? network.Solve<double>() : network.Solve<float>();
            Assert.False(result.Missed, $"{network}: {result.Status}, but {string.Join(", ", result.Found)}");
            found += result.Found.Count > 0 ? 1 : 0;
        }

        Assert.InRange(found, 80, 130);
    }

    // Starts × 1, 10, 100 of the collection, through a map that no part of the library knows. 10⁻¹⁰ (1 + 10⁻² |s|)
    // is the tolerance, absolute and relative.
    [Theory]
    [MemberData(nameof(Systems))]
    public void Systems_of_equations_from_scaled_starts(string name)
    {
        EquationSystem system = EquationSystem.All.Single(one => one.Name == name);
        foreach (double factor in (double[])[1, 10, 100])
        {
            double[] start = system.Scaled(factor);
            PartsBesideAuto result =
                PartsBesideAuto.Of(new EquationMap(system), [0.0], start, s => system.At(s).Max(Math.Abs) / (1 + (1e-2 * s.Max(Math.Abs))));
            string who = $"{name} × {factor}: auto {result.Status} after {result.Evaluations} evaluations, "
                + $"{result.Factorizations} factorizations; found by {string.Join(", ", result.Found)}";
            output.WriteLine(who);
            Assert.False(result.Missed, who);
            Assert.True(result.True, who);
        }
    }

    // r = [2r + 1]₊ grows from every start; r = [r + 0.1]₊ has the slope 0 in r − F wherever it could be solved for.
    [Theory, Trait("Leg", "Any")]
    [InlineData(2, 1, SolveStatus.Diverged)]
    [InlineData(1, 0.1, SolveStatus.Singular)]
    public void Without_a_fixed_point_the_status_says_why(double weight, double input, SolveStatus expected)
    {
        double[] rates = new double[1];
        SolveSummary<double> solved = new FixedPointSolver<double, Relu>(new([weight], 1)).Solve([input], rates);
        Assert.Equal(expected, solved.Status(0));
        Assert.True(double.IsFinite(rates[0]) && solved.Residual(0) > 0);
    }

    /// <summary>
    /// F(s) = 2s + 1 from 0 on, without a fixed point below 0 either; from 10¹⁵ on s + 0.001, which such a state swallows: as good as one
    /// but for its Jacobian of 0. The relaxation from 0 grows by 1.1 a step and gets there; the point is refused, after a test of its
    /// Jacobian, and the path from 0 is next: Newton is not begun where no stage arrived.
    /// </summary>
    [Fact, Trait("Leg", "Any")]
    public void From_a_point_that_was_refused_no_stage_goes_on()
    {
        List<double> seen = [];
        MapSolver<double, ScalarMap> solver = new(new(
            (s, _) =>
            {
                seen.Add(s);
                return s >= 1e15 ? s + 1e-3 : s >= 0 ? (2 * s) + 1 : s + 1 + (s * s);
            },
            s => s >= 1e15 ? 1 : s >= 0 ? 2 : 1 + (2 * s)));
        Assert.Equal(SolveStatus.Singular, solver.Solve([0], [0.0]).Status(0));
        int refused = seen.FindIndex(s => s >= 1e15);
        output.WriteLine(string.Join(" ", seen.Skip(refused - 3).Take(12)));
        Assert.Equal(seen[refused], seen[refused - 1] + (0.1 * (seen[refused - 1] + 1)), 1);
        Assert.Equal([seen[refused], seen[refused], 0], seen.Skip(refused).Take(3));
    }

    /// <summary>
    /// A stage may end with the evaluation whose point is refused besides, for rounding hides its residual (at step 128, say). The
    /// stage after it still has its turn: after Anderson's 100 steps Newton from the best point, 5, and not the relaxation from the
    /// start, 0.
    /// </summary>
    [Fact, Trait("Leg", "Any")]
    public void A_refusal_where_a_stage_ends_leaves_no_stage_out()
    {
        AutoSteps<double> auto = new(1, 1, new(1, 1, 5, 1e-12, 10, 500), new(1, 1, 100, new FactorStore<double>(1, 1)), null);
        ScalarMap map = ScalarMap.Affine(0.5);
        Slots<double> slots = new(1, 1, 1, 1, setsAside: true);
        slots.Clear();
        int row = slots.Open(0, 1e-10);
        auto.Start(slots, row);
        (slots.State(row)[0], slots.Residual[row], slots.Step[row]) = (5, 1, 128);
        slots.RememberBest(row, withLinearization: true);
        slots.State(row)[0] = 7;
        Assert.Equal(SolveStatus.Unsolved, auto.Judge(map, slots, row));
        Assert.Equal(SolveStatus.Unsolved, auto.Refuse(slots, row, singular: true));
        auto.Advance(map, slots, new SolveReport<double>(1), default);
        Assert.Equal(5, slots.State(row)[0]);
    }

    // Newton and Anderson have their turn exactly as alone, so what is returned of a failure is no worse than theirs.
    [Fact]
    public void A_failure_returns_the_best_point_of_all_stages()
    {
        int failures = 0;
        for (int index = 0; index < UnboundedNetwork.Count; index += 45)
        {
            UnboundedNetwork network = new(index);
            if (index % 3 != 0) continue;
            (double[][] w, double[][] x) = network.Values();
            MapSolver<double, RateMap<double, Dense<double>, Uniform<Relu>>> Make(SolverMethod method) =>
                new(new(new RateNetwork<double, Relu>(Rows.Flat<double>(w), network.N).Recurrent, default), 1, new() { Method = method });
            SolveSummary<double> solved = Make(SolverMethod.Auto).Solve(x[0], new double[network.N]);
            if (solved.AllConverged) continue;
            failures++;
            foreach (SolverMethod method in (SolverMethod[])[SolverMethod.Newton, SolverMethod.Anderson])
                Assert.True(solved.Residual(0) <= Make(method).Solve(x[0], new double[network.N]).Residual(0),
                    $"{network}: {method} alone came nearer");
        }

        Assert.True(failures > 5, $"{failures} failures: too few to test");
    }

    // The point of one stage with the gains of another would be no sample's: what is returned is the map's own linearization at
    // the state that is returned, bit for bit.
    [Fact]
    public void A_failure_returns_the_linearization_of_its_point()
    {
        int failures = 0;
        for (int index = 1; index < UnboundedNetwork.Count; index += 45)
        {
            UnboundedNetwork network = new(index);
            int n = network.N;
            (double[][] w, double[][] x) = network.Values();
            RateMap<double, Dense<double>, Uniform<Softplus>> map = new(
                new RateNetwork<double, Softplus>(Rows.Flat<double>(w), n).Recurrent, default);
            double[] state = new double[n], found = new double[n], image = new double[n], own = new double[n];
            if (new MapSolver<double, RateMap<double, Dense<double>, Uniform<Softplus>>>(map).Solve(x[0], state, found).AllConverged)
                continue;
            failures++;
            map.Evaluate(1, state, x[0], image, own, new double[1], map.Scratch(1).Allocate<double>().Scratch);
            Assert.Equal(own, found);
        }

        Assert.True(failures > 5, $"{failures} failures: too few to test");
    }

    [Fact]
    public void Stages_beyond_the_paths_keep_to_their_own_sample_and_allocate_nothing()
    {
        // Excitation of gain 2.5: strong drives to all neurons have no fixed point, drives that silence them have.
        UnboundedNetwork network = new(1758);
        (double[][] w, double[][] x) = network.Values();
        int n = network.N, batch = 11;
        double[] drive = [.. Enumerable.Range(0, batch).SelectMany(k => x[0].Select(each => each * (k - 4)))],
            states = new double[batch * n], alone = new double[n];
        RateMap<double, Dense<double>, Uniform<Relu>> map = new(new RateNetwork<double, Relu>(Rows.Flat<double>(w), n).Recurrent, default);
        MapSolver<double, RateMap<double, Dense<double>, Uniform<Relu>>> all = new(map, batch, new() { Slots = 4 }), single = new(map);
        void Solve()
        {
            Array.Clear(states);
            all.Solve(drive, states);
        }

        ZeroBytes.Assert("every stage", Solve);
        HashSet<SolveStatus> statuses = [];
        for (int k = 0; k < batch; k++)
        {
            Array.Clear(alone);
            statuses.Add(single.Solve(drive.AsSpan(k * n, n), alone).Status(0));
            Assert.Equal(states[(k * n)..((k + 1) * n)], alone);
        }

        Assert.True(statuses.Count > 1, $"all {statuses.First()}");
    }
}

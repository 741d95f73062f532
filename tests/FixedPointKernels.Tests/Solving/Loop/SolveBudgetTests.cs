using System;
using System.Diagnostics;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Map = FixedPointKernels.Networks.RateMap<
    double, FixedPointKernels.Weights.Dense<double>, FixedPointKernels.Activations.Uniform<FixedPointKernels.Activations.Tanh>>;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Solving;

/// <summary>A call never takes more than its budget, by any method; what is reached by then is returned, with its status.</summary>
public sealed class SolveBudgetTests
{
    private const int N = 14;
    private const int Batch = 7;

    // ρ(W) ≈ 3 and small inputs: every method has a lot to do, auto has to go on to Newton, relaxation and paths.
    private static readonly RandomNet Hard = new(5, N, 3, Batch, 0.3);

    public static TheoryData<SolverMethod, int> Methods
    {
        get
        {
            TheoryData<SolverMethod, int> rows = [];
            foreach (SolverMethod method in (SolverMethod[])[SolverMethod.Auto, SolverMethod.Iterate, SolverMethod.Anderson,
                SolverMethod.Newton, SolverMethod.Chord])
            {
                rows.Add(method, 0);
                rows.Add(method, 3);
            }

            rows.Add(SolverMethod.Euler, 0);
            return rows;
        }
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Methods))]
    public void No_method_takes_more_evaluations_than_its_budget(SolverMethod method, int polish)
    {
        for (int k = 1; k <= 50; k++)
        {
            CountingMap<double, Map>.Counts counts = new();
            MapSolver<double, CountingMap<double, Map>> solver =
                Counted(counts, new() { Method = method, PolishSteps = polish, Slots = 3, Budget = new() { Evaluations = k } });
            double[] states = new double[N * Batch];
            SolveSummary<double> solved = solver.Solve(Rows.Flat<double>(Hard.X), states);
            Assert.InRange(counts.Evaluations, Batch, k * Batch);
            Assert.Equal(counts.Evaluations, solved.Evaluations);
            Assert.All(solved.Steps.ToArray(), steps => Assert.InRange(steps, 1, k));
            AssertHonest(solved, states, method == SolverMethod.Euler);
        }
    }

    // Only from the second call with gains on does chord begin with its shifted start, which measures no residuals: those steps count too.
    [Fact, Trait("Leg", "Any")]
    public void The_shifted_start_of_chord_counts()
    {
        RandomNet net = new(5, N, 0.9, 40);
        double[] drive = Rows.Flat<double>(net.X), rates = new double[drive.Length], gains = new double[drive.Length];
        bool started = false;
        for (int k = 1; k <= 50; k++)
        {
            FixedPointSolver<double, Tanh> solver = new(
                net.Network<double, Tanh>(), 40, new() { Method = SolverMethod.Chord, Budget = new() { Evaluations = k } });
            SolveSummary<double> first = solver.Solve(drive, rates, gains);
            Assert.All(first.Steps.ToArray(), steps => Assert.InRange(steps, 1, k));
            (long before, long factorizations) = (first.Evaluations, first.Factorizations);
            SolveSummary<double> second = solver.Solve(drive, rates, gains);
            Assert.InRange(before, 40, 40 * k);
            Assert.InRange(second.Evaluations, 40, 40 * k);
            Assert.All(second.Steps.ToArray(), steps => Assert.InRange(steps, 1, k));
            Assert.DoesNotContain(second.Residuals.ToArray(), double.IsNaN);
            started |= second.Factorizations > 0 && second.Evaluations < before;
        }

        Assert.True(started, "the shifted start was never taken: this test sees nothing");
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Methods))]
    public void No_method_takes_more_factorizations_than_its_budget(SolverMethod method, int polish)
    {
        for (int k = 0; k <= 20; k++)
        {
            CountingMap<double, Map>.Counts counts = new();
            MapSolver<double, CountingMap<double, Map>> solver =
                Counted(counts, new() { Method = method, PolishSteps = polish, Slots = 3, Budget = new() { Factorizations = k } });
            double[] states = new double[N * Batch];
            SolveSummary<double> solved = solver.Solve(Rows.Flat<double>(Hard.X), states);
            Assert.InRange(counts.Jacobians, 0, k * Batch);
            Assert.Equal(counts.Jacobians, solved.Factorizations);
            AssertHonest(solved, states, method == SolverMethod.Euler);
        }
    }

    // ρ(W) ≈ 30: no dynamics settle, so that auto, which Newton is refused, relaxes for 4,000 steps and comes to its paths.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Paths_keep_to_the_budget_too(int most)
    {
        RandomNet chaotic = new(5, 40, 30, Batch, 0.3);
        CountingMap<double, Map>.Counts counts = new();
        SolveSummary<double> solved = Counted(counts, new() { Budget = new() { Factorizations = most } }, chaotic)
            .Solve(Rows.Flat<double>(chaotic.X), new double[40 * Batch]);
        Assert.InRange(counts.Jacobians, 0, most * Batch);
        Assert.Equal(Batch, solved.Statuses.Count(SolveStatus.StepLimit));
        Assert.InRange(counts.Evaluations, 4000 * Batch, 5000 * Batch);
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Methods))]
    public void One_sample_has_its_budget_alone(SolverMethod method, int polish)
    {
        for (int k = 0; k <= 20; k++)
        {
            CountingMap<double, Map>.Counts counts = new();
            Counted(counts, new() { Method = method, PolishSteps = polish, Budget = new() { Evaluations = 40, Factorizations = k } })
                .Solve(Hard.X[1], new double[N]);
            Assert.InRange(counts.Evaluations, 1, 40);
            Assert.InRange(counts.Jacobians, 0, k);
        }
    }

    // The budget is the sample's own: what it needs without one is enough, and one less is not.
    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Newton)]
    public void What_is_solved_within_its_budget_has_the_same_bits(SolverMethod method)
    {
        RandomNet net = new(8, N, 1.2, 1);
        double[] free = new double[N], bounded = new double[N];
        SolveSummary<double> solved = Counted(new(), new() { Method = method }, net).Solve(net.X[0], free);
        (int evaluations, int factorizations) = ((int)solved.Evaluations, (int)solved.Factorizations);
        Assert.True(solved.AllConverged && evaluations > 2);
        SolveBudget enough = new() { Evaluations = evaluations, Factorizations = factorizations, Time = TimeSpan.FromHours(1) };
        Assert.True(Counted(new(), new() { Method = method, Budget = enough }, net).Solve(net.X[0], bounded).AllConverged);
        Assert.Equal(free, bounded);
        Array.Clear(bounded);
        SolveSummary<double> short_ =
            Counted(new(), new() { Method = method, Budget = enough with { Evaluations = evaluations - 1 } }, net).Solve(net.X[0], bounded);
        Assert.Equal(SolveStatus.StepLimit, short_.Status(0));
        if (factorizations == 0) return;
        Array.Clear(bounded);
        SolveBudget less = new() { Factorizations = factorizations - 1 };
        Assert.Equal(
            SolveStatus.StepLimit, Counted(new(), new() { Method = method, Budget = less }, net).Solve(net.X[0], bounded).Status(0));
    }

    // Without a factorization auto keeps the stages that need none: here the dynamics settle.
    [Fact, Trait("Leg", "Any")]
    public void Auto_without_factorizations_still_iterates()
    {
        RandomNet net = new(8, N, 0.8, Batch);
        SolveSummary<double> solved = new FixedPointSolver<double, Tanh>(
            net.Network<double, Tanh>(), Batch, new() { Budget = new() { Factorizations = 0 } })
            .Solve(Rows.Flat<double>(net.X), new double[N * Batch]);
        Assert.True(solved.AllConverged);
        Assert.Equal(0, solved.Factorizations);
    }

    // The third evaluation waits until the deadline is past: nothing is asked of the map after it, and the best of the three is returned.
    [Fact]
    public void The_deadline_ends_a_call_after_the_evaluation_that_it_falls_into()
    {
        TimeSpan time = TimeSpan.FromMilliseconds(200);
        CountingMap<double, Map>.Counts counts = new();
        MapSolver<double, CountingMap<double, Map>> solver = Counted(counts, new() { Slots = 3, Budget = new() { Time = time } });
        long began = Stopwatch.GetTimestamp();
        int calls = 0;
        counts.OnEvaluate = () =>
        {
            if (++calls < 3) return;
            while (Stopwatch.GetElapsedTime(began) <= 2 * time) Stopwatch.GetTimestamp();
        };
        double[] states = new double[N * Batch];
        SolveSummary<double> solved = solver.Solve(Rows.Flat<double>(Hard.X), states);
        Assert.InRange(calls, 0, 3);
        Assert.Equal(Batch, solved.Statuses.Count(SolveStatus.Cancelled));
        AssertHonest(solved, states, false);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_deadline_that_is_past_at_once_leaves_the_starts()
    {
        double[] states = [.. Enumerable.Repeat(0.25, N * Batch)];
        SolveSummary<double> solved =
            Counted(new(), new() { Budget = new() { Time = TimeSpan.FromTicks(1) } }).Solve(Rows.Flat<double>(Hard.X), states);
        Assert.Equal(Batch, solved.Statuses.Count(SolveStatus.Cancelled));
        if (solved.Evaluations == 0) Assert.All(states, state => Assert.Equal(0.25, state));
    }

    [Fact]
    public void A_bounded_call_allocates_nothing()
    {
        double[] drive = Rows.Flat<double>(Hard.X), rates = new double[drive.Length];
        foreach (SolveBudget budget in (SolveBudget[])[new() { Evaluations = 30 }, new() { Factorizations = 2 },
            new() { Time = TimeSpan.FromTicks(1) }, new() { Time = TimeSpan.FromHours(1) }])
        {
            FixedPointSolver<double, Tanh> solver = new(Hard.Network<double, Tanh>(), Batch, new() { Budget = budget });
            ZeroBytes.Assert($"{budget}", () => solver.Solve(drive, rates));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Budgets_out_of_range_are_refused_by_name()
    {
        void Refused(string name, SolveBudget budget) =>
            Assert.Contains(name, Assert.ThrowsAny<ArgumentException>(() => Counted(new(), new() { Budget = budget })).Message,
                StringComparison.Ordinal);
        Refused("Evaluations", new() { Evaluations = 0 });
        Refused("Factorizations", new() { Factorizations = -1 });
        Refused("Time", new() { Time = TimeSpan.Zero });
    }

    private static MapSolver<double, CountingMap<double, Map>> Counted(
        CountingMap<double, Map>.Counts counts, SolverOptions options, RandomNet? net = null) =>
        new(new(new Map((net ?? Hard).Network<double, Tanh>().Recurrent, default), counts), Batch, options);

    // Every point that is returned has the residual that is told, recomputed by loops: 14 terms below 3·4 and tanh,
    // (14 + 8)·2⁻⁵³·12 < 1e-13; only Converged is within the tolerance.
    private static void AssertHonest(SolveSummary<double> solved, double[] states, bool last)
    {
        for (int k = 0; k < Batch; k++)
        {
            if (solved.Steps[k] == 0) continue;
            double residual = Twin.RateMap.Residual(Hard.W, Hard.X[k], Twin.Activation.Tanh, states[(k * N)..((k + 1) * N)]);
            Assert.InRange(Math.Abs(residual - solved.Residual(k)), 0, 1e-13);
            Assert.Equal(solved.Status(k) == SolveStatus.Converged, solved.Residual(k) <= 1e-10);
            Assert.NotEqual(SolveStatus.Unsolved, solved.Status(k));

            // From 0 the first residual is max|tanh(x)|: nothing worse than the start is returned, but for Euler's last state.
            if (!last) Assert.True(solved.Residual(k) <= Math.Tanh(Hard.X[k].Max(Math.Abs)) + 1e-13);
        }
    }
}

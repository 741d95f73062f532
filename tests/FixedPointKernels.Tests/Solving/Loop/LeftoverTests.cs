using System;
using System.Linq;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>
/// Nothing that a sample, or a call, left behind reaches the next: in a used place, after failures and after cancellation,
/// bits and counts are those of a new solver.
/// </summary>
public sealed class LeftoverTests
{
    // A drive chooses the map. Below 1: tanh, converging at several rates; 2: no fixed point, runs away (max(0, 2s + 1)); 3: no fixed
    // point, a minimum (s + 1 + s²); 4: leaves the finite numbers on one side (s + ln(1 − s)); 5: jumps that make Anderson start anew; 6: a
    // cycle of two; 7: slow, 0.97 a step.
    private static readonly ScalarMap Map = new(Value, Slope);

    private static readonly double[] Drives = [0.3, 2, 0.5, 5, 0.4, 7, 3, 0.2, 4, 7, 6, 0.6, 2, 5, 7, 0.1];

    public static TheoryData<SolverMethod, int> Cases
    {
        get
        {
            TheoryData<SolverMethod, int> rows = [];
            foreach (SolverMethod method in new[] { SolverMethod.Auto, SolverMethod.Euler, SolverMethod.Iterate,
                SolverMethod.Anderson, SolverMethod.Newton })
            {
                rows.Add(method, 1);
                rows.Add(method, 4);
            }

            return rows;
        }
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void A_sample_in_a_used_place_ends_as_in_a_new_solver(SolverMethod method, int slots)
    {
        MapSolver<double, ScalarMap> solver = new(Map, Drives.Length, new() { Method = method, Slots = slots });
        for (int call = 0; call < 2; call++)
        {
            double[] states = new double[Drives.Length];
            SolveSummary<double> solved = solver.Solve(Drives, states);
            for (int k = 0; k < Drives.Length; k++) CompareToNew(method, k, solved, k, states[k]);
        }
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void So_it_does_after_a_call_that_was_cancelled(SolverMethod method, int slots)
    {
        foreach (int evaluations in (int[])[1, 2, 5, 12, 150])
        {
            using Cancelling cancelling = new(evaluations);
            MapSolver<double, WatchedMap<double, ScalarMap>> solver = new(
                new(Map, cancelling.Watch), Drives.Length, new() { Method = method, Slots = slots });
            solver.Solve(Drives, new double[Drives.Length], default, default, cancelling.Token);
            int[] order = [5, 3, 0, 8, 6];
            double[] states = new double[order.Length];
            SolveSummary<double> solved = solver.Solve([.. order.Select(k => Drives[k])], states);
            for (int j = 0; j < order.Length; j++) CompareToNew(method, order[j], solved, j, states[j]);
        }
    }

    // Other samples in the places of those that ran out of factorizations: a failure of its own is told as that, not
    // as the budget of whoever was there before.
    [Fact, Trait("Leg", "Any")]
    public void So_it_does_where_another_ran_out_of_factorizations()
    {
        bool ranOut = false, failed = false;
        for (int most = 0; most <= 12; most++)
        {
            SolverOptions options = new() { Method = SolverMethod.Newton, Budget = new() { Factorizations = most } };
            MapSolver<double, ScalarMap> solver = new(Map, Drives.Length, options);
            for (int turn = 0; turn < 4; turn++)
            {
                double[] drives = [.. Drives[turn..], .. Drives[..turn]], states = new double[drives.Length], alone = [0];
                SolveSummary<double> solved = solver.Solve(drives, states);
                for (int k = 0; k < drives.Length; k++)
                {
                    alone[0] = 0;
                    SolveSummary<double> fresh = new MapSolver<double, ScalarMap>(Map, 1, options).Solve([drives[k]], alone);
                    Assert.Equal((drives[k], fresh.Status(0), alone[0]), (drives[k], solved.Status(k), states[k]));
                    ranOut |= solved.Status(k) == SolveStatus.StepLimit;
                    failed |= solved.Status(k) is SolveStatus.Singular or SolveStatus.Stalled or SolveStatus.Diverged;
                }
            }
        }

        Assert.True(ranOut && failed, "nothing is told apart");
    }

    // Samples that leave the finite numbers between two looks (8) make way for others, which have taken fewer steps than their neighbours
    // from then on: each gets its 150 all the same, and one evaluation for the residual of the last.
    [Fact, Trait("Leg", "Any")]
    public void Euler_steps_are_counted_sample_by_sample()
    {
        double[] drives = [0.3, 8, 8, 0.5, 8, 0.4, 0.2, 8, 0.6, 7, 0.1, 8, 6, 0.3, 5, 0.2];
        SolverOptions options = new() { Method = SolverMethod.Euler, StepLimit = 150, Slots = 3 };
        double[] states = new double[drives.Length];
        SolveSummary<double> solved = new MapSolver<double, ScalarMap>(Map, drives.Length, options).Solve(drives, states);
        for (int k = 0; k < drives.Length; k++)
        {
            double[] alone = [0];
            SolveSummary<double> fresh = new MapSolver<double, ScalarMap>(Map, 1, options).Solve([drives[k]], alone);
            Assert.Equal((drives[k], fresh.Status(0), alone[0]), (drives[k], solved.Status(k), states[k]));
            if (drives[k] != 8) Assert.Equal(151, solved.Steps[k]);
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(AdjointMethod.Direct)]
    [InlineData(AdjointMethod.Neumann)]
    public void So_does_an_adjoint(AdjointMethod method)
    {
        // Good ones, singular ones (slope 1), and one that is not finite.
        double[] gains = [0.5, 1, -3, 0.9, double.NaN, 0.999, 1, 0.25], errors = [1, 1, 2, -1, 1, 3, 0.5, 1];
        ScalarMap map = new((s, _) => s, _ => 0);
        AdjointSolver<double, ScalarMap> solver = new(map, gains.Length, new() { Method = method });
        for (int call = 0; call < 2; call++)
        {
            double[] u = new double[gains.Length];
            SolveSummary<double> solved = solver.Solve(gains, errors, u);
            for (int k = 0; k < gains.Length; k++)
            {
                double[] alone = [0];
                SolveSummary<double> fresh = new AdjointSolver<double, ScalarMap>(map, 1, new() { Method = method })
                    .Solve([gains[k]], [errors[k]], alone);
                Assert.Equal((fresh.Status(0), fresh.Steps[0], fresh.Residual(0), alone[0]),
                    (solved.Status(k), solved.Steps[k], solved.Residual(k), u[k]));
            }
        }
    }

    private static void CompareToNew(SolverMethod method, int sample, SolveSummary<double> solved, int k, double state)
    {
        double[] alone = [0];
        SolveSummary<double> fresh = new MapSolver<double, ScalarMap>(Map, 1, new() { Method = method }).Solve([Drives[sample]], alone);
        Assert.Equal(
            (Drives[sample], fresh.Status(0), fresh.Steps[0], fresh.Residual(0), alone[0]),
            (Drives[sample], solved.Status(k), solved.Steps[k], solved.Residual(k), state));
    }

    private static double Value(double s, double d) => d switch
    {
        2 => Math.Max(0, (2 * s) + 1),
        3 => s + 1 + (s * s),
        4 => s - 9 + Math.Log(10 - s),
        5 => s == 0 ? 1 : s > 0.3 ? s + 100 : (0.5 * s) + 1,
        6 => 1 - s,
        7 => (0.97 * s) + 1,
        8 => 1e200 * ((s * s) + 1),
        _ => Math.Tanh((5 * d * s) + d),
    };

    // The slope does not see the drive: a false one for most, which a solver has to survive.
    private static double Slope(double s) => 0.5 / (1 + (s * s));
}

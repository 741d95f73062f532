using System;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Circuits;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using CircuitKind = FixedPointKernels.Circuits.CircuitKind;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>Fixed points of circuits: published values, what found them, and what becomes of inputs without one.</summary>
public sealed class CircuitSolverTests
{
    public static TheoryData<string> Names => CircuitGolden.Names;

    public static TheoryData<string> Iterations => CircuitGolden.With("iteration");

    // Scaled: relative to the largest entry, as the values of a strong input are 1e5.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Names))]
    public void Points_are_the_published_ones(string name)
    {
        JsonElement golden = CircuitGolden.Case(name);
        (Circuit twin, double[] z) = CircuitGolden.Read(golden);
        double[] expected = [.. CircuitGolden.Numbers(golden, "y"), .. CircuitGolden.Numbers(golden, "a")];
        int n = twin.Units;
        CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin), options: new() { PolishSteps = 2 });
        double[] state = new double[2 * n];
        CircuitSummary<double> summary = solver.Solve(z, state);
        Assert.Equal(SolveStatus.Converged, summary.Statuses[0]);
        AssertClose(expected[..n], state[..n], 1e-12);
        AssertClose(expected[n..], state[n..], 1e-12);
        if (solver.Circuit.Recurrent is null) Assert.Equal(CircuitMethod.ClosedForm, summary.Methods[0]);

        CircuitSolver<float> narrow = new(CoreCircuit.Of<float>(twin));
        float[] single = new float[2 * n];
        Assert.Equal(SolveStatus.Converged, narrow.Solve(CoreCircuit.Convert<float>(z), single).Statuses[0]);

        // A residual ρ is an error of up to ‖(I − DF)⁻¹‖ ρ; that of the parameters' rounding is below ρ.
        double[][] tau = DenseMatrix.Diagonal([.. twin.TauY, .. twin.TauA]);
        double[][] inverse = GaussianElimination.Inverse(DenseMatrix.Multiply(tau, twin.Jacobian(state[..n], state[n..])));
        double reach = inverse.Max(row => row.Sum(Math.Abs)), limit = 2 * reach * 1e-5 * Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < 2 * n; i++) Assert.Equal(expected[i], single[i], limit);
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Names))]
    public void The_dynamics_from_a_small_state_settle_there_too(string name)
    {
        JsonElement golden = CircuitGolden.Case(name);
        (Circuit twin, double[] z) = CircuitGolden.Read(golden);
        double[] expected = [.. CircuitGolden.Numbers(golden, "y"), .. CircuitGolden.Numbers(golden, "a")];
        CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin));
        double[] state = new double[2 * twin.Units];
        CircuitSummary<double> summary = solver.Settle(z, state);
        Assert.Equal((SolveStatus.Converged, CircuitMethod.Integration), (summary.Statuses[0], summary.Methods[0]));
        AssertClose(expected, state, 1e-9);
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Iterations))]
    public void So_many_iterations_are_the_twins_and_never_called_converged(string name)
    {
        (Circuit twin, double[] z) = CircuitGolden.Read(CircuitGolden.Case(name));
        int n = twin.Units;
        (double[] Y, double[] A)[] states = CircuitPoints.Iterate(twin, z, 1, 10);
        foreach (int count in (int[])[0, 1, 10])
        {
            CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin), options: new() { Iterations = count });
            double[] state = new double[2 * n];
            CircuitSummary<double> summary = solver.Solve(z, state);
            Assert.Equal(
                (SolveStatus.StepLimit, CircuitMethod.None, count), (summary.Statuses[0], summary.Methods[0], summary.Iterations[0]));
            AssertClose([.. states[count].Y, .. states[count].A], state, 1e-11);
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(TwinKind.Main, null)]
    [InlineData(TwinKind.Main, 1.0)]
    [InlineData(TwinKind.RectIn, null)]
    [InlineData(TwinKind.RectIn, 1.0)]
    [InlineData(TwinKind.RectOut, 1.0)]
    public void Any_circuit_is_solved_and_a_sample_has_the_bits_of_a_batch_of_one(TwinKind kind, double? recurrence)
    {
        const int batch = 9;
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            int n = random.Next(1, 17);
            (Circuit twin, _) = CoreCircuit.Draw(random, n, kind, recurrence);
            double[][] drives = [.. Enumerable.Range(0, batch).Select(_ => CoreCircuit.Draw(random, n, kind, recurrence).Z)];
            drives[4][0] = double.NaN;
            Circuit<double> circuit = CoreCircuit.Of<double>(twin);
            CircuitSolver<double> solver = new(circuit, batch), one = new(circuit);
            double[] states = new double[2 * n * batch], alone = new double[2 * n];
            CircuitSummary<double> summary = solver.Solve([.. drives.SelectMany(z => z)], states);
            for (int k = 0; k < batch; k++)
            {
                CircuitSummary<double> single = one.Solve(drives[k], alone);
                Assert.True(alone.AsSpan().SequenceEqual(states.AsSpan(2 * n * k, 2 * n)), $"{seed}, {k}");
                Assert.Equal((single.Statuses[0], single.Methods[0]), (summary.Statuses[k], summary.Methods[k]));
                if (k == 4)
                {
                    Assert.Equal(SolveStatus.NonFinite, single.Statuses[0]);
                    Assert.All(alone, value => Assert.True(double.IsNaN(value)));
                    continue;
                }

                Assert.True(single.Statuses[0] == SolveStatus.Converged, $"{seed}, {k}: {single.Statuses[0]} {single.Residuals[0]}");
                (double[] atY, double[] atA) = twin.Residual(alone[..n], alone[n..], drives[k]);
                double scale = Math.Max(1, alone.Max(Math.Abs));
                Assert.True(atY.Concat(atA).Max(Math.Abs) <= 2e-10 * scale, $"{seed}, {k}: {atY.Concat(atA).Max(Math.Abs)}");
            }
        }
    }

    [Theory]
    [InlineData(1e5)]
    [InlineData(1e-30)]
    [InlineData(0)]
    public void Strong_weak_and_no_input_are_solved(double size)
    {
        foreach (double? recurrence in (double?[])[null, 0.5])
        {
            (Circuit twin, double[] z) = CoreCircuit.Draw(new(11), 6, TwinKind.Main, recurrence);
            double[] drive = [.. z.Select(one => one * size)], state = new double[12];
            CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin));
            CircuitSummary<double> summary = solver.Solve(drive, state);
            Assert.True(summary.AllConverged, $"{recurrence}: {summary.Statuses[0]} {summary.Residuals[0]}");
            (double[] atY, double[] atA) = twin.Residual(state[..6], state[6..], drive);
            Assert.True(atY.Concat(atA).Max(Math.Abs) <= 1e-9 * Math.Max(1, state.Max(Math.Abs)));
            if (size == 0) Assert.All(state[..6], value => Assert.Equal(0, value));
        }
    }

    // √a grows with the drive, and Newton's Jacobian with it; the iteration's systems stay regular. y tends to a limit, a to z² times one.
    [Fact, Trait("Leg", "Any")]
    public void Drives_beyond_what_newton_can_judge_are_solved_by_the_iteration()
    {
        (Circuit twin, double[] z) = CoreCircuit.Draw(new(11), 6, TwinKind.Main, 0.5);
        CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin));
        double[] near = new double[12], far = new double[12];
        Assert.True(solver.Solve([.. z.Select(one => one * 1e10)], near).AllConverged);
        foreach (double size in (double[])[1e15, 1e16, 1e40, 1e150])
        {
            CircuitSummary<double> summary = solver.Solve([.. z.Select(one => one * size)], far);
            Assert.Equal((SolveStatus.Converged, CircuitMethod.Iteration), (summary.Statuses[0], summary.Methods[0]));
            for (int i = 0; i < 6; i++)
            {
                // What is left of the limit at 1e10 is some 1e-10; the relative tolerance of the points is 1e-12.
                Assert.Equal(near[i], far[i], 1e-8);
                Assert.Equal(1, far[6 + i] / near[6 + i] / (size / 1e10) / (size / 1e10), 1e-8);
            }
        }
    }

    [Fact]
    public void A_start_is_no_point_however_loose_the_tolerance()
    {
        (Circuit twin, double[] z) = CoreCircuit.Draw(new(11), 6, TwinKind.Main, 0.5);
        CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin), options: new() { Tolerance = 1e6 });
        Assert.Equal(1, solver.Solve(z, new double[12]).Iterations[0]);
    }

    [Fact]
    public void Without_floor_and_pool_there_is_no_point_and_no_success()
    {
        double[] eye = [1, 0, 0, 1], ones = [1, 1], nothing = [0, 0];
        foreach (double[] recurrent in (double[][])[[], [0.5, 0, 0, 0.5]])
        {
            Circuit<double> circuit = new(CircuitKind.Main, eye, recurrent, ones, ones, nothing, ones, ones);
            CircuitSolver<double> solver = new(circuit, 2);
            double[] states = new double[8];
            CircuitSummary<double> summary = solver.Solve([0, 1, 1, 1], states);
            Assert.NotEqual(SolveStatus.Converged, summary.Statuses[0]);
            Assert.Equal(SolveStatus.Converged, summary.Statuses[1]);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Hot_calls_take_no_memory_failures_included()
    {
        const int n = 6, batch = 4;
        foreach (double? recurrence in (double?[])[null, 1, 4])
        {
            (Circuit twin, double[] z) = CoreCircuit.Draw(new(2), n, TwinKind.Main, recurrence);
            double[] drives = [.. z, .. z.Select(one => 50 * one), .. z.Select(_ => double.NaN), .. z], states = new double[2 * n * batch];
            CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin), batch);
            solver.Solve(drives, states);
            solver.Settle(drives, states);
            ZeroBytes.Assert("Solve", () => solver.Solve(drives, states));
            ZeroBytes.Assert("Settle", () => solver.Settle(drives, states));
        }
    }

    [Fact]
    public void A_count_of_iterations_can_be_called_off()
    {
        (Circuit twin, double[] z) = CoreCircuit.Draw(new(4), 3, TwinKind.Main, 0.8);
        CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin), options: new() { Iterations = int.MaxValue });
        using System.Threading.CancellationTokenSource soon = new(System.TimeSpan.FromMilliseconds(50));
        double[] state = new double[6];
        Assert.Equal(SolveStatus.Cancelled, solver.Solve(z, state, soon.Token).Statuses[0]);
        Assert.All(state, one => Assert.True(double.IsNaN(one)));
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void A_start_without_a_positive_a_is_a_status_and_harms_no_other(double a)
    {
        (Circuit twin, double[] z) = CoreCircuit.Draw(new(4), 2, TwinKind.Main, 0.8);
        CircuitSolver<double> solver = new(CoreCircuit.Of<double>(twin), 2);
        double[] good = [0.1, 0.1, 0.5, 0.5], states = [0.1, 0.1, a, 0.5, .. good], alone = [.. good];
        CircuitSummary<double> summary = solver.Settle([.. z, .. z], states, warmStart: true);
        Assert.Equal((SolveStatus.NonFinite, SolveStatus.Converged), (summary.Statuses[0], summary.Statuses[1]));
        solver.Settle(z, alone, warmStart: true);
        Assert.Equal(alone, states[4..]);
    }

    [Fact]
    public void Misuse_is_named()
    {
        double[] one = [1], minus = [-1], two = [1, 1];
        Refuses("gains", () => _ = new Circuit<double>(CircuitKind.Main, one, [], [], one, one, one, one));
        Refuses("gains", () => _ = new Circuit<double>(CircuitKind.Main, one, [], minus, one, one, one, one));
        Refuses("pool", () => _ = new Circuit<double>(CircuitKind.Main, minus, [], one, one, one, one, one));
        Refuses("pool", () => _ = new Circuit<double>(CircuitKind.Main, [double.NaN], [], one, one, one, one, one));
        Refuses("pool", () => _ = new Circuit<double>(CircuitKind.Main, two, [], one, one, one, one, one));
        Refuses("recurrent", () => _ = new Circuit<double>(CircuitKind.Main, one, two, one, one, one, one, one));
        Refuses("recurrent", () => _ = new Circuit<double>(CircuitKind.Main, one, [double.NaN], one, one, one, one, one));
        Refuses("poolGains", () => _ = new Circuit<double>(CircuitKind.Main, one, [], one, [0], one, one, one));
        Refuses("semisaturations", () => _ = new Circuit<double>(CircuitKind.Main, one, [], one, one, minus, one, one));
        Refuses("tauY", () => _ = new Circuit<double>(CircuitKind.Main, one, [], one, one, one, [0], one));
        Refuses("tauA", () => _ = new Circuit<double>(CircuitKind.Main, one, [], one, one, one, one, [double.PositiveInfinity]));
        Circuit<double> circuit = new(CircuitKind.Main, one, [], one, one, one, one, one);
        Refuses("options", () => _ = new CircuitSolver<double>(circuit, 1, new() { Iterations = 10 }));
        CircuitSolver<double> solver = new(circuit);
        Refuses("states", () => solver.Solve(one, new double[3]));
        Refuses("drives", () => solver.Solve(two, new double[4]));
        Assert.True(solver.Solve([], []).AllConverged);
        Assert.False(default(CircuitSummary<double>).AllConverged);

        static void Refuses(string name, Action call) => Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(call).ParamName);
    }

    private static void AssertClose(double[] expected, double[] found, double tolerance)
    {
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], tolerance * largest);
    }
}

using System;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests;

/// <summary>What a tracker does for any map: residuals of its own evaluation, the adjoint of a solver, a bound on every call.</summary>
public sealed class MapTrackerTests
{
    [Fact, Trait("Leg", "Any")]
    public void A_map_without_a_Jacobian_is_followed() => Compare(new SparseMap(60, 5, 0.9), 0.02);

    [Fact, Trait("Leg", "Any")]
    public void A_small_map_without_a_Jacobian_is_followed() => Compare(new SparseMap(7, 3, 0.9), 0.02);

    [Fact]
    public void A_circuit_is_followed()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            (Twin twin, double[] z) = CoreCircuit.Draw(new(seed), 6, TwinKind.Main, 1.0);
            Circuit<double> circuit = CoreCircuit.Of<double>(twin);
            Compare(new CircuitMap<double>(circuit), 0.01, z);
        }
    }

    [Fact]
    public void An_equation_whose_derivatives_are_differences_is_followed() => Compare(new EquationMap<double, Ring>(default), 0.02);

    [Fact]
    public void Float_keeps_its_own_tolerance()
    {
        MapTracker<float, EquationMap<float, SingleRing>> tracker = new(default);
        float[] drive = new float[12], state = new float[12], image = new float[12];
        for (int call = 0; call < 60; call++)
        {
            for (int i = 0; i < 12; i++) drive[i] = MathF.Sin(i + (0.02f * call));
            TrackResult<float> tracked = tracker.Track(drive, state);
            if (call < 5) continue;
            Assert.Equal(SolveStatus.Converged, tracked.Status);
            default(SingleRing).Evaluate(state, drive, image);
            for (int i = 0; i < 12; i++) Assert.InRange(Math.Abs(image[i] - state[i]), 0, 1.1e-5f);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void No_call_spends_more_than_its_budget()
    {
        MapTracker<double, SparseMap> tracker = new(new(40, 5, 2.5));
        double[] drive = new double[40], state = new double[40], gradient = new double[40];
        for (int call = 0; call < 300; call++)
        {
            for (int i = 0; i < 40; i++) drive[i] = Math.Sin(i + (0.05 * call));
            int budget = 8 + (call % 40);
            TrackResult<double> tracked = tracker.Track(drive, state, budget: budget, search: call % 100 > 50);
            Assert.InRange(tracked.Products, 1, budget);
            Assert.InRange(tracker.Adjoint(drive, gradient, budget: budget).Products, 1, budget);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Forgotten_it_gives_the_bits_of_a_new_one()
    {
        SparseMap map = new(30, 4, 0.9);
        MapTracker<double, SparseMap> used = new(map), fresh = new(map);
        double[] drive = new double[30], first = new double[30], second = new double[30];
        for (int call = 0; call < 30; call++)
        {
            drive.AsSpan().Fill(0.01 * call);
            used.Track(drive, first);
        }

        used.Forget();
        Assert.False(used.HasPoint);
        for (int call = 0; call < 30; call++)
        {
            drive[call] += 0.1;
            TrackResult<double> one = used.Track(drive, first), other = fresh.Track(drive, second);
            Assert.Equal(other, one);
            Assert.Equal(second, first);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_drive_that_is_not_finite_leaves_the_point()
    {
        MapTracker<double, SparseMap> tracker = new(new(20, 4, 0.8));
        double[] drive = new double[20], state = new double[20];
        for (int call = 0; call < 30; call++) tracker.Track(drive, state);
        drive[3] = double.NaN;
        TrackResult<double> spoilt = tracker.Track(drive, state);
        Assert.Equal(SolveStatus.NonFinite, spoilt.Status);
        Assert.True(double.IsNaN(spoilt.Residual));
        Assert.All(state, value => Assert.True(double.IsNaN(value)));
        Assert.Throws<InvalidOperationException>(() => tracker.Adjoint(new double[20], new double[20]));
        drive[3] = 0;
        Assert.Equal((SolveStatus.Converged, 1), Told(tracker.Track(drive, state)));

        static (SolveStatus Status, int Products) Told(TrackResult<double> result) => (result.Status, result.Products);
    }

    [Fact]
    public void Misuse_throws()
    {
        MapTracker<double, SparseMap> tracker = new(new(20, 4, 0.8));
        double[] twenty = new double[20], other = new double[20];
        Assert.Throws<ArgumentOutOfRangeException>(() => new MapTracker<double, SparseMap>(new(20, 4, 0.8), 0));
        Assert.Throws<ArgumentException>(() => tracker.Track(new double[19], other));
        Assert.Throws<ArgumentException>(() => tracker.Track(twenty, new double[21]));
        Assert.Throws<ArgumentException>(() => tracker.Track(twenty, twenty));
        Assert.Throws<ArgumentException>(() => tracker.Track(twenty, other, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker.Track(twenty, other, budget: 7));
        Assert.Throws<InvalidOperationException>(() => tracker.Adjoint(twenty, other));
        Assert.Throws<ArgumentException>(() => tracker.Begin([.. twenty[..19], double.NaN]));
    }

    [Fact]
    public void Calls_allocate_nothing()
    {
        MapTracker<double, SparseMap> tracker = new(new(40, 5, 1.5));
        double[] drive = new double[40], state = new double[40], gradient = new double[40];
        int at = 0;
        ZeroBytes.Assert("MapTracker", () =>
        {
            for (int call = 0; call < 30; call++)
            {
                drive[at++ % 40] += at % 11 == 0 ? double.NaN : 0.1;
                tracker.Track(drive, state, search: true);
                if (tracker.HasPoint) tracker.Adjoint(state, gradient);
                if (at % 11 == 0) drive.AsSpan().Clear();
            }
        });
    }

    // The state against a solver's from there, ∂L/∂d and u against an adjoint solver's at the same point; all but the first calls converge.
    private static void Compare<TMap>(TMap map, double step, double[]? around = null)
        where TMap : struct, IFixedPointMap<TMap, double>
    {
        int n = map.Size, m = map.DriveSize;
        MapTracker<double, TMap> tracker = new(map);
        MapSolver<double, TMap> solver = new(map, 1, new() { Tolerance = 1e-12 });
        AdjointSolver<double, TMap> adjoints = new(map);
        double[] drive = new double[m], state = new double[n], kept = new double[map.LinearizationSize], solved = new double[n];
        double[] error = [.. Enumerable.Range(0, n).Select(i => Math.Cos(i))];
        double[] gradient = new double[m], adjoint = new double[n], expectedGradient = new double[m], expected = new double[n];
        int converged = 0;
        for (int call = 0; call < 100; call++)
        {
            for (int i = 0; i < m; i++) drive[i] = (around is null ? Math.Sin(i) : around[i]) + (step * Math.Sin(i + (0.1 * call)));
            TrackResult<double> tracked = tracker.Track(drive, state, kept);
            TrackResult<double> differentiated = tracker.Adjoint(error, gradient, adjoint);
            Assert.InRange(tracked.Products, 1, MapTracker<double, TMap>.DefaultBudget);
            if (tracked.Status != SolveStatus.Converged || differentiated.Status != SolveStatus.Converged) continue;
            converged++;
            if (call % 10 != 0) continue;
            Array.Copy(state, solved, n);
            Assert.True(solver.Solve(drive, solved).AllConverged);
            Rows.AssertClose(solved, state, 1e-8, $"call {call}");
            Assert.True(adjoints.Solve(kept, error, expected, expectedGradient).AllConverged);
            Rows.AssertClose(expected, adjoint, 1e-7, $"u of call {call}");
            Rows.AssertClose(expectedGradient, gradient, 1e-7, $"∂L/∂d of call {call}");
        }

        Assert.InRange(converged, 90, 100);
    }

    private readonly struct Ring : IEquation<Ring, double>
    {
        public int Size => 12;

        public int DriveSize => 12;

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image)
        {
            for (int i = 0; i < 12; i++)
                image[i] = Math.Tanh((0.9 * state[(i + 1) % 12]) - (0.8 * state[(i + 11) % 12]) + drive[i]);
        }
    }

    private readonly struct SingleRing : IEquation<SingleRing, float>
    {
        public int Size => 12;

        public int DriveSize => 12;

        public void Evaluate(ReadOnlySpan<float> state, ReadOnlySpan<float> drive, Span<float> image)
        {
            for (int i = 0; i < 12; i++)
                image[i] = MathF.Tanh((0.9f * state[(i + 1) % 12]) - (0.8f * state[(i + 11) % 12]) + drive[i]);
        }
    }
}

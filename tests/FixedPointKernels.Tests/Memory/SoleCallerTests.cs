using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Memory;

/// <summary>An object that owns working memory serves one call at a time: a second one is refused and told
/// what to do, and spoils nothing.</summary>
public sealed class SoleCallerTests
{
    private const int N = 9;

    private static readonly RandomNet Net = new(71, N, 0.8, 2);

    [Fact, Trait("Leg", "Any")]
    public void A_second_thread_in_a_solver_is_refused_in_every_call()
    {
        FixedPointSolver<double, Interrupting.Activation> solver = new(Net.Network<double, Interrupting.Activation>(), 2);
        double[] x = Rows.Flat<double>(Net.X), e = Rows.Flat<double>(Net.E);
        double[] rates = new double[2 * N], expected = new double[2 * N], gains = new double[2 * N], delta = new double[N * N],
            other = new double[2 * N];
        Action[] calls =
        [
            () => solver.Solve(x, other), () => solver.Solve(x, other, new double[2 * N]), () => solver.SolvePotential(x, other),
            () => solver.Adjoint(e, e, other), () => solver.Accumulate(new Euclidean(), 0.1, x, x, e, delta), solver.Forget,
        ];
        solver.Solve(x, expected, gains);
        foreach (Action second in calls)
        {
            AssertRefused("solver", () => solver.Solve(x, rates), second);
            Assert.Equal(expected, rates);
            AssertRefused("solver", () => solver.SolvePotential(x, rates), second);
            AssertRefused("solver", () => solver.Accumulate(default(Interrupting.LearningRule), 0.1, x, x, e, delta), second);
            Assert.Null(Interrupting.OfAnotherThread(second));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void So_it_is_in_a_tracker_and_in_a_trajectory()
    {
        RateNetwork<double, Interrupting.Activation> network = Net.Network<double, Interrupting.Activation>();
        FixedPointTracker<double, Interrupting.Activation> tracker = new(network);
        ThroughTime<double, Interrupting.Activation> trajectory = new(network.Recurrent, network.Activation, 2, 0.1, 5);
        double[] x = Rows.Flat<double>(Net.X), rates = new double[2 * N], other = new double[2 * N], delta = new double[N * N];
        AssertRefused(
            "tracker", () => tracker.Track(x.AsSpan(0, N), rates.AsSpan(0, N)), () => tracker.Track(x.AsSpan(0, N), other.AsSpan(0, N)));
        Action[] calls =
            [() => trajectory.Forward(x, other), () => trajectory.Look(x, other), () => trajectory.Backward(x, 1, 1, delta, default)];
        foreach (Action second in calls)
        {
            AssertRefused("trajectory", () => trajectory.Forward(x, rates), second);
            AssertRefused("trajectory", () => trajectory.Look(x, rates), second);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void So_it_is_in_the_solvers_of_any_map()
    {
        Interrupting.Map map = new(new(Net.Network<double, Tanh>().Recurrent, default));
        MapSolver<double, Interrupting.Map> solver = new(map, 2);
        double[] x = Rows.Flat<double>(Net.X), rates = new double[2 * N], other = new double[2 * N], adjoint = new double[2 * N];
        AssertRefused("solver", () => solver.Solve(x, rates), () => solver.Solve(x, other));
        AssertRefused("solver", () => solver.Solve(x, rates), solver.Forget);
        foreach (AdjointMethod method in Enum.GetValues<AdjointMethod>())
        {
            AdjointSolver<double, Interrupting.Map> adjoints = new(map, 2, new() { Method = method });
            AssertRefused("adjoint solver", () => adjoints.Solve(rates, x, adjoint), () => adjoints.Solve(rates, x, other));
            AssertRefused("adjoint solver", () => adjoints.Solve(rates, x, adjoint), adjoints.Forget);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_call_that_throws_leaves_and_one_within_itself_is_refused()
    {
        FixedPointSolver<double, Interrupting.Activation> solver = new(Net.Network<double, Interrupting.Activation>(), 2);
        double[] x = Rows.Flat<double>(Net.X), rates = new double[2 * N];
        Assert.Throws<TimeoutException>(() => Interrupting.Run(() => solver.Solve(x, rates), () => throw new TimeoutException()));
        Assert.Throws<ArgumentException>(() => solver.Solve(x, new double[1]));
        Assert.Throws<ArgumentException>(() => solver.SolvePotential(x, new double[1]));
        Assert.Throws<ArgumentException>(() => solver.Adjoint(x, x, new double[1]));
        Assert.Throws<ArgumentException>(() => solver.Accumulate(new Euclidean(), 0.1, x, x, x, new double[1]));
        Assert.Throws<InvalidOperationException>(() => Interrupting.Run(() => solver.Solve(x, rates), () => solver.Solve(x, rates)));
        Assert.True(solver.Solve(x, rates).AllConverged);
    }

    // Without the flag answers of another thread come back after some hundred calls: seen on two busy cores.
    [Fact]
    public void Two_threads_in_one_solver_get_no_wrong_answer()
    {
        const int calls = 3000;
        RateNetwork<double, Tanh> network = Net.Network<double, Tanh>();
        FixedPointSolver<double, Tanh> shared = new(network);
        double[] drives = Rows.Flat<double>(Net.X);
        List<string> wrong = [];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(k => new Thread(() => Work(k)))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Empty(wrong);

        void Work(int k)
        {
            ReadOnlySpan<double> x = drives.AsSpan(k * N, N), e = Net.E[k];
            double[] right = new double[N], rightGains = new double[N], rightLambda = new double[N],
                rates = new double[N], found = new double[N];
            FixedPointSolver<double, Tanh> own = new(network);
            own.Solve(x, right, rightGains);
            own.Adjoint(rightGains, e, rightLambda);
            for (int call = 0; call < calls; call++)
            {
                try
                {
                    shared.Solve(x, rates);
                    if (!rates.AsSpan().SequenceEqual(right)) Note($"solve {call} of thread {k}");
                    shared.Adjoint(rightGains, e, found);
                    if (!found.AsSpan().SequenceEqual(rightLambda)) Note($"adjoint {call} of thread {k}");
                }
                catch (InvalidOperationException)
                {
                    Thread.Yield();
                }
                catch (Exception e2) when (e2 is IndexOutOfRangeException or ArgumentException)
                {
                    Note(e2.Message);
                }
            }
        }

        void Note(string what)
        {
            lock (wrong) wrong.Add(what);
        }
    }

    private static void AssertRefused(string what, Action first, Action second)
    {
        Exception? refusal = null;
        Assert.True(
            Interrupting.Run(first, () => refusal = Interrupting.OfAnotherThread(second)), "the first call ran nothing of the user's");
        string message = Assert.IsType<InvalidOperationException>(refusal).Message;
        Assert.Contains($"one {what} per thread", message, StringComparison.Ordinal);
    }
}

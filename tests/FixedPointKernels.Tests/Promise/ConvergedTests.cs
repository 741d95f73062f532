using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Promise;

/// <summary>
/// Converged means that the exact residual is within the tolerance, judged without any rounding on systems that are singular or nearly so;
/// and a system that exactly has no solution is never solved but by a point whose residual is within the absolute tolerance.
/// </summary>
/// <remarks>FPK_HARD_SYSTEMS=20000 judges as many in place of the 150 that every run does.</remarks>
public sealed class ConvergedTests
{
    private static readonly int Systems =
        int.TryParse(Environment.GetEnvironmentVariable("FPK_HARD_SYSTEMS"), out int systems) ? systems : 150;

    private static readonly SolverMethod[] Methods =
        [SolverMethod.Auto, SolverMethod.Newton, SolverMethod.Anderson, SolverMethod.Chord, SolverMethod.Iterate, SolverMethod.Krylov];

    [Fact]
    public void Forward_in_double() => Forward<double>();

    [Fact]
    public void Forward_in_float() => Forward<float>();

    [Fact]
    public void Adjoint_in_double() => Adjoint<double>();

    [Fact]
    public void Adjoint_in_float() => Adjoint<float>();

    // The inputs that first showed it: one neuron that integrates, an average of eight, each with a drive outside the range of I − W.
    [Theory]
    [InlineData("diag")]
    [InlineData("average")]
    public void The_first_two_cases(string which)
    {
        HardSystem system = which == "diag"
            ? new("diag(1, ½)", [1, 0, 0, 0.5], [0.1, 1])
            : new("average of 8", [.. Enumerable.Repeat(0.125, 64)], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
        foreach (SolverMethod method in Methods)
        {
            var (status, rates, _) = Solve<double, Linear>(system, method);
            Assert.True(status is SolveStatus.Singular or SolveStatus.Stalled or SolveStatus.Diverged or SolveStatus.StepLimit,
                $"{method}: {status} at {rates[0]}");
        }

        Assert.Equal(SolveStatus.Singular, Solve<double, Linear>(system, SolverMethod.Auto).Status);
        Assert.Equal(SolveStatus.Singular, Solve<float, Linear>(system, SolverMethod.Auto).Status);
    }

    // Found among 20,000: in float rounding had given the tracker an inverse of I − W, and steps with it contracted.
    [Theory]
    [InlineData(4178)]
    [InlineData(8561)]
    [InlineData(13230)]
    [InlineData(13829)]
    [InlineData(16962)]
    [InlineData(17229)]
    public void A_tracker_does_not_take_a_rounded_inverse_for_regular(int seed)
    {
        HardSystem system = HardSystem.Random(seed);
        var (status, rates, _) = Track<float, Linear>(system);
        if (status == SolveStatus.Converged)
            Assert.Null(ExactResidual.Broken(system, rectified: false, rates, 1e-5f, ExactResidual.HasNoSolution(system) ? 0 : 2e-6f));
    }

    // Every neuron the mean of 128: the null vector is spread evenly, the drives' sum is not 0, and an LU does not fit into a call. Judged
    // by residuals of random signs, others at every call, such systems passed sooner or later.
    [Fact]
    public void A_tracker_of_many_neurons_does_not_take_a_singular_average_for_regular()
    {
        const int n = 128;
        for (int seed = 0; seed < 12; seed++)
        {
            Random random = new(seed);
            double[] x = [.. Enumerable.Range(0, n).Select(_ => random.Next(-9, 10) * 1e7)];
            x[0] += x.Sum() == 0 ? 1e7 : 0;
            HardSystem system = new("average", [.. Enumerable.Repeat(1.0 / n, n * n)], x);
            FixedPointTracker<float, Linear> tracker = new(new RateNetwork<float, Linear>(Rows.Flat<float>(system.W), n));
            float[] drive = Rows.Flat<float>(x), rates = new float[n];
            for (int call = 0; call < 40; call++)
            {
                if (tracker.Track(drive, rates, default, call % 2 == 0 ? 40 : 12).Status == SolveStatus.Converged)
                    Assert.Null(ExactResidual.Broken(system, rectified: false, Rows.From<float>(rates), 1e-5f, 0));
            }
        }
    }

    private static void Forward<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<string> broken = [];
        int converged = 0;
        for (int seed = 0; seed < Systems; seed++)
        {
            HardSystem system = HardSystem.Random(seed);
            bool hopeless = ExactResidual.HasNoSolution(system);
            foreach (SolverMethod method in Methods)
            {
                Judge(Solve<T, Linear>(system, method), rectified: false, $"{system.Name} {seed}, linear, {method}");
                Judge(Solve<T, Relu>(system, method), rectified: true, $"{system.Name} {seed}, relu, {method}");
            }

            Judge(Track<T, Linear>(system), rectified: false, $"{system.Name} {seed}, linear, tracker");
            Judge(Track<T, Relu>(system), rectified: true, $"{system.Name} {seed}, relu, tracker");

            void Judge((SolveStatus Status, double[] Rates, double Residual) solved, bool rectified, string what)
            {
                if (solved.Status != SolveStatus.Converged) return;
                converged++;
                double relative = hopeless && !rectified ? 0 : Default<T>(2e-6, 1e-12);
                if (ExactResidual.Broken(system, rectified, solved.Rates, Default<T>(1e-5, 1e-10), relative) is { } why)
                    broken.Add($"{what}: {why}, reported {solved.Residual:E3}");
            }
        }

        Assert.True(broken.Count == 0, $"{broken.Count} of {converged} false: {string.Join("\n", broken.Take(8))}");
        Assert.True(converged > Systems, $"only {converged} converged: nothing was judged");
    }

    private static void Adjoint<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<string> broken = [];
        int converged = 0;
        for (int seed = 0; seed < Systems; seed++)
        {
            HardSystem system = HardSystem.Random(seed);
            double[] gains = new double[system.N];
            Random random = new(seed);
            for (int i = 0; i < system.N; i++) gains[i] = seed % 2 == 0 || random.Next(4) > 0 ? 1 : 0;
            foreach (AdjointMethod method in new[] { AdjointMethod.Direct, AdjointMethod.Shared, AdjointMethod.Gmres })
            {
                PackedWeights<T> weights = new(Rows.Flat<T>(system.W), system.N, system.N);
                AdjointSolver<T, RateMap<T, Dense<T>, Uniform<Relu>>> solver = new(new(weights, default), 1, new() { Method = method });
                T[] u = new T[system.N];
                SolveSummary<T> solved = solver.Solve(Rows.Flat<T>(gains), Rows.Flat<T>(system.X), u);
                if (solved.Status(0) != SolveStatus.Converged) continue;
                converged++;
                double limit = Default<T>(1e-5, 1e-10) * system.X.Max(Math.Abs);
                if (ExactResidual.BrokenAdjoint(system, gains, system.X, Rows.From<T>(u), limit) is { } why)
                    broken.Add($"{system.Name} {seed}, {method}: {why}, reported {solved.Residual(0)}");
            }
        }

        Assert.True(broken.Count == 0, $"{broken.Count} of {converged} false: {string.Join("\n", broken.Take(8))}");
        Assert.True(converged > Systems / 2, $"only {converged} converged: nothing was judged");
    }

    private static double Default<T>(double single, double full)
        where T : unmanaged => typeof(T) == typeof(float) ? (float)single : full;

    private static (SolveStatus Status, double[] Rates, double Residual) Solve<T, TActivation>(HardSystem system, SolverMethod method)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        FixedPointSolver<T, TActivation> solver = new(
            new RateNetwork<T, TActivation>(Rows.Flat<T>(system.W), system.N), 1, new() { Method = method });
        T[] rates = new T[system.N];
        SolveSummary<T> solved = solver.Solve(Rows.Flat<T>(system.X), rates);
        return (solved.Status(0), Rows.From<T>(rates), double.CreateTruncating(solved.Residual(0)));
    }

    private static (SolveStatus Status, double[] Rates, double Residual) Track<T, TActivation>(HardSystem system)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        FixedPointTracker<T, TActivation> tracker = new(new RateNetwork<T, TActivation>(Rows.Flat<T>(system.W), system.N));
        T[] rates = new T[system.N];
        tracker.Track(Rows.Flat<T>(system.X), rates);
        TrackResult<T> result = tracker.Track(Rows.Flat<T>(system.X), rates);
        return (result.Status, Rows.From<T>(rates), double.CreateTruncating(result.Residual));
    }
}

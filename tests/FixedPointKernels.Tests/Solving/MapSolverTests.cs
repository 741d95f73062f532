using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Solving;

/// <summary>What a solve costs, counted exactly, and what is carried from one call to the next.</summary>
public sealed class MapSolverTests
{
    private const int N = 12;
    private const int Batch = 10;

    private static readonly RandomNet Net = new(31, N, 0.8, Batch);

    [Fact, Trait("Leg", "Any")]
    public void Euler_takes_its_steps_and_one_evaluation_more()
    {
        (FixedPointSolver<double, Tanh> solver, double[] drive, double[] rates) =
            Make(new() { Method = SolverMethod.Euler, StepSize = 0.1, StepLimit = 37, Slots = 3 });
        SolveSummary<double> solved = solver.Solve(drive, rates);
        Assert.All(solved.Steps.ToArray(), steps => Assert.Equal(38, steps));
        Assert.Equal(38 * Batch, solved.Evaluations);
        Assert.Equal(0, solved.Factorizations);

        // 37 steps of one fused and two plain operations per entry, each step contracting or mildly expanding (|W| < 3): far below 10⁻¹³.
        for (int k = 0; k < Batch; k++)
        {
            double[] expected = Twin.EulerRelaxation.Rate(Net.W, Net.X[k], Twin.Activation.Tanh, 0.1, 37);
            Rows.AssertClose(expected, rates[(k * N)..((k + 1) * N)], 1e-13, $"sample {k}");
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(1)]
    [InlineData(124)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(263)]
    public void Euler_steps_without_a_residual_leave_the_bits_of_steps_with_one(int count)
    {
        // 23 neurons and 5 rows: ragged at every width. A sample that is refused at the door stands between the others.
        CheckBits<double>(count);
        CheckBits<float>(count);
    }

    private static void CheckBits<T>(int count)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        const int n = 23, batch = 9;
        RandomNet net = new(4, n, 1.3, batch);
        RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
        T[] drive = Rows.Flat<T>(net.X), rates = new T[batch * n], gains = new T[batch * n];
        drive[(3 * n) + 2] = T.NaN;
        new FixedPointSolver<T, Tanh>(network, batch,
            new() { Method = SolverMethod.Euler, StepSize = 0.0625, StepLimit = count, Slots = 5 }).Solve(drive, rates, gains);
        RateMap<T, Dense<T>, Uniform<Tanh>> map = new(network.Recurrent, default);
        T[] states = new T[batch * n], images = new T[batch * n], slopes = new T[batch * n];
        for (int step = 0; step <= count; step++)
        {
            map.Evaluate(batch, states, drive, images, slopes, new T[batch], default);
            if (step < count) StateUpdates.Relax(T.CreateTruncating(0.0625), images, states);
        }

        for (int i = 0; i < rates.Length; i++)
        {
            bool refused = i / n == 3;
            Assert.Equal(refused ? T.NaN : states[i], rates[i]);
            Assert.Equal(refused ? T.NaN : slopes[i], gains[i]);
        }
    }

    // A panel holds 64 floats or 32 doubles at 512 bits and 16 or 8 below: 150 and 70 rows are whole panels and a rest at every width, 4
    // none, 64 and 128 no rest. Sums of more than 512 terms are of several blocks, and their rows go without panels.
    [Theory, Trait("Leg", "Any")]
    [InlineData("rate", 19, 4, 1)]
    [InlineData("rate", 19, 150, 3)]
    [InlineData("rate", 1, 70, 2)]
    [InlineData("rate", 6, 64, 2)]
    [InlineData("rate", 47, 128, 2)]
    [InlineData("rate", 513, 70, 1)]
    [InlineData("rate", 19, 150, 0)]
    [InlineData("potential", 19, 4, 3)]
    [InlineData("adjoint", 19, 4, 3)]
    public void Every_map_relaxes_with_the_bits_of_evaluations_and_steps(string kind, int n, int rows, int steps)
    {
        CheckRelaxing<double>(kind, n, rows, steps);
        CheckRelaxing<float>(kind, n, rows, steps);
    }

    private static void CheckRelaxing<T>(string kind, int n, int rows, int steps)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        PackedWeights<T> weights = new RandomNet(6, n, 1.1, 1).Network<T, Tanh>().Recurrent;
        switch (kind)
        {
            case "rate": Compare(new RateMap<T, Dense<T>, Uniform<Tanh>>(weights, default)); break;
            case "potential": Compare(new PotentialMap<T, Dense<T>, Uniform<Tanh>>(weights, default)); break;
            default: Compare(new AdjointMap<T, RateMap<T, Dense<T>, Uniform<Tanh>>>(new(weights, default))); break;
        }

        void Compare<TMap>(TMap map)
            where TMap : struct, IFixedPointMap<TMap, T>
        {
            T[] expected = Rows.Flat<T>(RandomSample.Normal(new Random(1), rows, n)),
                drives = Rows.Flat<T>(RandomSample.Normal(new Random(2), rows, map.DriveSize));
            T[] states = [.. expected], images = new T[rows * n];
            T[] given = TMap.LinearizationIsGiven ? Rows.Flat<T>(RandomSample.Normal(new Random(3), rows, n)) : [];
            T alpha = T.CreateTruncating(0.3);
            AlignedBuffer<T> scratch = map.Scratch(rows).Allocate<T>();
            for (int step = 0; step < steps; step++)
            {
                map.Evaluate(rows, expected, drives, images, given, new T[rows], scratch.Scratch);
                StateUpdates.Relax(alpha, images, expected);
            }

            TMap.RelaxAt(map, rows, steps, alpha, states, drives, given, images, scratch.Scratch);
            Assert.Equal(expected, states);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void The_published_pass_is_500_steps_of_a_hundredth()
    {
        (FixedPointSolver<double, Tanh> solver, double[] drive, double[] rates) = Make(SolverOptions.PublishedEuler);
        Assert.Equal(501 * Batch, solver.Solve(drive, rates).Evaluations);
        double[] expected = Twin.EulerRelaxation.Published(Net.W, Net.X[0], Twin.Activation.Tanh);

        // 500 steps, each adding at most 10 ε to an entry below 1, growing at most e^(5·0.8·…) ≈ 10² where the
        // network expands: 500·10·10²·ε ≈ 10⁻¹⁰ at worst.
        Rows.AssertClose(expected, rates[..N], 1e-11, "r");
    }

    [Fact, Trait("Leg", "Any")]
    public void Newton_on_a_linear_network_is_one_factorization_and_two_evaluations()
    {
        FixedPointSolver<double, Linear> solver = new(Net.Network<double, Linear>(), Batch, new() { Method = SolverMethod.Newton });
        SolveSummary<double> solved = solver.Solve(Rows.Flat<double>(Net.X), new double[N * Batch]);
        Assert.True(solved.AllConverged);
        Assert.Equal(Batch, solved.Factorizations);
        Assert.Equal(2 * Batch, solved.Evaluations);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Anderson)]
    [InlineData(SolverMethod.Newton)]
    [InlineData(SolverMethod.Chord)]
    public void From_the_solution_one_evaluation_is_enough(SolverMethod method)
    {
        (FixedPointSolver<double, Tanh> solver, double[] drive, double[] rates) = Make(new() { Method = method, Slots = 3 });
        Assert.True(solver.Solve(drive, rates).AllConverged);
        double[] first = [.. rates];
        SolveSummary<double> again = solver.Solve(drive, rates, warmStart: true);
        Assert.True(again.AllConverged);
        Assert.Equal(Batch, again.Evaluations);
        Assert.Equal(0, again.Factorizations);
        Assert.All(again.Steps.ToArray(), steps => Assert.Equal(1, steps));
        Assert.Equal(first, rates);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Newton)]
    public void Evaluations_are_the_sum_of_the_steps(SolverMethod method)
    {
        (FixedPointSolver<double, Tanh> solver, double[] drive, double[] rates) = Make(new() { Method = method, Slots = 3 });
        SolveSummary<double> solved = solver.Solve(drive, rates);
        long steps = 0;
        foreach (int each in solved.Steps) steps += each;
        Assert.Equal(steps, solved.Evaluations);
        Assert.True(solved.Evaluations > Batch);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Chord)]
    public void Polishing_goes_down_to_rounding(SolverMethod method)
    {
        SolverOptions options = new() { Method = method, Tolerance = 1e-4 };
        (FixedPointSolver<double, Tanh> rough, double[] drive, double[] rates) = Make(options);
        double[] before = rough.Solve(drive, rates).Residuals.ToArray();
        Assert.Contains(before, residual => residual > 1e-8);
        (FixedPointSolver<double, Tanh> polished, _, _) = Make(options with { PolishSteps = 3 });
        SolveSummary<double> solved = polished.Solve(drive, rates);
        Assert.True(solved.AllConverged);

        // Newton squares 10⁻⁴ twice: below the rounding of 12 terms under 1, (12 + 4) ε ≈ 4·10⁻¹⁵.
        for (int k = 0; k < Batch; k++) Assert.InRange(solved.Residual(k), 0, 4e-15);
    }

    [Fact, Trait("Leg", "Any")]
    public void Kept_factors_serve_the_adjoint_without_another_factorization()
    {
        (FixedPointSolver<double, Tanh> solver, double[] drive, double[] rates) =
            Make(new() { Method = SolverMethod.Newton, KeepFactors = true, Slots = 3 });
        double[] gains = new double[drive.Length], lambda = new double[drive.Length], error = Rows.Flat<double>(Net.E);
        SolveSummary<double> solved = solver.Solve(drive, rates, gains);
        Assert.True(solved.AllConverged && solved.Factorizations >= Batch);
        SolveSummary<double> adjoint = solver.Adjoint(gains, error, lambda);
        Assert.True(adjoint.AllConverged);
        Assert.Equal(0, adjoint.Factorizations);
        AssertAdjoint(gains, error, lambda);

        // Without kept factors every sample is factored once; stale ones, of other gains, are replaced where they do not serve.
        (FixedPointSolver<double, Tanh> plain, _, _) = Make(new() { Method = SolverMethod.Newton });
        plain.Solve(drive, rates, gains);
        Assert.Equal(Batch, plain.Adjoint(gains, error, lambda).Factorizations);
        double[] others = [.. gains.Select((g, i) => i % 3 == 0 ? 0.0 : 2 * g)];
        Assert.True(solver.Adjoint(others, error, lambda).AllConverged);
        AssertAdjoint(others, error, lambda);
    }

    [Fact, Trait("Leg", "Any")]
    public void Chord_factors_once_and_keeps_it_across_calls()
    {
        FixedPointSolver<double, Linear> linear = new(
            Net.Network<double, Linear>(), Batch, new() { Method = SolverMethod.Chord, Slots = 3 });
        double[] drive = Rows.Flat<double>(Net.X), rates = new double[drive.Length];
        SolveSummary<double> first = linear.Solve(drive, rates);
        Assert.True(first.AllConverged);
        Assert.Equal(1, first.Factorizations);
        Assert.Equal(2 * Batch, first.Evaluations);
        SolveSummary<double> second = linear.Solve(drive, rates);
        Assert.True(second.AllConverged);
        Assert.Equal(0, second.Factorizations);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(AdjointMethod.Shared)]
    [InlineData(AdjointMethod.Gmres)]
    public void A_shared_adjoint_factors_once_where_the_gains_are_alike(AdjointMethod method)
    {
        FixedPointSolver<double, Linear> solver = new(Net.Network<double, Linear>(), Batch, null, new() { Method = method });
        double[] ones = [.. Enumerable.Repeat(1.0, N * Batch)], error = Rows.Flat<double>(Net.E), lambda = new double[N * Batch];
        SolveSummary<double> adjoint = solver.Adjoint(ones, error, lambda);
        Assert.True(adjoint.AllConverged);
        Assert.Equal(1, adjoint.Factorizations);
        AssertAdjoint(ones, error, lambda);
    }

    [Fact, Trait("Leg", "Any")]
    public void The_one_step_gradient_is_one_evaluation_and_no_more()
    {
        FixedPointSolver<double, Linear> solver = new(Net.Network<double, Linear>(), Batch, null, AdjointOptions.OneStep);
        double[] halves = [.. Enumerable.Repeat(0.5, N * Batch)], error = Rows.Flat<double>(Net.E), lambda = new double[N * Batch];
        SolveSummary<double> adjoint = solver.Adjoint(halves, error, lambda);
        Assert.Equal(Batch, adjoint.Evaluations);
        Assert.Equal(Batch, adjoint.Statuses.Count(SolveStatus.StepLimit));
        Assert.Equal(error.Select(e => 0.5 * e), lambda);
    }

    // The residual is at most 10⁻¹⁰ max|e|; λ is that times ‖G‖‖(I − Wᵀ G)⁻¹‖ away, both of order 10 here.
    private static void AssertAdjoint(double[] gains, double[] error, double[] lambda)
    {
        double[][] g = Rows.From<double>(gains, Batch, N), e = Rows.From<double>(error, Batch, N);
        for (int k = 0; k < Batch; k++)
            Rows.AssertClose(Twin.Adjoint.Solve(Net.W, g[k], e[k]), lambda[(k * N)..((k + 1) * N)], 1e-8, $"λ {k}");
    }

    private static (FixedPointSolver<double, Tanh> Solver, double[] Drive, double[] Rates) Make(SolverOptions options) =>
        (new(Net.Network<double, Tanh>(), Batch, options), Rows.Flat<double>(Net.X), new double[N * Batch]);
}

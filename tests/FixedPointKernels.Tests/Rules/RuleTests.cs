using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Rules;

/// <summary>Batches of every rule against the twin, and samples that must not contribute.</summary>
public sealed class RuleTests
{
    private const int N = 13;
    private const int Batch = 6;

    public static TheoryData<string, bool> Cases => EveryActivation.InBothTypes;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void Every_rule_against_the_twin(string activation, bool inFloat) => EveryActivation.Run(activation, inFloat, new AgainstTwin());

    [Fact, Trait("Leg", "Any")]
    public void Updates_are_added_to_what_is_there()
    {
        (FixedPointSolver<double, Linear> solver, double[] r, double[] g, double[] e) = Make();
        double[] once = new double[N * N], onTop = new double[N * N];
        Array.Fill(onTop, 4);
        solver.Accumulate(new GainVariant(), 0.1, r, g, e, once);
        solver.Accumulate(new GainVariant(), 0.1, r, g, e, onTop);

        // One rounding of a sum near 4.
        for (int i = 0; i < once.Length; i++) Assert.Equal(4 + once[i], onTop[i], 4e-15 * (1 + Math.Abs(once[i])));
    }

    [Fact, Trait("Leg", "Any")]
    public void Samples_without_a_fixed_point_contribute_nothing_and_still_count()
    {
        Check(new Euclidean());
        Check(new LinearizedReparameterized());
        Check(new GainVariant());
        Check(new FiniteStep());
        Check(new FiniteStep { Damped = true });
    }

    [Fact, Trait("Leg", "Any")]
    public void A_finite_step_through_the_singularity_is_guarded()
    {
        // One neuron, W = 0, g = 1: a = e, b = r, 1 + s = 1 − η e r. η = 1, r = 1: e = 1 is the singularity
        // itself, e = 2 beyond it, e = 0.5 halves it.
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>([0], 1), 4);
        double[] delta = new double[1];
        SolveStatus[] statuses = solver.Accumulate(new FiniteStep(), 1, [1, 1, 1, 1], [1, 1, 1, 1], [1, 2, 0.5, 1 - 5e-7], delta).ToArray();
        Assert.Equal([SolveStatus.Singular, SolveStatus.Singular, SolveStatus.Converged, SolveStatus.Singular], statuses);

        // −½/(1 − ½) over B = 4: the divisor stays B.
        Assert.Equal(-0.25, delta[0]);

        // e = 1 − 2·10⁻⁶ is on this side of the guard: −e/(2·10⁻⁶), where 1 − e has a relative rounding of 10⁻¹⁰.
        delta[0] = 0;
        Assert.Equal(SolveStatus.Converged, solver.Accumulate(new FiniteStep(), 1, [1], [1], [1 - 2e-6], delta)[0]);
        Assert.Equal(-(1 - 2e-6) / 2e-6, delta[0], 1e-9 / 2e-6);

        // Damped: 1 + |s| = 1 + |e r|.
        delta[0] = 0;
        statuses = solver.Accumulate(new FiniteStep { Damped = true }, 1, [1, 1], [1, 1], [1, -3], delta).ToArray();
        Assert.Equal([SolveStatus.Converged, SolveStatus.Converged], statuses);
        Assert.Equal((-(1.0 / 2) + (3.0 / 4)) / 2, delta[0], 1e-16);
    }

    [Fact, Trait("Leg", "Any")]
    public void Weight_decay_subtracts_its_part()
    {
        double[] delta = [1, 2, 3];
        Rule.AddWeightDecay<double>(0.5, 0.25, [8, -16, 0], delta);
        Assert.Equal([0, 4, 3], delta);
        Assert.Throws<ArgumentException>(() => Rule.AddWeightDecay<double>(1, 1, [1], delta));
    }

    [Fact, Trait("Leg", "Any")]
    public void The_variant_differs_from_the_linearized_rule_where_gains_differ_only()
    {
        (FixedPointSolver<double, Linear> solver, double[] r, double[] g, double[] e) = Make();
        double[] ones = [.. g.Select(_ => 1.0)], linearized = new double[N * N], variant = new double[N * N];
        solver.Accumulate(new LinearizedReparameterized(), 1, r, ones, e, linearized);
        solver.Accumulate(new GainVariant(), 1, r, ones, e, variant);

        // The same formula at G = I: rounding of three products of N terms.
        Rows.AssertClose([linearized], [variant], 1e-14, "G = I");
        Array.Clear(variant);
        solver.Accumulate(new GainVariant(), 1, r, g, e, variant);
        Assert.True(Rows.RelativeError([linearized], [variant]) > 0.1);
    }

    private static void Check<TRule>(TRule rule)
        where TRule : struct, ILearningRule
    {
        (FixedPointSolver<double, Linear> solver, double[] r, double[] g, double[] e) = Make();
        int[] kept = [0, 2, 5];
        double[] expected = new double[N * N], actual = new double[N * N], unmarked = new double[N * N];
        solver.Accumulate(rule, 0.01 * kept.Length / Batch, Pick(r, kept), Pick(g, kept), Pick(e, kept), expected);

        // The finite step's s depends on η, not on B: the same η then, and the mean scaled by hand.
        if (rule is FiniteStep)
        {
            Array.Clear(expected);
            solver.Accumulate(rule, 0.01, Pick(r, kept), Pick(g, kept), Pick(e, kept), expected);
            for (int i = 0; i < expected.Length; i++) expected[i] *= kept.Length / (double)Batch;
        }

        SolveStatus[] solved = new SolveStatus[Batch];
        Array.Fill(solved, SolveStatus.Converged);
        (solved[1], solved[3], solved[4]) = (SolveStatus.Stalled, SolveStatus.NonFinite, SolveStatus.Singular);
        (r[3 * N], e[N + 1], g[(4 * N) + 2]) = (double.NaN, double.PositiveInfinity, double.NaN);
        Assert.Equal(solved, solver.Accumulate(rule, 0.01, r, g, e, actual, solved).ToArray());

        // Three of six: scaled by ½, exact, or a rounding of the rate.
        Rows.AssertClose([expected], [actual], 4e-16 * 4, typeof(TRule).Name);

        // Without statuses the rule sees for itself which factors are not finite (gains play no part in the Euclidean product).
        SolveStatus[] found = solver.Accumulate(rule, 0.01, r, g, e, unmarked).ToArray();
        Assert.All(unmarked, entry => Assert.True(double.IsFinite(entry)));
        Assert.Equal(SolveStatus.NonFinite, found[1]);
        Assert.Equal(SolveStatus.NonFinite, found[3]);
        if (rule is not Euclidean) Assert.Equal(SolveStatus.NonFinite, found[4]);
        foreach (int k in kept) Assert.Equal(SolveStatus.Converged, found[k]);
    }

    private static double[] Pick(double[] rows, int[] samples) => [.. samples.SelectMany(k => rows[(k * N)..((k + 1) * N)])];

    private static (FixedPointSolver<double, Linear> Solver, double[] R, double[] G, double[] E) Make()
    {
        RandomNet net = new(91, N, 0.8, Batch);
        double[] g = [.. Enumerable.Range(0, Batch).SelectMany(k => new RandomSample(k, N, 1, 0.1).G)];
        return (new(net.Network<double, Linear>(), Batch), Rows.Flat<double>(net.X), g, Rows.Flat<double>(net.E));
    }

    private sealed class AgainstTwin : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            RandomNet net = new(92, N, 0.4, Batch, 0.4);
            double[][] w = Rows.Rounded<T>(net.W), e = Rows.Rounded<T>(net.E);
            FixedPointSolver<T, TActivation> solver = new(
                new RateNetwork<T, TActivation>(Rows.Flat<T>(w), N, f), Batch, new() { PolishSteps = 2 });
            T[] rates = new T[Batch * N], gains = new T[Batch * N], error = Rows.Flat<T>(e), lambda = new T[Batch * N];
            Assert.True(solver.Solve(Rows.Flat<T>(net.X), rates, gains).AllConverged);
            Assert.True(solver.Adjoint(gains, error, lambda).AllConverged);

            // The twin gets the library's own r and g, so only the rule's rounding differs: three products of N terms over sums
            // that cancel by at most ten (|I − GW| entries below 1.5 against results of order 1), and λ's residual (10⁻¹⁰ or
            // 10⁻⁵) through an inverse of norm below 5.
            double[][] r = Rows.From<T>(rates, Batch, N), g = Rows.From<T>(gains, Batch, N);
            double epsilon = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
            double tolerance = 3 * (N + 4) * 10 * epsilon;
            const double eta = 0.25;
            double[] euclidean = Delta(new Euclidean(), lambda);
            Rows.AssertClose(
                [Flat(Twin.EuclideanRule.Step(w, g, r, e, eta))], [euclidean], typeof(T) == typeof(float) ? 5e-5 : 5e-10, "Euclidean");
            Rows.AssertClose([Flat(Twin.LinearizedRule.Step(w, g, r, e, eta))], [Delta(new LinearizedReparameterized(), error)],
                tolerance, "linearized");
            Rows.AssertClose([Flat(Twin.GainVariantRule.Step(w, g, r, e, eta))], [Delta(new GainVariant(), error)], tolerance, "variant");

            // 1 + s is rounded as a whole and divided by: its smallest value enters.
            double smallest = Enumerable.Range(0, Batch).Min(k => Math.Abs(Twin.FiniteStepRule.Denominator(w, g[k], r[k], e[k], eta)));
            Rows.AssertClose([Flat(Twin.FiniteStepRule.Step(w, g, r, e, eta))], [Delta(new FiniteStep(), error)],
                tolerance * (1 + (1 / smallest)), "finite step");
            Rows.AssertClose([Flat(Twin.FiniteStepRule.DampedStep(w, g, r, e, eta))], [Delta(new FiniteStep { Damped = true }, error)],
                2 * tolerance, "damped");

            double[] Delta<TRule>(TRule rule, T[] errors)
                where TRule : struct, ILearningRule
            {
                T[] delta = new T[N * N];
                solver.Accumulate(rule, T.CreateTruncating(eta), rates, gains, errors, delta);
                return Rows.From<T>(delta);
            }
        }

        private static double[] Flat(double[][] rows) => Rows.Flat<double>(rows);
    }
}

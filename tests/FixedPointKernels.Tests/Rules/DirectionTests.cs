using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Reference;
using FixedPointKernels.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Rules;

/// <summary>Every single-sample direction of the library has a non-negative inner product with −∂L/∂W,
/// of the value the theory gives.</summary>
/// <remarks>
/// ⟨a bᵀ, λ rᵀ⟩ = (a·λ)(b·r): (eᵀG²e)|(I − GW) r|² for the linearized rule, (eᵀGe)|(I − WG) r|² for the variant, the
/// former over 1 + s for the finite step. ΔW and λ are the library's; <see cref="Bounded"/> carries the rounding of both
/// factors from the residual that λ really leaves.
/// </remarks>
public sealed class DirectionTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20240716, 1);

    [Fact, Trait("Leg", "Any")]
    public void Euclidean_descends() => ForAll(s =>
    {
        (double[] delta, double[] lambda, _) = Step(s, new Euclidean(), 1);
        double inner = Inner(delta, lambda, s.R);
        double squared = Twin.DenseMatrix.Dot(lambda, lambda) * Twin.DenseMatrix.Dot(s.R, s.R);

        // −|λ rᵀ|² with N² + 2N roundings, all of one sign.
        Assert.InRange(inner + squared, -Bounded.Gamma((2 * s.N * s.N) + 8) * squared, Bounded.Gamma((2 * s.N * s.N) + 8) * squared);
        Assert.True(inner <= 0);
    });

    [Fact, Trait("Leg", "Any")]
    public void Linearized_descends_by_its_exact_value() => ForAll(s =>
    {
        double[] weight = Times(s.G, s.G, s.E);
        AssertDescends(
            s, new LinearizedReparameterized(), 1, weight, Twin.LinearizedRule.Factors(s.W, s.G, s.R, s.E), 1, transposed: false);
    });

    [Fact, Trait("Leg", "Any")]
    public void Variant_descends_by_its_exact_value() => ForAll(s =>
    {
        double[] weight = Twin.DenseMatrix.Multiply(s.G, s.E);
        AssertDescends(s, new GainVariant(), 1, weight, Twin.GainVariantRule.Factors(s.W, s.G, s.R, s.E), 1, transposed: true);
    });

    [Fact, Trait("Leg", "Any")]
    public void Finite_step_descends_by_the_linearized_value_over_its_denominator()
    {
        int regular = 0, singular = 0;
        ForAll(s =>
        {
            const double eta = 0.02;
            double denominator = Twin.FiniteStepRule.Denominator(s.W, s.G, s.R, s.E, eta);

            // Too near the singularity the quotient's own rounding is what is left; the guard itself has its own test.
            if (Math.Abs(denominator) < 1e-3) return;
            (double[] delta, _, SolveStatus status) = Step(s, new FiniteStep(), eta);
            Assert.Equal(denominator > 0 ? SolveStatus.Converged : SolveStatus.Singular, status);
            if (status == SolveStatus.Singular)
            {
                singular++;
                Assert.All(delta, entry => Assert.Equal(0, entry));
                return;
            }

            regular++;
            AssertDescends(s, new FiniteStep(), eta, Times(s.G, s.G, s.E), Twin.LinearizedRule.Factors(s.W, s.G, s.R, s.E),
                eta / denominator, transposed: false);
            AssertDescends(s, new FiniteStep { Damped = true }, eta, Times(s.G, s.G, s.E), Twin.LinearizedRule.Factors(s.W, s.G, s.R, s.E),
                eta / (1 + Math.Abs(denominator - 1)), transposed: false);
        });
        Assert.True(regular > 150 && singular > 0, $"{regular} regular, {singular} singular samples");
    }

    private static void AssertDescends<TRule>(
        RandomSample s, TRule rule, double rate, double[] weight, (double[] A, double[] B) factors, double scale, bool transposed)
        where TRule : struct, ILearningRule
    {
        (double[] delta, double[] lambda, _) = Step(s, rule, rate);
        double actual = -Inner(delta, lambda, s.R) / scale;
        double[] q = transposed
            ? Twin.DenseMatrix.AddScaled(s.R, -1, Twin.DenseMatrix.Multiply(s.W, Twin.DenseMatrix.Multiply(s.G, s.R)))
            : Twin.DenseMatrix.Multiply(Twin.NewtonIteration.Jacobian(s.W, s.G), s.R);
        double expected = Twin.DenseMatrix.Dot(s.E, weight) * Twin.DenseMatrix.Dot(q, q);
        double[] u = new double[s.N];
        for (int i = 0; i < s.N; i++) u[i] = s.G[i] == 0 ? Twin.Adjoint.Unscaled(s.W, s.G, s.E)[i] : lambda[i] / s.G[i];
        (double first, double firstBound) = Bounded.AdjointFactor(s.W, s.G, s.E, u, factors.A, weight);
        (double second, double secondBound) = Bounded.RateFactor(s.W, s.G, s.R, factors.B, transposed);

        // The library's a and b round like the twin's, in another order: both bounds count twice; then the N² products of the inner
        // product, and 1 + s, whose own rounding is magnified where it is small (above 10⁻³ here): 10³ γ.
        double magnitude =
            Twin.DenseMatrix.Dot(Absolute(factors.A), Absolute(lambda)) * Twin.DenseMatrix.Dot(Absolute(factors.B), Absolute(s.R));
        double bound = 2 * ((Math.Abs(first) * secondBound) + (Math.Abs(second) * firstBound) + (firstBound * secondBound))
            + (Bounded.Gamma((2 * s.N * s.N) + (8 * s.N) + 64) * magnitude * (rule is FiniteStep ? 1e3 : 1));
        Assert.True(Math.Abs(actual - expected) <= bound, $"{s}: {actual:R} for {expected:R}, bound {bound:E2}");
        Assert.True(actual >= -bound && expected >= 0, $"{s}: ascends by {-actual:R}, bound {bound:E2}");
    }

    // ΔW of one sample, the library's λ, and the sample's status.
    private static (double[] Delta, double[] Lambda, SolveStatus Status) Step<TRule>(RandomSample s, TRule rule, double rate)
        where TRule : struct, ILearningRule
    {
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>(Rows.Flat<double>(s.W), s.N));
        double[] lambda = new double[s.N], delta = new double[s.N * s.N];
        solver.Adjoint(s.G, s.E, lambda);
        SolveStatus status = solver.Accumulate(rule, rate, s.R, s.G, TRule.UsesAdjoint ? lambda : s.E, delta)[0];
        return (delta, lambda, status);
    }

    private static double Inner(double[] delta, double[] lambda, double[] r)
    {
        double sum = 0;
        for (int i = 0; i < r.Length; i++)
        {
            for (int j = 0; j < r.Length; j++) sum += delta[(i * r.Length) + j] * lambda[i] * r[j];
        }

        return sum;
    }

    private static void ForAll(Action<RandomSample> property)
    {
        Gen<RandomSample> samples =
            from seed in Gen.Choose(0, 1_000_000)
            from n in Gen.Choose(1, 12)
            from radius in Gen.Choose(0, 25)
            from smallest in Gen.Choose(-1, 5)
            select new RandomSample(seed, n, radius / 10.0, smallest / 10.0);
        Check.One(Fixed, Prop.ForAll(samples.ToArbitrary(), property));
    }

    private static double[] Times(double[] a, double[] b, double[] c) => Twin.DenseMatrix.Multiply(a, Twin.DenseMatrix.Multiply(b, c));

    private static double[] Absolute(double[] a) => Array.ConvertAll(a, Math.Abs);
}

using System;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FixedPointKernels.Tests.Reference;

/// <summary>Every single-sample direction has a non-negative inner product with −∂L/∂W, of the value the theory gives.</summary>
/// <remarks>
/// ⟨a bᵀ, λ rᵀ⟩ = (a·λ)(b·r). For the linearized rule a·λ = eᵀG²(I − WᵀG)u = eᵀG²e and b·r = |(I − GW) r|²; for the variant
/// a·λ = eᵀG(I − WᵀG)u = eᵀGe and b·r = |(I − WG) r|². Neither needs r to be a fixed point. <see cref="Bounded"/> carries the rounding of
/// each factor: the solve leaves a residual ρ = e − (I − WᵀG)u that is measured, so no condition number is needed.
/// </remarks>
public sealed class DirectionTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20240715, 1);

    [Fact, Trait("Leg", "Any")]
    public void Euclidean_direction_descends() => ForAll(s =>
    {
        double[][] gradient = EuclideanRule.Gradient(s.W, s.G, s.R, s.E);
        double[][] step = EuclideanRule.Step(s.W, [s.G], [s.R], [s.E], 1);
        double squared = DenseMatrix.Dot(gradient, gradient);
        Assert.True(squared >= 0);

        // The step is the gradient negated: the same products, so no rounding at all.
        Assert.Equal(-squared, DenseMatrix.Dot(step, gradient));
    });

    [Fact, Trait("Leg", "Any")]
    public void Linearized_direction_descends_by_its_exact_value() => ForAll(s =>
    {
        (double[] a, double[] b) = LinearizedRule.Factors(s.W, s.G, s.R, s.E);
        double[] q = DenseMatrix.Multiply(NewtonIteration.Jacobian(s.W, s.G), s.R);
        double expected = DenseMatrix.Dot(s.E, Times(s.G, s.G, s.E)) * DenseMatrix.Dot(q, q);
        AssertDescends(s, a, b, Times(s.G, s.G, s.E), expected, s.G, transposed: false);
    });

    [Fact, Trait("Leg", "Any")]
    public void Variant_direction_descends_by_its_exact_value() => ForAll(s =>
    {
        (double[] a, double[] b) = GainVariantRule.Factors(s.W, s.G, s.R, s.E);
        double[] q = DenseMatrix.AddScaled(s.R, -1, DenseMatrix.Multiply(s.W, DenseMatrix.Multiply(s.G, s.R)));
        double expected = DenseMatrix.Dot(s.E, DenseMatrix.Multiply(s.G, s.E)) * DenseMatrix.Dot(q, q);
        AssertDescends(s, a, b, DenseMatrix.Multiply(s.G, s.E), expected, s.G, transposed: true);
    });

    [Fact, Trait("Leg", "Any")]
    public void Finite_step_descends_by_the_linearized_value_over_its_denominator()
    {
        int regular = 0;
        ForAll(s =>
        {
            const double eta = 0.02;
            FiniteStep step = FiniteStepRule.ClosedForm(s.W, s.G, s.R, s.E, eta);
            if (step.Singular) return;
            regular++;
            (double[] a, double[] b) = LinearizedRule.Factors(s.W, s.G, s.R, s.E);
            Rows.AssertClose(DenseMatrix.Scale(-eta / step.Denominator, DenseMatrix.Outer(a, b)), step.DeltaW, 0, "ΔW");

            // ⟨ΔW, −∂L/∂W⟩ = η value/(1 + s): the sign of value, which the linearized property bounds, since η and 1 + s are positive.
            double[] scaled = DenseMatrix.Scale(1 / step.Denominator, a);
            double[] q = DenseMatrix.Multiply(NewtonIteration.Jacobian(s.W, s.G), s.R);
            double[] squared = DenseMatrix.Scale(1 / step.Denominator, Times(s.G, s.G, s.E));
            double expected = DenseMatrix.Dot(s.E, squared) * DenseMatrix.Dot(q, q);
            AssertDescends(s, scaled, b, squared, expected, s.G, transposed: false);
        });
        Assert.True(regular > 150, $"only {regular} regular samples");
    }

    // weight = G²e or Ge, so that a·λ = weight·(I − WᵀG)u = weight·(e − ρ).
    private static void AssertDescends(
        RandomSample s, double[] a, double[] b, double[] weight, double expected, double[] g, bool transposed)
    {
        double[] u = Adjoint.Unscaled(s.W, g, s.E);
        double[] lambda = DenseMatrix.Multiply(g, u);
        double actual = DenseMatrix.Dot(DenseMatrix.Outer(a, b), DenseMatrix.Outer(lambda, s.R));
        (double first, double firstBound) = Bounded.AdjointFactor(s.W, g, s.E, u, a, weight);
        (double second, double secondBound) = Bounded.RateFactor(s.W, g, s.R, b, transposed);

        // The product's n² terms, each rounded, on top of what the factors bring.
        double magnitude = DenseMatrix.Dot(Absolute(a), Absolute(lambda)) * DenseMatrix.Dot(Absolute(b), Absolute(s.R));
        double rounding = Bounded.Gamma((2 * s.N * s.N) + 4) * magnitude;
        double bound = (Math.Abs(first) * secondBound) + (Math.Abs(second) * firstBound) + (firstBound * secondBound) + rounding;
        Assert.True(Math.Abs(actual - expected) <= bound, $"{s}: {actual:R} for {expected:R}, bound {bound:E2}");
        Assert.True(actual >= -bound, $"{s}: ascends by {-actual:R}, bound {bound:E2}");
        Assert.True(expected >= 0);
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

    private static double[] Times(double[] a, double[] b, double[] c) => DenseMatrix.Multiply(a, DenseMatrix.Multiply(b, c));

    private static double[] Absolute(double[] a) => Array.ConvertAll(a, Math.Abs);
}

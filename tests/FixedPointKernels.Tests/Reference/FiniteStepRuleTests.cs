using System;
using System.Linq;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Reference;

/// <summary>The closed form of the finite step against its definition by dense inverses, and its guard.</summary>
public sealed class FiniteStepRuleTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData("linear-mse-8")]
    [InlineData("tanh-ce-6")]
    [InlineData("tanh-ce-17")]
    [InlineData("tanh-mse-33")]
    [InlineData("logistic-ce-12")]
    [InlineData("softplus-mse-15")]
    public void Closed_form_is_the_definition_on_golden_cases(string name)
    {
        TwinOfCase t = new(GoldenCase.Named(name));
        for (int k = 0; k < t.Case.Batch; k++) AssertClosedFormIsDefinition(t.W, t.G[k], t.R[k], t.E[k], t.Case.Eta);
    }

    [Fact]
    public void Closed_form_is_the_definition_on_random_samples()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            RandomSample s = new(100 * seed, 1 + (seed % 13), 0.1 + (0.05 * seed), 0.3);
            AssertClosedFormIsDefinition(s.W, s.G, s.R, s.E, 0.05);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void One_linear_neuron_by_hand()
    {
        // N = 1, G = 1: A = 1/(1 − w), r = A x, ΔA = −η e (1 − w) r, ΔW = (1 − w) − 1/(A + ΔA). At w = −1, r = 2, e = 0.25, η = 0.5:
        // A = ½, ΔA = −0.5·0.25·2·2 = −½, so A + ΔA = 0: the step through the singularity. At η = 0.25 A + ΔA = ¼ and ΔW = 2 − 4 = −2.
        double[][] w = [[-1]];
        FiniteStep at = FiniteStepRule.ClosedForm(w, [1], [2], [0.25], 0.25);
        Assert.False(at.Singular);
        Assert.Equal(0.5, at.Denominator);
        Assert.Equal(-2, at.DeltaW[0][0]);
        Assert.Equal(-2, FiniteStepRule.ByDenseInverses(w, [1], [2], [0.25], 0.25)[0][0]);

        FiniteStep through = FiniteStepRule.ClosedForm(w, [1], [2], [0.25], 0.5);
        Assert.True(through.Singular);
        Assert.Equal(0, through.Denominator);
        Assert.Equal(0, through.DeltaW[0][0]);

        // s = −½ at η = 0.25, so the damped form divides −η a b = −1 by 1½.
        Assert.Equal(-1 / 1.5, FiniteStepRule.Damped(w, [1], [2], [0.25], 0.25).DeltaW[0][0], 15);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_singular_sample_contributes_zero_and_the_divisor_stays()
    {
        double[][] w = [[-1]];
        double[][] both = FiniteStepRule.Step(w, [[1], [1]], [[2], [2]], [[0.25], [-0.25]], 0.5);
        double alone = FiniteStepRule.ClosedForm(w, [1], [2], [-0.25], 0.5).DeltaW[0][0];
        Assert.NotEqual(0, alone);
        Assert.Equal(alone / 2, both[0][0]);
    }

    [Fact, Trait("Leg", "Any")]
    public void The_damped_form_is_never_longer_than_the_linearized_step()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            RandomSample s = new(seed, 5, 1, -1);
            double[][] linearized = LinearizedRule.Step(s.W, [s.G], [s.R], [s.E], 3);
            FiniteStep damped = FiniteStepRule.Damped(s.W, s.G, s.R, s.E, 3);
            double exact = FiniteStepRule.Denominator(s.W, s.G, s.R, s.E, 3);
            Assert.Equal(1 + Math.Abs(exact - 1), damped.Denominator);
            Assert.True(DenseMatrix.Largest(damped.DeltaW) <= DenseMatrix.Largest(linearized));
            if (exact >= 1) Rows.AssertClose(FiniteStepRule.ClosedForm(s.W, s.G, s.R, s.E, 3).DeltaW, damped.DeltaW, 1e-15, "s ≥ 0");
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void For_one_sample_of_a_linear_network_it_is_the_reparameterized_step()
    {
        // G = I: G² M r = M A x = x, so both rules move A by −η e xᵀ. n = 6 and κ(I − W) < 100 leave 6·100²·ε ≈ 10⁻¹¹ of the two inverses.
        RandomSample s = new(7, 6, 0.5, 1);
        double[] ones = [.. Enumerable.Repeat(1.0, 6)];
        double[] r = DenseMatrix.Multiply(GaussianElimination.Inverse(ReparameterizedRule.InverseMap(s.W, ones)), s.R);
        double[][] expected = ReparameterizedRule.Step(s.W, ones, [s.R], [s.E], 0.1);
        Rows.AssertClose(expected, FiniteStepRule.ClosedForm(s.W, ones, r, s.E, 0.1).DeltaW, 1e-11, "ΔW");
    }

    // Elimination gives X̂ = M⁻¹ up to 3nε |M⁻¹||M||M⁻¹| entry by entry (Higham 2002, section 14.3, |L||U| taken as
    // |M|), a bound that the scaling of M by tiny gains does not spoil as a condition number would. The outer inverse Y
    // passes that on as |Y|·|Y| and adds its own.
    private static void AssertClosedFormIsDefinition(double[][] w, double[] g, double[] r, double[] e, double eta)
    {
        FiniteStep closed = FiniteStepRule.ClosedForm(w, g, r, e, eta);
        if (closed.Singular) return;
        double[][] dense = FiniteStepRule.ByDenseInverses(w, g, r, e, eta);
        double[][] m = ReparameterizedRule.InverseMap(w, g);
        double[][] y = DenseMatrix.Subtract(m, dense);
        double[][] inner = Sandwich(GaussianElimination.Inverse(m), m);
        double[][] outer = Sandwich(y, DenseMatrix.Add(inner, Absolute(GaussianElimination.Inverse(y))));
        double unit = 3 * w.Length * 2.3e-16;
        double[][] bound = DenseMatrix.Scale(unit, DenseMatrix.Add(outer, Absolute(m)));
        for (int i = 0; i < w.Length; i++)
        {
            for (int j = 0; j < w.Length; j++)
            {
                double difference = Math.Abs(dense[i][j] - closed.DeltaW[i][j]);
                Assert.True(difference <= bound[i][j], $"({i}, {j}): difference {difference:E2} > {bound[i][j]:E2}");
            }
        }

        // The bound must say something: at least the first digits of the step's largest entries are checked.
        double size = DenseMatrix.Largest(closed.DeltaW);
        Assert.True(DenseMatrix.Largest(bound) < 0.1 * size, $"bound {DenseMatrix.Largest(bound):E2} against a step of {size:E2}");
    }

    // |X||M||X|
    private static double[][] Sandwich(double[][] x, double[][] m) =>
        DenseMatrix.Multiply(DenseMatrix.Multiply(Absolute(x), Absolute(m)), Absolute(x));

    private static double[][] Absolute(double[][] a) => [.. a.Select(row => row.Select(Math.Abs).ToArray())];
}

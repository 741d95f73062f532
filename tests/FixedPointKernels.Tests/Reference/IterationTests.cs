using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Reference;

/// <summary>The twin's five ways to a fixed point agree with the golden ones, and say so when they fail.</summary>
public sealed class IterationTests
{
    // A residual of 10⁻¹³ puts r within ‖(I − GW)⁻¹‖·10⁻¹³ of the fixed point; the golden cases' inverses are below 50 in norm.
    private const double Residual = 1e-13;
    private const double Close = 50 * Residual;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(GoldenCase.Names), MemberType = typeof(GoldenCase))]
    public void All_iterations_find_the_golden_fixed_points(string name)
    {
        GoldenCase c = GoldenCase.Named(name);
        Activation f = Activation.Named(c.Activation);
        for (int k = 0; k < c.Batch; k++)
        {
            double[] start = new double[c.N];
            AssertFound(c.R[k], DampedIteration.Solve(c.W, c.X[k], f, 0.5, Residual, 2000), "damped");
            AssertFound(c.R[k], AndersonIteration.Solve(c.W, c.X[k], f, 5, 1e-12, Residual, 300), "Anderson");
            AssertFound(c.R[k], NewtonIteration.Solve(c.W, c.X[k], f, start, Residual), "Newton");
        }
    }

    [Theory]
    [InlineData("tanh-ce-17")]
    [InlineData("relu-ce-16")]
    [InlineData("softplus-mse-15")]
    public void Relaxation_in_both_forms_and_the_yardstick_find_them_too(string name)
    {
        GoldenCase c = GoldenCase.Named(name);
        Activation f = Activation.Named(c.Activation);
        AssertFound(c.R[0], SlowRelaxationThenNewton.Solve(c.W, c.X[0], f), "slow relaxation, then Newton");
        Rows.AssertClose(c.R[0], EulerRelaxation.Rate(c.W, c.X[0], f, 0.2, 2000), Close, "rate form");
        double[] v = EulerRelaxation.Potential(c.W, c.X[0], f, 0.2, 2000);
        Rows.AssertClose(c.R[0], f.Values(v), Close, "potential form");
        Assert.InRange(PotentialMap.Residual(c.W, c.X[0], f, v), 0, Residual);
    }

    [Fact, Trait("Leg", "Any")]
    public void One_linear_neuron_relaxes_as_computed_by_hand()
    {
        // r ← r + h(−r + w r + x): after T steps r = x/(1 − w)·(1 − (1 − h(1 − w))ᵀ); 500 roundings of
        // 0.2ε each are damped by the same factor.
        double expected = 2.0 / 1.5 * (1 - System.Math.Pow(1 - (0.01 * 1.5), 500));
        double[] published = EulerRelaxation.Published([[-0.5]], [2], Activation.Linear);
        Assert.Equal(expected, published[0], 1e-13);

        double[][] states = EulerRelaxation.RateTrajectory([[-0.5]], [2], Activation.Linear, 0.01, 500);
        Assert.Equal(501, states.Length);
        Assert.Equal(0, states[0][0]);
        Assert.Equal(published[0], states[500][0]);

        // The first step of both forms: h x for r from 0, and h x for v from 0.
        Assert.Equal(0.25 * 2, EulerRelaxation.Rate([[-0.5]], [2], Activation.Linear, 0.25, 1)[0]);
        Assert.Equal(0.25 * 2, EulerRelaxation.Potential([[-0.5]], [2], Activation.Linear, 0.25, 1)[0]);
    }

    [Fact, Trait("Leg", "Any")]
    public void Divergence_and_missing_fixed_points_are_not_found()
    {
        // r = [r² + 1] has no real solution; r = −3 r + 1 has one that plain iteration runs away from.
        Activation square = Activation.PowerLaw(2);
        Assert.False(NewtonIteration.Solve([[1]], [1], square, [0]).Found);
        Assert.False(SlowRelaxationThenNewton.Solve([[1]], [1], square).Found);
        Assert.False(AndersonIteration.Solve([[1]], [1], square, 3, 1e-12, 1e-12, 200).Found);
        Assert.False(DampedIteration.Solve([[-3]], [1], Activation.Linear, 1, 1e-12, 2000).Found);
        Assert.True(DampedIteration.Solve([[-3]], [1], Activation.Linear, 0.25, 1e-12, 2000).Found);
        Assert.False(NewtonIteration.Solve([[1]], [1], Activation.Linear, [0]).Found);
        Assert.False(DampedIteration.Solve([[0.5]], [double.NaN], Activation.Tanh, 1, 1e-12, 2000).Found);
        Assert.False(NewtonIteration.Solve([[0.5]], [double.NaN], Activation.Tanh, [0]).Found);
    }

    private static void AssertFound(double[] expected, FixedPointOutcome outcome, string what)
    {
        Assert.True(outcome.Found, $"{what}: residual {outcome.Residual:E2} after {outcome.Iterations}");
        Rows.AssertClose(expected, outcome.R, Close, what);
    }
}

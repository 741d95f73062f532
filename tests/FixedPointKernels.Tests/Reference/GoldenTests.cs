using System.Linq;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Reference;

/// <summary>The twin, from W and X alone, against the golden values of independent code.</summary>
/// <remarks>
/// Tolerance 10⁻¹² relative to the largest entry. The golden r is a Newton solution, so it and ours each differ from the true one by about
/// κ(I − G W)·n·ε; with κ ≤ 10² and n ≤ 33 that is 7·10⁻¹³ at worst, and everything after r is linear in it or better conditioned.
/// </remarks>
public sealed class GoldenTests
{
    private const double Tolerance = 1e-12;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(GoldenCase.Names), MemberType = typeof(GoldenCase))]
    public void Fixed_points_gains_and_losses(string name)
    {
        TwinOfCase twin = new(GoldenCase.Named(name));
        Rows.AssertClose(twin.Case.R, twin.R, Tolerance, "r");
        Rows.AssertClose(twin.Case.Gain, twin.G, Tolerance, "gain");
        Rows.AssertClose([twin.Case.LossValue], [twin.Loss(twin.R)], Tolerance, "lossValue");
        Rows.AssertClose(twin.Case.LossGradR, twin.E, Tolerance, "lossGradR");
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(GoldenCase.Names), MemberType = typeof(GoldenCase))]
    public void Adjoint_and_rules(string name)
    {
        TwinOfCase t = new(GoldenCase.Named(name));
        Rows.AssertClose(t.Case.Adjoint, Adjoint.SolveBatch(t.W, t.G, t.E), Tolerance, "adjoint");
        Rows.AssertClose(t.Case.EuclideanGradient, EuclideanRule.MeanGradient(t.W, t.G, t.R, t.E), Tolerance, "euclideanGradient");
        Rows.AssertClose(t.Case.LinearizedDirection, LinearizedRule.MeanDirection(t.W, t.G, t.R, t.E), Tolerance, "linearizedDirection");
        Rows.AssertClose(t.Case.VariantDirection, GainVariantRule.MeanDirection(t.W, t.G, t.R, t.E), Tolerance, "variantDirection");
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(GoldenCase.Names), MemberType = typeof(GoldenCase))]
    public void Complete_steps(string name)
    {
        TwinOfCase t = new(GoldenCase.Named(name));
        double eta = t.Case.Eta;
        double[] denominators =
            [.. Enumerable.Range(0, t.Case.Batch).Select(k => FiniteStepRule.Denominator(t.W, t.G[k], t.R[k], t.E[k], eta))];
        Rows.AssertClose(t.Case.FiniteStepDenominators, denominators, Tolerance, "finiteStepDenominators");
        Rows.AssertClose(
            t.Case.FiniteStepPerSampleMean, FiniteStepRule.Step(t.W, t.G, t.R, t.E, eta), Tolerance, "finiteStepPerSampleMean");
        if (t.Case.LinearizedStep is { } linearized)
            Rows.AssertClose(linearized, LinearizedRule.Step(t.W, t.G, t.R, t.E, eta), Tolerance, "linearizedStep");
        if (t.Case.ReparameterizedStep is { } reparameterized)
            Rows.AssertClose(reparameterized, ReparameterizedRule.Step(t.W, t.G[0], t.Case.X, t.E, eta), Tolerance, "reparameterizedStep");
    }

    [Fact, Trait("Leg", "Any")]
    public void The_file_has_seven_cases_and_one_linear_network()
    {
        Assert.Equal(7, GoldenCase.All.Count);
        GoldenCase linear = Assert.Single(GoldenCase.All, c => c.ReparameterizedStep is not null);
        Assert.Equal("linear", linear.Activation);
        Assert.NotNull(linear.LinearizedStep);
    }

    [Theory]
    [MemberData(nameof(GoldenCase.Names), MemberType = typeof(GoldenCase))]
    public void The_golden_fixed_points_are_fixed_points(string name)
    {
        GoldenCase c = GoldenCase.Named(name);
        Activation f = Activation.Named(c.Activation);

        // n products and sums of entries below 10: γₙ·n·10 ≈ 10⁻¹³ for n = 33, plus the golden solver's own residual.
        for (int k = 0; k < c.Batch; k++) Assert.InRange(RateMap.Residual(c.W, c.X[k], f, c.R[k]), 0, 1e-12);
    }
}

using System;
using System.Linq;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Reference;

/// <summary>The twin's implicit gradient against central differences of re-solved fixed points and against long unrolling.</summary>
public sealed class GradientTests
{
    // Balances the two errors of a central difference, h²/6·J‴ against (rounding of J)/h, for J‴ ~ 100 J.
    private const double H = 2e-5;

    [Theory]
    [MemberData(nameof(GoldenCase.Names), MemberType = typeof(GoldenCase))]
    public void Weights_against_central_differences_of_resolved_fixed_points(string name)
    {
        TwinOfCase t = new(GoldenCase.Named(name));
        double[][] gradient = EuclideanRule.MeanGradient(t.W, t.G, t.R, t.E);
        double[][] near = CentralDifference.OfWeights(t.W, t.LossAt, H);
        double[][] far = CentralDifference.OfWeights(t.W, t.LossAt, 2 * H);

        // Truncation: far − near = (4 − 1) h²/6 J‴ up to O(h⁴), a third of which is near's error; the whole is allowed.
        // Cancellation: J is n·C products and sums of rates solved to about 10⁻¹⁵, so 100 ε J in each of two losses, over 2h.
        double cancellation = 100 * 2.3e-16 * (1 + t.Case.LossValue) / H;
        AssertEachClose(gradient, near, far, cancellation);
        Assert.True(cancellation < 1e-6 * (1 + t.Case.LossValue));
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData("tanh-ce-6")]
    [InlineData("softplus-mse-15")]
    public void Inputs_against_central_differences_of_resolved_fixed_points(string name)
    {
        TwinOfCase t = new(GoldenCase.Named(name));
        for (int k = 0; k < t.Case.Batch; k++)
        {
            double Loss(double[] x)
            {
                double[] r = NewtonIteration.Solve(t.W, x, t.F, t.R[k], 1e-14).R;
                return t.Case.IsCrossEntropy
                    ? CrossEntropy.Loss(t.Case.Readout, r, t.Case.Labels[k])
                    : SquaredError.Loss(r, t.Case.Targets[k]);
            }

            double[] near = CentralDifference.OfVector(t.Case.X[k], Loss, H);
            double[] far = CentralDifference.OfVector(t.Case.X[k], Loss, 2 * H);
            double cancellation = 100 * 2.3e-16 * (1 + Math.Abs(Loss(t.Case.X[k]))) / H;
            AssertEachClose([Adjoint.Solve(t.W, t.G[k], t.E[k])], [near], [far], cancellation);
        }
    }

    [Theory]
    [InlineData("linear-mse-8")]
    [InlineData("tanh-ce-6")]
    [InlineData("tanh-ce-17")]
    [InlineData("relu-ce-16")]
    [InlineData("logistic-ce-12")]
    [InlineData("softplus-mse-15")]
    public void Weights_and_inputs_against_long_unrolling(string name)
    {
        const double step = 0.2;
        const int steps = 1500;
        TwinOfCase t = new(GoldenCase.Named(name));
        for (int k = 0; k < t.Case.Batch; k++)
        {
            double[][] trajectory = EulerRelaxation.RateTrajectory(t.W, t.Case.X[k], t.F, step, steps);

            // Relaxation has ended: what is left shrinks by q per step, and at q ≤ 0.97 (time constants ≤ 7 of these cases) 1500
            // qᵀ < 10⁻¹⁶. The states' and adjoints' rounding is damped alike, so at most ε n/(1 − q) of it stays: 17·2·10⁻¹⁶/0.03 ≈ 10⁻¹³.
            Assert.True(RateMap.Residual(t.W, t.Case.X[k], t.F, trajectory[steps]) < 1e-13);
            Rows.AssertClose(t.R[k], trajectory[steps], 1e-12, "r");
            (double[][] weights, double[] input) = ThroughTime.Gradient(t.W, t.Case.X[k], t.F, step, trajectory, t.E[k]);
            Rows.AssertClose(Adjoint.Solve(t.W, t.G[k], t.E[k]), input, 1e-12, "∂L/∂x");
            Rows.AssertClose(EuclideanRule.Gradient(t.W, t.G[k], t.R[k], t.E[k]), weights, 1e-12, "∂L/∂W");
        }
    }

    [Fact]
    public void Short_unrolling_against_central_differences_of_the_unrolled_loss()
    {
        // Twelve steps are far from the fixed point: this checks the sum over time itself.
        TwinOfCase t = new(GoldenCase.Named("tanh-ce-6"));
        double[][] trajectory = EulerRelaxation.RateTrajectory(t.W, t.Case.X[0], t.F, 0.1, 12);
        double[] e = CrossEntropy.Gradient(t.Case.Readout, trajectory[12], t.Case.Labels[0]);
        (double[][] weights, double[] _) = ThroughTime.Gradient(t.W, t.Case.X[0], t.F, 0.1, trajectory, e);

        double Loss(double[][] w) =>
            CrossEntropy.Loss(t.Case.Readout, EulerRelaxation.Rate(w, t.Case.X[0], t.F, 0.1, 12), t.Case.Labels[0]);
        double cancellation = 100 * 2.3e-16 * (1 + Loss(t.W)) / H;
        AssertEachClose(weights, CentralDifference.OfWeights(t.W, Loss, H), CentralDifference.OfWeights(t.W, Loss, 2 * H), cancellation);
    }

    [Fact, Trait("Leg", "Any")]
    public void Neumann_series_tends_to_the_adjoint_where_the_radius_is_below_one()
    {
        TwinOfCase t = new(GoldenCase.Named("linear-mse-8"));

        // ρ(W) = 0.37 and G = I: 0.37⁶⁰ < 10⁻²⁵, so the cut-off series is exact to rounding.
        Rows.AssertClose(Adjoint.Solve(t.W, t.G[0], t.E[0]), NeumannAdjoint.Solve(t.W, t.G[0], t.E[0], 60), 1e-14, "λ");
        Rows.AssertClose(DenseMatrix.Multiply(t.G[0], t.E[0]), NeumannAdjoint.Solve(t.W, t.G[0], t.E[0], 0), 0, "one step");
        double[] first = DenseMatrix.Multiply(DenseMatrix.Transpose(t.W), t.E[0]);
        Rows.AssertClose(DenseMatrix.AddScaled(t.E[0], 1, first), NeumannAdjoint.Solve(t.W, t.G[0], t.E[0], 1), 1e-15, "two terms");
    }

    private static void AssertEachClose(double[][] gradient, double[][] near, double[][] far, double cancellation)
    {
        foreach (
            (int i, int j) in Enumerable.Range(0, near.Length).SelectMany(i => Enumerable.Range(0, near[i].Length).Select(j => (i, j))))
        {
            double tolerance = Math.Abs(far[i][j] - near[i][j]) + cancellation;
            double difference = Math.Abs(gradient[i][j] - near[i][j]);
            Assert.True(difference <= tolerance, $"({i}, {j}): difference {difference:E2} > {tolerance:E2}");
        }
    }
}

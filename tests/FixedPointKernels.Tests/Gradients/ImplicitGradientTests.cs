using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Gradients;

/// <summary>∂J/∂W, ∂J/∂Wx, ∂J/∂b and ∂L/∂x through the library's front room against central differences of re-solved
/// fixed points and long unrolling.</summary>
/// <remarks>
/// J = mean |r − y|², x = Wx s + b. The quotient's truncation error is h²J‴/6 + …, and the quotients at h and 2h differ
/// by three times that, so their difference bounds it. Every J is polished to rounding: N ε of relative error in r, at
/// most 100 N ε (1 + J) in J, divided by h.
/// </remarks>
public sealed class ImplicitGradientTests
{
    private const int N = 5;
    private const int M = 4;
    private const int Batch = 3;
    private const double H = 2e-4;

    [Theory]
    [InlineData("tanh", 1.5)]
    [InlineData("logistic", 3)]
    [InlineData("softplus", 0.6)]
    [InlineData("linear", 0.6)]
    [InlineData("relu", 0.6)]
    [InlineData("power", 0.3)]
    public void Against_central_differences(string activation, double radius) =>
        EveryActivation.Run(activation, false, new CentralDifferences(radius));

    [Theory]
    [InlineData("tanh", 0.9)]
    [InlineData("logistic", 2)]
    [InlineData("softplus", 0.5)]
    public void Against_long_unrolling(string activation, double radius) =>
        EveryActivation.Run(activation, false, new LongUnrolling(radius));

    private sealed class Problem<TActivation>(double radius, TActivation f)
        where TActivation : struct, IActivation
    {
        private readonly RandomNet net = new(77, N, radius, Batch, 0.5);

        internal double[] W { get; } = Rows.Flat<double>(new RandomNet(77, N, radius, Batch).W);

        internal double[] Wx { get; } = Rows.Flat<double>(RandomSample.Normal(new Random(5), N, M));

        internal double[] B { get; } = Rows.Flat<double>(RandomSample.Normal(new Random(6), 1, N));

        internal double[] S { get; } = Rows.Flat<double>(Twin.DenseMatrix.Scale(0.3, RandomSample.Normal(new Random(7), Batch, M)));

        internal double[] Shift { get; } = new double[Batch * N];

        private double[] Targets => Rows.Flat<double>(net.X);

        internal (double[] Rates, double[] Gains, double Loss, FixedPointSolver<double, TActivation> Solver) Solve()
        {
            RateNetwork<double, TActivation> network = new(W, N, f);
            network.SetInputWeights(Wx, M);
            network.SetBias(B);
            FixedPointSolver<double, TActivation> solver = new(network, Batch, new() { PolishSteps = 4 }, new() { Tolerance = 1e-13 });
            double[] drive = new double[Batch * N], rates = new double[Batch * N], gains = new double[Batch * N];
            network.Drive(S, drive);
            for (int i = 0; i < drive.Length; i++) drive[i] += Shift[i];
            Assert.True(solver.Solve(drive, rates, gains).AllConverged);
            return (rates, gains, rates.Zip(Targets, (r, y) => (r - y) * (r - y)).Sum() / Batch, solver);
        }

        internal double[] Drive()
        {
            double[] drive = new double[Batch * N];
            Solve().Solver.Network.Drive(S, drive);
            return drive;
        }

        internal double[] Error(double[] rates) => [.. rates.Zip(Targets, (r, y) => 2 * (r - y))];
    }

    private sealed record CentralDifferences(double Radius) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            Problem<TActivation> problem = new(Radius, f);
            (double[] rates, double[] gains, double loss, FixedPointSolver<double, TActivation> solver) = problem.Solve();
            double[] error = problem.Error(rates), lambda = new double[rates.Length];
            Assert.True(solver.Adjoint(gains, error, lambda).AllConverged);
            double[] ofW = new double[N * N], ofWx = new double[N * M], ofB = new double[N];
            AlignedBuffer<double> scratch = ScratchSize.Max(
                ParameterGradient.OuterScratch<double>(Batch, N, N),
                ParameterGradient.OuterScratch<double>(Batch, N, M)).Allocate<double>();
            ParameterGradient.AddOuter<double>(1, Batch, lambda, N, rates, N, ofW, scratch.Scratch);
            ParameterGradient.AddOuter<double>(1, Batch, lambda, N, problem.S, M, ofWx, scratch.Scratch);
            ParameterGradient.AddMean<double>(1, lambda, ofB);
            Compare(problem, problem.W, ofW, loss, "W");
            Compare(problem, problem.Wx, ofWx, loss, "Wx");
            Compare(problem, problem.B, ofB, loss, "b");

            // ∂J/∂x is λ/B: J is the mean.
            Compare(problem, problem.Shift, [.. lambda.Select(l => l / Batch)], loss, "x");
        }

        private static void Compare<TActivation>(
            Problem<TActivation> problem, double[] parameters, double[] gradient, double loss, string what)
            where TActivation : struct, IActivation
        {
            Assert.True(gradient.Max(Math.Abs) > 1e-3, "nothing to compare");
            double rounding = 100 * N * 2.3e-16 * (1 + loss) / H;
            for (int i = 0; i < parameters.Length; i++)
            {
                double near = Quotient(problem, parameters, i, H), far = Quotient(problem, parameters, i, 2 * H);
                double tolerance = Math.Abs(far - near) + rounding, difference = Math.Abs(gradient[i] - near);
                Assert.True(difference <= tolerance, $"∂/∂{what}[{i}] = {gradient[i]:R}: {difference:E2} > {tolerance:E2}");
            }
        }

        private static double Quotient<TActivation>(Problem<TActivation> problem, double[] parameters, int i, double h)
            where TActivation : struct, IActivation
        {
            double old = parameters[i];
            double above = parameters[i] = old + h;
            double lossAbove = problem.Solve().Loss;
            double below = parameters[i] = old - h;
            double lossBelow = problem.Solve().Loss;
            parameters[i] = old;
            return (lossAbove - lossBelow) / (above - below);
        }
    }

    private sealed record LongUnrolling(double Radius) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            Problem<TActivation> problem = new(Radius, f);
            (double[] rates, double[] gains, _, FixedPointSolver<double, TActivation> solver) = problem.Solve();
            double[] error = problem.Error(rates), lambda = new double[rates.Length], implicitly = new double[N * N];
            Assert.True(solver.Adjoint(gains, error, lambda).AllConverged);
            ParameterGradient.AddOuter<double>(
                1, Batch, lambda, N, rates, N, implicitly, ParameterGradient.OuterScratch<double>(Batch, N, N).Allocate<double>().Scratch);

            // A step of 0.2 shrinks what is left by |1 − 0.2 (1 − μ)|, μ an eigenvalue of G W. Measured, not assumed: the unrolled r must
            // have arrived, and then p and the sum, which shrink at the same rate, are off by at most steps times as much.
            const int steps = 1500;
            ThroughTime<double, TActivation> time = new(solver.Network.Recurrent, f, Batch, 0.2, steps);
            double[] last = new double[rates.Length], unrolled = new double[N * N], back = new double[rates.Length];
            time.Forward(problem.Drive(), last);
            Rows.AssertClose([rates], [last], 1e-13, "r");
            time.Backward(error, 1, Batch, unrolled, back);

            // 1500 · 10⁻¹³ / (1 − q) would be the worst; rounding is damped as the state is, and 10⁻¹¹ is
            // thirty times the 1500 · ε of the plain sum.
            Rows.AssertClose([lambda], [back], 1e-11, "∂L/∂x");
            Rows.AssertClose([implicitly], [unrolled], 1e-11, "∂J/∂W");
        }
    }
}

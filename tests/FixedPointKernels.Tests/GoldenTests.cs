using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests;

/// <summary>The library's front room, from W and X alone, against the golden values of independent code: every quantity,
/// method, adjoint and both types.</summary>
/// <remarks>
/// Double: 10⁻⁹ relative to the largest entry, with fixed points solved to δ = 10⁻¹³, so that δ‖J⁻¹‖ (J = I − G W) stays far below. Float:
/// W, X and every product are rounded, which moves f(W r + x) by at most (n + 4) ε (‖W‖ |r| + |x|), and the solve leaves δ = 10⁻⁶; both
/// reach r through J⁻¹. So r, g and e are good to κ (n + 4) ε + δ‖J⁻¹‖, κ = ‖J‖‖J⁻¹‖ in the max norm, the largest over the samples;
/// everything after them multiplies by J or J⁻¹ once or twice more, each of which can cost a factor κ relative to its result: κ³ would be
/// the worst case of three cancellations in one direction, κ² bounds all but exact conspiracies and is what is asked for here.
/// </remarks>
public sealed class GoldenTests
{
    private static readonly SolverMethod[] Methods =
        [SolverMethod.Auto, SolverMethod.Euler, SolverMethod.Iterate, SolverMethod.Anderson, SolverMethod.Newton, SolverMethod.Chord];

    private static readonly AdjointMethod[] ExactAdjoints = [AdjointMethod.Direct, AdjointMethod.Shared, AdjointMethod.Gmres];

    public static TheoryData<string, SolverMethod, bool> Legs
    {
        get
        {
            TheoryData<string, SolverMethod, bool> rows = [];
            foreach (GoldenCase golden in GoldenCase.All)
            {
                foreach (SolverMethod method in Methods)
                {
                    rows.Add(golden.Name, method, false);
                    rows.Add(golden.Name, method, true);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public void Every_quantity_by_every_method(string name, SolverMethod method, bool inFloat) => Run(name, method, inFloat);

    [Theory, Trait("Leg", "Any")]
    [InlineData("tanh-ce-6", false)]
    [InlineData("linear-mse-8", true)]
    public void Two_small_cases_by_the_default(string name, bool inFloat) => Run(name, SolverMethod.Auto, inFloat);

    [Theory]
    [MemberData(nameof(GoldenCase.Names), MemberType = typeof(GoldenCase))]
    public void Spectral_radius(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        double radius = Stability.OfMatrix<double>(golden.N, Rows.Flat<double>(golden.W)).SpectralRadius;
        Assert.Equal(golden.SpectralRadiusW, radius, 1e-9 * golden.SpectralRadiusW);
    }

    private static void Run(string name, SolverMethod method, bool inFloat)
    {
        GoldenCase golden = GoldenCase.Named(name);
        EveryActivation.Run(golden.Activation, inFloat, new Leg(golden, method));
    }

    private static SolverOptions OptionsFor(SolverMethod method, double tolerance) => method == SolverMethod.Euler
        ? new() { Method = method, Tolerance = tolerance, StepSize = 0.1, StepLimit = 2500 }
        : new() { Method = method, Tolerance = tolerance };

    private sealed record Leg(GoldenCase Golden, SolverMethod Method) : IActivationCase
    {
        private GoldenCase C => Golden;

        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            bool inFloat = typeof(T) == typeof(float);
            double solve = inFloat ? 1e-6 : 1e-13;
            (double kappa, double inverse) = Condition();
            double first = inFloat ? (kappa * (C.N + 4) * Math.ScaleB(1, -24)) + (solve * inverse) : 1e-9;
            double later = inFloat ? kappa * kappa * first : 1e-9;
            RateNetwork<T, TActivation> network = new(Rows.Flat<T>(C.W), C.N, f);
            FixedPointSolver<T, TActivation> solver = new(network, C.Batch, OptionsFor(Method, solve));
            T[] drive = Rows.Flat<T>(C.X), rates = new T[drive.Length], gains = new T[drive.Length];
            SolveSummary<T> solved = solver.Solve(drive, rates, gains);
            Assert.True(solved.AllConverged, $"{solved.Converged} of {C.Batch} converged");
            double[][] r = Rows.From<T>(rates, C.Batch, C.N), g = Rows.From<T>(gains, C.Batch, C.N);
            Rows.AssertClose(C.R, r, first, "r");
            Rows.AssertClose(C.Gain, g, inFloat ? later : first, "gain");

            // Loss and its gradient are the twin's, of the library's rates: the library's own are tested where they live.
            double loss = C.IsCrossEntropy ? Twin.CrossEntropy.MeanLoss(C.Readout, r, C.Labels) : Twin.SquaredError.MeanLoss(r, C.Targets);
            double[][] e = C.IsCrossEntropy
                ? Twin.CrossEntropy.Gradients(C.Readout, r, C.Labels)
                : Twin.SquaredError.Gradients(r, C.Targets);
            Rows.AssertClose([C.LossValue], [loss], inFloat ? later : first, "lossValue");
            Rows.AssertClose(C.LossGradR, e, inFloat ? later : first, "lossGradR");
            T[] error = Rows.Flat<T>(e);

            foreach (AdjointMethod method in ExactAdjoints)
            {
                // In float the exact residual has its floor at 1.0·10⁻⁶ of max|e| for sample 8 of
                // tanh-ce-17, at 2.1·10⁻⁶ for one of relu-ce-16.
                AdjointOptions options = new() { Method = method, Tolerance = inFloat ? 4e-6 : 1e-13 };
                FixedPointSolver<T, TActivation> fresh = new(network, C.Batch, adjointOptions: options);
                T[] lambda = new T[drive.Length];
                SolveSummary<T> adjoint = fresh.Adjoint(gains, error, lambda);
                Assert.True(
                    adjoint.AllConverged,
                    $"adjoint by {method}: {string.Join(' ', adjoint.Statuses.ToArray())}, "
                    + $"residuals {string.Join(' ', adjoint.Residuals.ToArray())}");
                Rows.AssertClose(C.Adjoint, Rows.From<T>(lambda, C.Batch, C.N), later, $"adjoint by {method}");
                AssertStep(solver, new Euclidean(), T.NegativeOne, rates, gains, lambda, C.EuclideanGradient, later,
                    $"euclideanGradient by {method}");
            }

            T eta = T.CreateTruncating(C.Eta);
            AssertStep(solver, new LinearizedReparameterized(), T.NegativeOne, rates, gains, error, C.LinearizedDirection,
                later, "linearizedDirection");
            AssertStep(solver, new GainVariant(), T.NegativeOne, rates, gains, error, C.VariantDirection, later, "variantDirection");
            AssertStep(solver, new FiniteStep(), eta, rates, gains, error, C.FiniteStepPerSampleMean, later, "finiteStepPerSampleMean");
            if (C.LinearizedStep is { } step)
                AssertStep(solver, new LinearizedReparameterized(), eta, rates, gains, error, step, later, "linearizedStep");
            AssertDenominators(network.Recurrent, rates, gains, error, eta, later);
            if (C.ReparameterizedStep is { } exact) AssertReparameterized(network.Recurrent, drive, gains, error, eta, exact, later);
        }

        private void AssertStep<T, TActivation, TRule>(
            FixedPointSolver<T, TActivation> solver, TRule rule, T rate, T[] rates, T[] gains, T[] error, double[][] expected,
            double tolerance, string what)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
            where TRule : struct, ILearningRule
        {
            T[] delta = new T[C.N * C.N];
            ReadOnlySpan<SolveStatus> statuses = solver.Accumulate(rule, rate, rates, gains, error, delta);
            Assert.Equal(-1, statuses.IndexOfAnyExcept(SolveStatus.Converged));
            Rows.AssertClose(expected, Rows.From<T>(delta, C.N, C.N), tolerance, what);
        }

        // The finite step's a is the linearized a over 1 + s: the denominator of each sample is the quotient at a's largest entry.
        private void AssertDenominators<T>(PackedWeights<T> weights, T[] rates, T[] gains, T[] error, T eta, double tolerance)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int n = C.N;
            T[] plain = new T[C.Batch * n], divided = new T[C.Batch * n], right = new T[C.Batch * n];
            SolveStatus[] statuses = new SolveStatus[C.Batch];
            AlignedBuffer<T> scratch = Rule.Scratch<FiniteStep, T>(C.Batch, n).Allocate<T>();
            RuleBatch<T> batch = new(n, rates, gains, error);
            new LinearizedReparameterized().Factors(weights, eta, batch, plain, right, statuses, scratch.Scratch);
            new FiniteStep().Factors(weights, eta, batch, divided, right, statuses, scratch.Scratch);
            double[] denominators = [.. Enumerable.Range(0, C.Batch).Select(k =>
            {
                int at = Enumerable.Range(k * n, n).MaxBy(i => T.Abs(plain[i]));
                return double.CreateTruncating(plain[at] / divided[at]);
            })];
            Rows.AssertClose(C.FiniteStepDenominators, denominators, tolerance, "finiteStepDenominators");
        }

        private void AssertReparameterized<T>(
            PackedWeights<T> weights, T[] drive, T[] gains, T[] error, T eta, double[][] expected, double tolerance)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int n = C.N;
            int[] pivots = new int[Math.Max(n, C.Batch)];
            T[] one = gains[..n], dense = new T[n * n], woodbury = new T[n * n];
            Assert.Equal(SolveStatus.Converged, Reparameterized.AccumulateDense<T>(
                weights, one, eta, drive, error, dense, pivots, Reparameterized.DenseScratch<T>(C.Batch, n).Allocate<T>().Scratch));
            Assert.Equal(SolveStatus.Converged, Reparameterized.AccumulateWoodbury<T>(
                weights, one, eta, drive, error, woodbury, pivots, Reparameterized.WoodburyScratch<T>(C.Batch, n).Allocate<T>().Scratch));
            Rows.AssertClose(expected, Rows.From<T>(dense, n, n), tolerance, "reparameterizedStep, dense");
            Rows.AssertClose(expected, Rows.From<T>(woodbury, n, n), tolerance, "reparameterizedStep, Woodbury");
        }

        // The largest over the samples of ‖J‖‖J⁻¹‖ and ‖J⁻¹‖, row sums.
        private (double Kappa, double Inverse) Condition()
        {
            double kappa = 0, largest = 0;
            foreach (double[] g in C.Gain)
            {
                double[][] j = Twin.NewtonIteration.Jacobian(C.W, g);
                double inverse = Norm(Twin.GaussianElimination.Inverse(j));
                kappa = Math.Max(kappa, Norm(j) * inverse);
                largest = Math.Max(largest, inverse);
            }

            return (kappa, largest);
        }

        private static double Norm(double[][] a) => a.Max(row => row.Sum(Math.Abs));
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Networks;

/// <summary>The potential form v = W f(v) + x has the rate form's fixed points, r = f(v), and its own dynamics.</summary>
public sealed class PotentialMapTests
{
    private const int N = 14;
    private const int Batch = 5;

    public static TheoryData<string, bool> Cases => EveryActivation.InBothTypes;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void Both_forms_have_the_same_fixed_points(string activation, bool inFloat) =>
        EveryActivation.Run(activation, inFloat, new SameFixedPoints());

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void Euler_steps_of_the_potential_against_the_twin(string activation, bool inFloat) =>
        EveryActivation.Run(activation, inFloat, new EulerSteps());

    [Fact, Trait("Leg", "Any")]
    public void Jacobians_and_transposed_products_are_their_forms()
    {
        RandomSample s = new(3, N, 1, -1);
        PackedWeights<double> weights = new(Rows.Flat<double>(s.W), N, N);
        RateMap<double, Dense<double>, Uniform<Tanh>> rate = new(weights, default);
        PotentialMap<double, Dense<double>, Uniform<Tanh>> potential = new(weights, default);
        double[] jacobian = new double[N * N], product = new double[N];
        AlignedBuffer<double> scratch = ScratchSize.Max(rate.Scratch(1), potential.Scratch(1)).Allocate<double>();
        double[][] transposed = Twin.DenseMatrix.Transpose(s.W);

        // Entries: one product, and one difference on the diagonal. Products: N terms of either sign,
        // (N + 2) ε of sums that cancel by less than ten.
        rate.Jacobian(s.G, jacobian);
        Rows.AssertClose(Twin.NewtonIteration.Jacobian(s.W, s.G), Rows.From<double>(jacobian, N, N), 4.5e-16, "I − G W");
        rate.TransposedProduct(1, s.G, s.E, product, scratch.Scratch);
        Rows.AssertClose(
            Twin.DenseMatrix.Multiply(transposed, Twin.DenseMatrix.Multiply(s.G, s.E)), product, 10 * (N + 2) * 1.2e-16, "Wᵀ G u");
        double[][] form =
            Twin.DenseMatrix.Subtract(Twin.DenseMatrix.Identity(N), Twin.DenseMatrix.Multiply(s.W, Twin.DenseMatrix.Diagonal(s.G)));
        potential.Jacobian(s.G, jacobian);
        Rows.AssertClose(form, Rows.From<double>(jacobian, N, N), 4.5e-16, "I − W G");
        potential.TransposedProduct(1, s.G, s.E, product, scratch.Scratch);
        Rows.AssertClose(
            Twin.DenseMatrix.Multiply(s.G, Twin.DenseMatrix.Multiply(transposed, s.E)), product, 10 * (N + 2) * 1.2e-16, "G Wᵀ u");
    }

    // ρ(W) = 0.3 and small inputs: one fixed point near 0 for every activation, the square included.
    private static RandomNet Net => new(51, N, 0.3, Batch, 0.3);

    private sealed class SameFixedPoints : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            foreach (SolverMethod method in new[] { SolverMethod.Auto, SolverMethod.Newton, SolverMethod.Iterate, SolverMethod.Chord })
            {
                FixedPointSolver<T, TActivation> solver = new(Net.Network<T, TActivation>(f), Batch, new() { Method = method });
                T[] drive = Rows.Flat<T>(Net.X), rates = new T[drive.Length], potentials = new T[drive.Length],
                    values = new T[drive.Length];
                Assert.True(solver.Solve(drive, rates).AllConverged);
                SolveSummary<T> solved = solver.SolvePotential(drive, potentials);
                Assert.True(solved.AllConverged);
                Activation.Apply<TActivation, T>(f, potentials, values);

                // Both residuals are at most the tolerance; ‖(I − GW)⁻¹‖ and |f′| are below 3 here, so
                // twice 3 · 3 tolerances lie between them.
                double tolerance = 18 * double.CreateTruncating(solver.Tolerance);
                for (int i = 0; i < rates.Length; i++)
                    Assert.Equal(double.CreateTruncating(rates[i]), double.CreateTruncating(values[i]), tolerance);
                for (int k = 0; k < Batch; k++)
                {
                    double[] v = Rows.From<T>(potentials.AsSpan(k * N, N));
                    double residual = Twin.PotentialMap.Residual(Rows.Rounded<T>(Net.W), Rows.From<T>(drive.AsSpan(k * N, N)), twin, v);
                    Assert.InRange(residual, 0, 2 * double.CreateTruncating(solver.Tolerance));
                }
            }
        }
    }

    private sealed class EulerSteps : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            SolverOptions options = new() { Method = SolverMethod.Euler, StepSize = 0.125, StepLimit = 20 };
            FixedPointSolver<T, TActivation> solver = new(Net.Network<T, TActivation>(f), Batch, options);
            T[] drive = Rows.Flat<T>(Net.X), potentials = new T[drive.Length];
            SolveSummary<T> solved = solver.SolvePotential(drive, potentials);

            // Twenty steps of N + 6 roundings at values of order 1, each step contracting.
            double tolerance = 20 * (N + 6) * (typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53));
            for (int k = 0; k < Batch; k++)
            {
                double[] expected =
                    Twin.EulerRelaxation.Potential(Rows.Rounded<T>(Net.W), Rows.From<T>(drive.AsSpan(k * N, N)), twin, 0.125, 20);
                Rows.AssertClose(expected, Rows.From<T>(potentials.AsSpan(k * N, N)), tolerance, $"v {k}");
                Assert.Equal(21, solved.Steps[k]);
            }
        }
    }
}

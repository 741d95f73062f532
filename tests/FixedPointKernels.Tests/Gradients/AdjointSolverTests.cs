using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Gradients;

/// <summary>λ = G (I − Wᵀ G)⁻¹ e by every exact method, and the Neumann series, against the twin.</summary>
public sealed class AdjointSolverTests
{
    public static TheoryData<AdjointMethod, int, bool> Exact
    {
        get
        {
            TheoryData<AdjointMethod, int, bool> rows = [];
            foreach (AdjointMethod method in new[] { AdjointMethod.Direct, AdjointMethod.Shared, AdjointMethod.Gmres })
            {
                foreach (int n in new[] { 1, 7, 20, 45, 130 })
                {
                    rows.Add(method, n, false);
                    rows.Add(method, n, true);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void Exact_methods(AdjointMethod method, int n, bool inFloat)
    {
        if (inFloat) CheckExact<float>(method, n);
        else CheckExact<double>(method, n);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public void The_Neumann_series_has_the_terms_asked_for(int terms)
    {
        CheckNeumann<float>(terms);
        CheckNeumann<double>(terms);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_truncated_series_says_whether_it_is_the_adjoint()
    {
        // W = ½: after K further terms the residual is 2⁻⁽ᴷ⁺¹⁾|e|, below 10⁻¹⁰|e| from K = 33 on.
        foreach ((int terms, SolveStatus status) in new[] { (10, SolveStatus.StepLimit), (40, SolveStatus.Converged) })
        {
            FixedPointSolver<double, Linear> solver = new(
                new RateNetwork<double, Linear>([0.5], 1), 1, null, new() { Method = AdjointMethod.Neumann, Terms = terms });
            SolveSummary<double> adjoint = solver.Adjoint([1], [3], new double[1]);
            Assert.Equal(status, adjoint.Status(0));
            Assert.Equal(3 * Math.ScaleB(1, -terms - 1), adjoint.Residual(0));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Kept_factors_that_overflow_give_way_to_fresh_ones()
    {
        // A reused 1×1 factor of 10⁻³²⁰: 1/10⁻³²⁰ is infinite.
        PackedWeights<double> weights = new([0.5], 1, 1);
        FactorStore<double> kept = new(1, 1);
        kept.Matrix(0)[0] = 1e-320;
        kept.Own(0, good: true);
        AdjointSolver<double, RateMap<double, Dense<double>, Uniform<Linear>>> solver = new(new(weights, default), 1, null, kept);
        double[] u = new double[1];
        SolveSummary<double> adjoint = solver.Solve([1], [1], u);
        Assert.Equal(SolveStatus.Converged, adjoint.Status(0));
        Assert.Equal(1, adjoint.Factorizations);
        Assert.Equal(2, u[0]);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_row_that_is_not_finite_is_its_own_affair()
    {
        const int n = 6;
        RandomNet net = new(9, n, 0.8, 3);
        foreach (AdjointMethod method in new[] { AdjointMethod.Direct, AdjointMethod.Neumann })
        {
            FixedPointSolver<double, Linear> solver = new(net.Network<double, Linear>(), 3, null, new() { Method = method });
            double[] gains = new double[3 * n], error = Rows.Flat<double>(net.E), clean = new double[3 * n], lambda = new double[3 * n];
            Array.Fill(gains, 0.9);
            solver.Adjoint(gains, error, clean);
            error[n + 2] = double.NaN;
            SolveSummary<double> adjoint = solver.Adjoint(gains, error, lambda);
            Assert.Equal(SolveStatus.NonFinite, adjoint.Status(1));
            Assert.All(lambda[n..(2 * n)], l => Assert.True(double.IsNaN(l)));
            Assert.Equal(clean[..n], lambda[..n]);
            Assert.Equal(clean[(2 * n)..], lambda[(2 * n)..]);
        }
    }

    private static void CheckExact<T>(AdjointMethod method, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Gains from 0 to 1.5 over weights of radius 1.5: far outside the reach of the plain series. 70
        // samples: more than the rows side by side.
        const int batch = 70;
        bool inFloat = typeof(T) == typeof(float);
        double tolerance = inFloat ? 1e-5 : 1e-12;
        RandomNet net = new(600 + n, n, 1.5, batch);
        double[][] w = Rows.Rounded<T>(net.W), e = Rows.Rounded<T>(net.E), g = new double[batch][];
        for (int k = 0; k < batch; k++) g[k] = new RandomSample(700 + k, n, 1, -1).G;
        g = Rows.Rounded<T>(g);
        FixedPointSolver<T, Linear> solver = new(
            new RateNetwork<T, Linear>(Rows.Flat<T>(w), n), batch, null, new() { Method = method, Tolerance = tolerance });
        T[] lambda = new T[batch * n];
        SolveSummary<T> adjoint = solver.Adjoint(Rows.Flat<T>(g), Rows.Flat<T>(e), lambda);
        for (int k = 0; k < batch; k++)
        {
            double[] actual = Rows.From<T>(lambda.AsSpan(k * n, n)), expected = Twin.Adjoint.Solve(w, g[k], e[k]);
            double[][] inverse = Twin.GaussianElimination.Inverse(Twin.Adjoint.Matrix(w, g[k]));
            double norm = Twin.DenseMatrix.Largest(
                Twin.DenseMatrix.Multiply(Array.ConvertAll(inverse, row => Array.ConvertAll(row, Math.Abs)), OnesOf(n)));
            double size = Twin.DenseMatrix.Largest(e[k]);

            // λ = G u and |u − û| ≤ ‖(I − WᵀG)⁻¹‖ · residual; the residual is the one reported, plus the rounding of its
            // own evaluation: (n + 4) ε (1 + ‖W‖‖g‖)|u|.
            double epsilon = inFloat ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
            double rounding = (n + 4) * epsilon * (1 + (1.5 * 1.5 * 3 * Math.Sqrt(n))) * norm * size;
            double bound = 1.5 * norm * (double.CreateTruncating(adjoint.Residual(k)) + rounding);
            double difference = Twin.DenseMatrix.Largest(Twin.DenseMatrix.AddScaled(actual, -1, expected));
            Assert.True(difference <= bound, $"sample {k}: {difference:E2} > {bound:E2}, {adjoint.Status(k)}");
            if (norm < 30) Assert.Equal(SolveStatus.Converged, adjoint.Status(k));
            if (adjoint.Status(k) == SolveStatus.Converged)
                Assert.True(double.CreateTruncating(adjoint.Residual(k)) <= tolerance * size * 1.0001);
        }

        Assert.True(adjoint.Converged > batch / 2, $"{adjoint.Converged} converged");
    }

    private static void CheckNeumann<T>(int terms)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int n = 11;
        RandomNet net = new(61, n, 0.7, 3);
        double[][] w = Rows.Rounded<T>(net.W), e = Rows.Rounded<T>(net.E);
        AdjointOptions options = terms == 0 ? AdjointOptions.OneStep : new() { Method = AdjointMethod.Neumann, Terms = terms };
        FixedPointSolver<T, Linear> solver = new(new RateNetwork<T, Linear>(Rows.Flat<T>(w), n), 3, null, options);
        T[] lambda = new T[3 * n], gains = new T[3 * n];
        Array.Fill(gains, T.CreateTruncating(0.75));
        solver.Adjoint(gains, Rows.Flat<T>(e), lambda);
        double[] g = OnesOf(n, 0.75);

        // Each term adds (n + 3) roundings of values that stay below a few |e|, and later terms shrink.
        double tolerance = 4 * (terms + 1) * (n + 3) * (typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53));
        for (int k = 0; k < 3; k++)
            Rows.AssertClose(Twin.NeumannAdjoint.Solve(w, g, e[k], terms), Rows.From<T>(lambda.AsSpan(k * n, n)), tolerance, $"λ {k}");
    }

    private static double[] OnesOf(int n, double value = 1)
    {
        double[] ones = new double[n];
        Array.Fill(ones, value);
        return ones;
    }
}

using System;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Reference;

/// <summary>The plain linear algebra under the twin: elimination, inverses, angles, weight decay.</summary>
public sealed class DenseTests
{
    [Fact, Trait("Leg", "Any")]
    public void Elimination_solves_to_a_small_backward_error()
    {
        for (int n = 1; n <= 24; n++)
        {
            double[][] a = RandomSample.Normal(new Random(n), n, n);
            double[] b = RandomSample.Normal(new Random(n + 100), 1, n)[0];
            double[] x = GaussianElimination.Solve(a, b);
            double[] residual = DenseMatrix.AddScaled(b, -1, DenseMatrix.Multiply(a, x));

            // |b − A x| ≤ 3nε |L||U||x| ≤ 3nε·n·growth·max|A|·max|x|, and growth stays below n for random matrices of this size.
            double bound = 3.0 * n * 2.3e-16 * n * n * DenseMatrix.Largest(a) * DenseMatrix.Largest(x);
            Assert.InRange(DenseMatrix.Largest(residual), 0, bound);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Elimination_exchanges_rows_where_the_first_pivot_is_zero()
    {
        Assert.Equal([[0, 0.5], [1, 0]], GaussianElimination.Inverse([[0, 1], [2, 0]]));
        Assert.False(double.IsFinite(GaussianElimination.Solve([[1, 2], [2, 4]], [1, 0])[0]));
    }

    [Fact, Trait("Leg", "Any")]
    public void Products_by_hand()
    {
        double[][] a = [[1, 2, 3], [4, 5, 6]];
        Assert.Equal([[14, 32], [32, 77]], DenseMatrix.Multiply(a, DenseMatrix.Transpose(a)));
        Assert.Equal([8, 20], DenseMatrix.Multiply(a, [2, 0, 2]));
        Assert.Equal([[3, 4], [6, 8]], DenseMatrix.Outer([1, 2], [3, 4]));
        Assert.Equal(91, DenseMatrix.Dot(a, a));
    }

    [Fact, Trait("Leg", "Any")]
    public void Angles_by_hand()
    {
        double[][] right = [[1, 0], [0, 0]];
        double[][] up = [[0, 1], [0, 0]];
        double[][] diagonal = DenseMatrix.Add(right, up);

        // acos near its middle loses no digits: a few ε of a radian are 10⁻¹³ degrees. At 0° it loses half of them.
        Assert.Equal(90, Angles.Euclidean(right, up), 1e-12);
        Assert.Equal(45, Angles.Euclidean(right, diagonal), 1e-12);
        Assert.Equal(180, Angles.Euclidean(right, DenseMatrix.Scale(-3, right)), 1e-5);

        // W = 0, G = diag(1, 2): A = diag(1, 2), A U A = [[1, 0], [0, 0]] and [[0, 2], [0, 0]]; their sum makes atan 2 with the first.
        double[][] zero = DenseMatrix.Zeros(2, 2);
        Assert.Equal(Math.Atan(2) * 180 / Math.PI, Angles.UnderMetric(zero, [1, 2], right, diagonal), 1e-12);
        Assert.Equal(4, Angles.InnerProduct(zero, [1, 2], up, diagonal), 1e-14);
    }

    [Fact, Trait("Leg", "Any")]
    public void For_unit_gains_the_linearized_direction_is_the_gradient_under_the_metric()
    {
        // ⟨a bᵀ, V⟩_W = ⟨λ rᵀ, V⟩ for every V: A a = e, bᵀ A = ((I − W) r)ᵀ and A (I − W) r = r leave eᵀ A V r = λᵀ V r.
        double[] ones = [1, 1, 1, 1, 1];
        for (int seed = 0; seed < 20; seed++)
        {
            RandomSample s = new(seed, 5, 0.5, 1);
            double[][] v = RandomSample.Normal(new Random(seed), 5, 5);
            (double[] a, double[] b) = LinearizedRule.Factors(s.W, ones, s.R, s.E);
            double metric = Angles.InnerProduct(s.W, ones, DenseMatrix.Outer(a, b), v);
            double euclidean = DenseMatrix.Dot(EuclideanRule.Gradient(s.W, ones, s.R, s.E), v);

            // The products of |A|² |a||b||V||A|² are below 10³ and A is good to n κ(I − W) ε ≈ 5·50·ε.
            Assert.Equal(euclidean, metric, 1e3 * 5 * 50 * 2.3e-16);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Weight_decay_by_hand() =>
        Assert.Equal([[2 + 1 - (0.5 * 0.25 * 2)]], WeightDecay.Apply([[2]], [[1]], 0.5, 0.25));
}

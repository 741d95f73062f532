using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Weights;

/// <summary>Both packed copies follow W through every change, and a change that would not be finite is refused whole.</summary>
public sealed class PackedWeightsTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(20, 33)]
    public void Products_follow_every_change(int outputs, int inputs)
    {
        Check<double>(outputs, inputs);
        Check<float>(outputs, inputs);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1.7e308)]
    public void A_change_that_would_not_be_finite_is_refused_whole(double bad)
    {
        // The last entry spoils it: the ones before it must not have been touched. 1.7·10³⁰⁸ is finite, its sum with 10³⁰⁸ is not.
        double[] w = [1, 2, 3, 1e308];
        PackedWeights<double> weights = new(w, 2, 2);
        double[] before = new double[2], after = new double[2];
        weights.Multiply(1, [1, 1e-300], 0, before);
        Assert.False(weights.Add([1, 1, 1, bad]));
        Assert.Equal(w, weights.Values.ToArray());
        weights.Multiply(1, [1, 1e-300], 0, after);
        Assert.Equal(before, after);
    }

    [Fact, Trait("Leg", "Any")]
    public void Misuse_throws_and_changes_nothing()
    {
        PackedWeights<float> weights = new([1, 2, 3, 4, 5, 6], 2, 3);
        Assert.Contains("2×3", Assert.Throws<ArgumentException>(() => weights.Set(new float[5])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "[1, 0]", Assert.Throws<ArgumentException>(() => weights.Set([1, 1, 1, float.NaN, 1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("2×3", Assert.Throws<ArgumentException>(() => weights.Add(new float[7])).Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4, 5, 6], weights.Values.ToArray());
        Assert.Throws<ArgumentException>(() => new PackedWeights<float>([1, float.PositiveInfinity], 1, 2));
        Assert.ThrowsAny<ArgumentException>(() => new PackedWeights<float>([], 0, 2));
    }

    private static void Check<T>(int outputs, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int rows = 3;
        double[][] w = Rows.Rounded<T>(RandomSample.Normal(new Random(1), outputs, inputs)),
            change = Rows.Rounded<T>(RandomSample.Normal(new Random(2), outputs, inputs));
        PackedWeights<T> weights = new(Rows.Flat<T>(w), outputs, inputs);
        AssertProducts(weights, w);
        Assert.True(weights.Add(Rows.Flat<T>(change)));
        AssertProducts(weights, Rows.Rounded<T>(Twin.DenseMatrix.Add(w, change)));
        weights.Set(Rows.Flat<T>(change));
        AssertProducts(weights, change);

        static void AssertProducts(PackedWeights<T> weights, double[][] w)
        {
            int outputs = w.Length, inputs = w[0].Length;
            double[][] r = Rows.Rounded<T>(RandomSample.Normal(new Random(3), rows, inputs)),
                u = Rows.Rounded<T>(RandomSample.Normal(new Random(4), rows, outputs));
            T[] forward = new T[rows * outputs], backward = new T[rows * inputs];
            Array.Fill(backward, T.One);
            weights.Multiply(rows, Rows.Flat<T>(r), T.Zero, forward);
            weights.MultiplyTransposed(rows, Rows.Flat<T>(u), T.One, backward);
            double epsilon = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
            for (int k = 0; k < rows; k++)
            {
                AssertEntries(w, r[k], 0, Rows.From<T>(forward.AsSpan(k * outputs, outputs)), epsilon);
                AssertEntries(Twin.DenseMatrix.Transpose(w), u[k], 1, Rows.From<T>(backward.AsSpan(k * inputs, inputs)), epsilon);
            }
        }

        // |fl(Σ wᵢ rᵢ) − Σ wᵢ rᵢ| ≤ γₙ₊₁ Σ|wᵢ||rᵢ|, for the twin's sum too.
        static void AssertEntries(double[][] w, double[] r, double start, double[] actual, double epsilon)
        {
            double[] exact = Twin.DenseMatrix.Multiply(w, r);
            double[] size = Twin.DenseMatrix.Multiply([.. w.Select(row => Array.ConvertAll(row, Math.Abs))], Array.ConvertAll(r, Math.Abs));
            for (int i = 0; i < exact.Length; i++) Assert.InRange(actual[i] - exact[i] - start,
                -(2 * (r.Length + 2) * epsilon * (size[i] + start)), 2 * (r.Length + 2) * epsilon * (size[i] + start));
        }
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Rules;

/// <summary>The reparameterized step of a linear network: Woodbury, dense and twin agree for fewer, as many
/// and more samples than neurons.</summary>
public sealed class ReparameterizedTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(10, 1)]
    [InlineData(10, 4)]
    [InlineData(10, 9)]
    [InlineData(10, 10)]
    [InlineData(10, 17)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(33, 5)]
    public void Both_forms_and_the_twin_agree(int n, int batch)
    {
        Check<double>(n, batch);
        Check<float>(n, batch);
    }

    [Fact, Trait("Leg", "Any")]
    public void To_first_order_it_is_the_linearized_rule()
    {
        // ΔW₂ = ΔW₃ + O(η²): at η = 10⁻⁶ the difference is 10⁻⁶ relative, times ‖M‖|e||x| of order 10².
        const int n = 8, batch = 3;
        RandomNet net = new(17, n, 0.5, batch);
        PackedWeights<double> weights = new(Rows.Flat<double>(net.W), n, n);
        double[][] rates = new double[batch][], ones = new double[batch][];
        for (int k = 0; k < batch; k++)
        {
            Array.Fill(ones[k] = new double[n], 1);
            rates[k] = Twin.GaussianElimination.Solve(Twin.NewtonIteration.Jacobian(net.W, ones[k]), net.X[k]);
        }

        double[] delta = new double[n * n];
        AlignedBuffer<double> scratch = Reparameterized.Scratch<double>(batch, n).Allocate<double>();
        Assert.Equal(SolveStatus.Converged, Reparameterized.Accumulate<double>(
            weights, ones[0], 1e-6, Rows.Flat<double>(net.X), Rows.Flat<double>(net.E), delta, new int[n], scratch.Scratch));
        Rows.AssertClose(Twin.LinearizedRule.Step(net.W, ones, rates, net.E, 1e-6), Rows.From<double>(delta, n, n), 1e-4, "ΔW");
    }

    [Fact, Trait("Leg", "Any")]
    public void A_singular_step_leaves_the_update_untouched_and_says_so()
    {
        // One neuron, W = 0: M = 1, M⁻¹ + ΔA = 1 − η e x, which is 0 at η e x = 1.
        PackedWeights<double> weights = new([0.0], 1, 1);
        double[] delta = [7];
        Assert.Equal(SolveStatus.Singular, Dense(weights, [1], 1, [1], [1], delta));

        // Two neurons, one sample: the core I + V M U is the same 1 − η e·x.
        PackedWeights<double> two = new([0.0, 0, 0, 0], 2, 2);
        double[] change = [7, 7, 7, 7];
        Assert.Equal(SolveStatus.Singular, Woodbury(two, [1, 1], 1, [1, 0], [1, 0], change));
        Assert.Equal([7, 7, 7, 7], change);

        // M = 0: the linear network with W = I has no A.
        Assert.Equal(SolveStatus.Singular, Dense(new([1.0], 1, 1), [1], 0.5, [1], [1], delta));
        Assert.Equal(SolveStatus.NonFinite, Woodbury(two, [1, 1], 1, [double.NaN, 0], [1, 0], change));
        Assert.Equal([7], delta);
        Assert.Equal([7, 7, 7, 7], change);
    }

    [Fact, Trait("Leg", "Any")]
    public void Misuse_throws()
    {
        PackedWeights<double> two = new([0.0, 0, 0, 0], 2, 2);
        Assert.Contains("gain", Assert.Throws<ArgumentException>(() => Woodbury(two, [1, 0], 1, [1, 0], [1, 0], new double[4])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Woodbury(two, [1, double.NaN], 1, [1, 0], [1, 0], new double[4]));
        Assert.Throws<ArgumentException>(() => Woodbury(two, [1, 1], 1, [1, 0, 0, 0], [1, 0], new double[4]));
        Assert.Throws<ArgumentException>(() => Woodbury(two, [1, 1], 1, [1, 0], [1, 0], new double[3]));
        Assert.Contains("pivots", Assert.Throws<ArgumentException>(() => Reparameterized.Accumulate<double>(
            two, [1, 1], 1, [1, 0], [1, 0], new double[4], new int[1],
            Reparameterized.Scratch<double>(1, 2).Allocate<double>().Scratch)).Message, StringComparison.Ordinal);
    }

    private static void Check<T>(int n, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(300 + n + batch, n, 0.5, batch, 0.3);
        double[][] w = Rows.Rounded<T>(net.W), x = Rows.Rounded<T>(net.X), e = Rows.Rounded<T>(net.E);
        double[] g = Rows.Rounded<T>([new RandomSample(batch, n, 1, 0.5).G])[0];
        PackedWeights<T> weights = new(Rows.Flat<T>(w), n, n);
        double eta = 0.125;
        T rate = T.CreateTruncating(eta);
        T[] dense = new T[n * n], woodbury = new T[n * n], chosen = new T[n * n];
        T[] drives = Rows.Flat<T>(x), errors = Rows.Flat<T>(e), gains = Rows.Flat<T>(g);
        Assert.Equal(SolveStatus.Converged, Dense(weights, gains, rate, drives, errors, dense));
        Assert.Equal(SolveStatus.Converged, Woodbury(weights, gains, rate, drives, errors, woodbury));
        Assert.Equal(SolveStatus.Converged, Reparameterized.Accumulate<T>(
            weights, gains, rate, drives, errors, chosen, new int[Math.Max(n, batch)],
            Reparameterized.Scratch<T>(batch, n).Allocate<T>().Scratch));
        Assert.Equal(batch < n ? woodbury : dense, chosen);

        // Two inverses, of M and of M⁻¹ + ΔA, each good to n κ ε of its largest entry; ΔW is what is left of M after subtraction.
        double[][] m = Twin.ReparameterizedRule.InverseMap(w, g), a = Twin.GaussianElimination.Inverse(m);
        double[][] moved = Twin.DenseMatrix.Add(a, Twin.ReparameterizedRule.StepOfA(x, e, eta)),
            back = Twin.GaussianElimination.Inverse(moved);
        double[][] expected = Twin.ReparameterizedRule.Step(w, g, x, e, eta);
        double kappa = (Norm(m) * Norm(a)) + (Norm(moved) * Norm(back));
        double epsilon = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        double tolerance = 4 * (n + batch) * epsilon * kappa * Math.Max(Norm(m), Norm(back)) / Twin.DenseMatrix.Largest(expected);
        Rows.AssertClose(expected, Rows.From<T>(dense, n, n), tolerance, "dense");
        Rows.AssertClose(expected, Rows.From<T>(woodbury, n, n), tolerance, "Woodbury");
    }

    private static double Norm(double[][] a)
    {
        double largest = 0;
        foreach (double[] row in a)
        {
            double sum = 0;
            foreach (double entry in row) sum += Math.Abs(entry);
            largest = Math.Max(largest, sum);
        }

        return largest;
    }

    private static SolveStatus Dense<T>(PackedWeights<T> weights, T[] gains, T rate, T[] drives, T[] errors, T[] delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = weights.Outputs, batch = errors.Length / n;
        return Reparameterized.AccumulateDense<T>(
            weights, gains, rate, drives, errors, delta, new int[Math.Max(n, batch)],
            Reparameterized.DenseScratch<T>(batch, n).Allocate<T>().Scratch);
    }

    private static SolveStatus Woodbury<T>(PackedWeights<T> weights, T[] gains, T rate, T[] drives, T[] errors, T[] delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = weights.Outputs, batch = errors.Length / n;
        return Reparameterized.AccumulateWoodbury<T>(
            weights, gains, rate, drives, errors, delta, new int[Math.Max(n, batch)],
            Reparameterized.WoodburyScratch<T>(batch, n).Allocate<T>().Scratch);
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using FixedPointKernels.Activations;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests;

/// <summary>A network: what drives it, who may share it, and a user's own activation through the whole path.</summary>
public sealed class RateNetworkTests
{
    [Fact, Trait("Leg", "Any")]
    public void A_matrix_view_gives_the_same_network_as_its_rows()
    {
        // The inner 3×3 and 3×2 parts of larger arrays: strides that are not the width.
        double[,] large = { { 9, 9, 9, 9 }, { 9, 1, 2, 3 }, { 9, 4, 5, 6 }, { 9, 7, 8, -1 } };
        ReadOnlyTensorSpan<double> view = new(large);
        var network = new RateNetwork<double, Tanh>(view[1..4, 1..4]);
        network.SetInputWeights(view[0..3, 2..4]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, -1], network.Weights.ToArray());
        Assert.Equal([9, 9, 2, 3, 5, 6], network.Input!.Values.ToArray());
        Assert.Contains("3×4", Refused(() => _ = new RateNetwork<double, Tanh>(new ReadOnlyTensorSpan<double>(large)[0..3, 0..4])));
        Assert.Contains("2×2", Refused(() => network.SetInputWeights(new ReadOnlyTensorSpan<double>(large)[0..2, 0..2])));
        Assert.Contains("1 dimension", Refused(() => _ = new RateNetwork<double, Tanh>(new ReadOnlyTensorSpan<double>(new double[4]))));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_matrix_of_two_indices_gives_the_same_network_as_its_rows_and_one_by_columns_its_transpose()
    {
        var network = new RateNetwork<double, Tanh>(new double[,] { { 1, 2 }, { 3, 4 } });
        network.SetInputWeights(new double[,] { { 5, 6, 7 }, { 8, 9, 10 } });
        Assert.Equal([1, 2, 3, 4], network.Weights.ToArray());
        Assert.Equal([5, 6, 7, 8, 9, 10], network.Input!.Values.ToArray());
        Assert.Contains("2×3", Refused(() => _ = new RateNetwork<double, Tanh>(new double[2, 3])));
        Assert.Contains("0×3", Refused(() => _ = new RateNetwork<double, Tanh>(new double[0, 3])));
        Assert.Contains("3×2", Refused(() => network.SetInputWeights(new double[3, 2])));
        Assert.Throws<ArgumentNullException>(() => new RateNetwork<double, Tanh>((double[,])null!));
        var transposed = new RateNetwork<double, Tanh>(new ReadOnlyTensorSpan<double>([1, 2, 3, 4], [2, 2], [1, 2]));
        Assert.Equal([1, 3, 2, 4], transposed.Weights.ToArray());
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(false)]
    [InlineData(true)]
    public void Drive_is_Wx_s_plus_b(bool withBias)
    {
        const int n = 11, m = 17, batch = 4;
        RateNetwork<double, Tanh> network = new RandomNet(1, n, 1, 1).Network<double, Tanh>();
        double[][] wx = RandomSample.Normal(new Random(2), n, m), s = RandomSample.Normal(new Random(3), batch, m);
        double[] b = RandomSample.Normal(new Random(4), 1, n)[0], drive = new double[batch * n], first = new double[n];
        Array.Fill(drive, double.NaN);
        network.SetInputWeights(Rows.Flat<double>(wx), m);
        if (withBias) network.SetBias(b);
        network.Drive(Rows.Flat<double>(s), drive);
        for (int k = 0; k < batch; k++)
        {
            double[] expected = Twin.DenseMatrix.AddScaled(Twin.DenseMatrix.Multiply(wx, s[k]), withBias ? 1 : 0, b);

            // 18 roundings of terms that sum to at most four times the largest result.
            Rows.AssertClose(expected, drive[(k * n)..((k + 1) * n)], 4 * 18 * 2.3e-16, $"x {k}");
            network.Drive(s[k], first);
            Assert.Equal(first, drive[(k * n)..((k + 1) * n)]);
        }

        // Set again: in place for the same shape, anew for another.
        network.SetInputWeights(Rows.Flat<double>(Twin.DenseMatrix.Scale(2, wx)), m);
        network.SetBias(new double[n]);
        network.Drive(s[0], first);
        Rows.AssertClose(Twin.DenseMatrix.Scale(2, Twin.DenseMatrix.Multiply(wx, s[0])), first, 4 * 18 * 2.3e-16, "2 Wx s");
        network.SetInputWeights(new double[n * 2], 2);
        Assert.Equal(2, network.Input!.Inputs);
    }

    [Fact, Trait("Leg", "Any")]
    public void Misuse_throws_with_both_shapes()
    {
        Assert.Contains(
            "3×3", Assert.Throws<ArgumentException>(() => new RateNetwork<float, Tanh>(new float[8], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("[0, 1]", Assert.Throws<ArgumentException>(() => new RateNetwork<float, Tanh>([0, float.NaN, 0, 0], 2)).Message,
            StringComparison.Ordinal);
        RateNetwork<float, Tanh> network = new(new float[4], 2);
        Assert.Contains("SetInputWeights", Assert.Throws<InvalidOperationException>(() => network.Drive([1], new float[2])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "2×3", Assert.Throws<ArgumentException>(() => network.SetInputWeights(new float[5], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("3", Assert.Throws<ArgumentException>(() => network.SetBias(new float[3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.SetBias([1, float.NaN]));
        Assert.True(network.Bias.IsEmpty);
        network.SetInputWeights(new float[6], 3);
        Assert.Contains(
            "2×3", Assert.Throws<ArgumentException>(() => network.Drive(new float[5], new float[4])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "1×2", Assert.Throws<ArgumentException>(() => network.Drive(new float[6], new float[3])).Message, StringComparison.Ordinal);
        Assert.False(network.Update([1, 1, 1, float.PositiveInfinity]));
        Assert.All(network.Weights.ToArray(), w => Assert.Equal(0, w));
        Assert.True(network.Update([1, 2, 3, 4]));
        Assert.Equal([1, 2, 3, 4], network.Weights.ToArray());
    }

    [Fact, Trait("Leg", "Any")]
    public void A_users_own_activation_goes_the_whole_way()
    {
        WholeWay<double>();
        WholeWay<float>();
    }

    [Fact]
    public void Four_threads_with_a_solver_each_get_the_bits_of_one()
    {
        const int n = 40, batch = 30;
        RandomNet net = new(11, n, 1.3, batch);
        RateNetwork<float, Tanh> network = net.Network<float, Tanh>();
        string expected = Path();
        string[] found = new string[16];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => found[i] = Path());
        Assert.All(found, bits => Assert.Equal(expected, bits));

        string Path()
        {
            FixedPointSolver<float, Tanh> solver = new(network, batch);
            float[] drive = Rows.Flat<float>(net.X), error = Rows.Flat<float>(net.E);
            float[] rates = new float[drive.Length], gains = new float[drive.Length], lambda = new float[drive.Length],
                delta = new float[n * n];
            solver.Solve(drive, rates, gains);
            solver.Adjoint(gains, error, lambda);
            solver.Accumulate(new Euclidean(), 0.1f, rates, gains, lambda, delta);
            solver.Accumulate(new FiniteStep(), 0.1f, rates, gains, error, delta);
            return Convert.ToHexString(MemoryMarshal.AsBytes(rates.AsSpan())) + Convert.ToHexString(MemoryMarshal.AsBytes(lambda.AsSpan()))
                + Convert.ToHexString(MemoryMarshal.AsBytes(delta.AsSpan()));
        }
    }

    // z/(1 + |z|), which the twin does not have: the equation itself and a central difference are the reference.
    private static void WholeWay<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int n = 9, batch = 3;
        bool inFloat = typeof(T) == typeof(float);
        double tolerance = inFloat ? 1e-5 : 1e-10;
        RandomNet net = new(13, n, 1.2, batch);
        RateNetwork<T, Softsign> network = net.Network<T, Softsign>(new Softsign(2));
        FixedPointSolver<T, Softsign> solver = new(network, batch, null, new() { Tolerance = inFloat ? 1e-6 : 1e-12 });
        T[] rates = new T[batch * n], gains = new T[batch * n], lambda = new T[batch * n],
            error = Rows.Flat<T>(net.E), delta = new T[n * n];
        Assert.True(solver.Solve(Rows.Flat<T>(net.X), rates, gains).AllConverged);
        Assert.True(solver.Adjoint(gains, error, lambda).AllConverged);
        double[][] w = Rows.Rounded<T>(net.W);
        for (int k = 0; k < batch; k++)
        {
            double[] r = Rows.From<T>(rates.AsSpan(k * n, n)), z = Twin.RateMap.Input(w, Rows.Rounded<T>(net.X)[k], r);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(2 * z[i] / (1 + Math.Abs(z[i])), r[i], 2 * tolerance);

                // The gain belongs to z, itself within the rounding of nine terms.
                Assert.Equal(
                    2 / ((1 + Math.Abs(z[i])) * (1 + Math.Abs(z[i]))), double.CreateTruncating(gains[(k * n) + i]), inFloat ? 1e-5 : 1e-14);
            }

            // λ to its tolerance through an inverse of norm below 30.
            double[] expected = Twin.Adjoint.Solve(w, Rows.From<T>(gains.AsSpan(k * n, n)), Rows.Rounded<T>(net.E)[k]);
            Rows.AssertClose(expected, Rows.From<T>(lambda.AsSpan(k * n, n)), 30 * (inFloat ? 1e-6 : 1e-12), "λ");
        }

        Assert.DoesNotContain(
            SolveStatus.NonFinite, solver.Accumulate(new LinearizedReparameterized(), T.One, rates, gains, error, delta).ToArray());
        Assert.True(network.Update(delta));
    }

    private readonly struct Softsign(double ceiling) : IActivation
    {
        public V Value<S, V, T>(V z)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            S.Divide(S.Multiply(S.Broadcast(T.CreateTruncating(ceiling)), z), S.Add(S.Broadcast(T.One), S.Abs(z)));

        public V Slope<S, V, T>(V z, V value)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            V denominator = S.Add(S.Broadcast(T.One), S.Abs(z));
            return S.Divide(S.Broadcast(T.CreateTruncating(ceiling)), S.Multiply(denominator, denominator));
        }
    }

    private static string Refused(Action call) => Assert.Throws<ArgumentException>(call).Message;
}

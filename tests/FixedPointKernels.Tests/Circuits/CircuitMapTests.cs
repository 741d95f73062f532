using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Memory;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using CoreKind = FixedPointKernels.Circuits.CircuitKind;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>A circuit as a map, against the twin's equations: image, residual, Jacobian and products, in all kinds.</summary>
public sealed class CircuitMapTests
{
    public static TheoryData<TwinKind, double?, int> Circuits
    {
        get
        {
            TheoryData<TwinKind, double?, int> all = [];
            foreach (TwinKind kind in Enum.GetValues<TwinKind>())
            {
                foreach (double? recurrence in (double?[])[null, 1.0])
                {
                    foreach (int n in (int[])[1, 2, 5, 17]) all.Add(kind, recurrence, n);
                }
            }

            return all;
        }
    }

    // Every image is a sum of n + 2 terms: relative to the sum of their magnitudes, and of the state that the twin subtracts, it is good to
    // n + 8 roundings.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Circuits))]
    public void Images_and_residuals_are_those_of_the_equations(TwinKind kind, double? recurrence, int n)
    {
        Compare<double>(kind, recurrence, n);
        Compare<float>(kind, recurrence, n);
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Circuits))]
    public void Jacobians_and_products_are_the_twins(TwinKind kind, double? recurrence, int n)
    {
        (Circuit twin, double[] z) = CoreCircuit.Draw(new(100 + n), n, kind, recurrence);
        CircuitMap<double> map = new(CoreCircuit.Of<double>(twin));
        double[] state = State(new(7), n);
        double[] linearization = Linearize(map, state, z);
        double[][] slopes = twin.Jacobian(state[..n], state[n..]);
        double[] tau = [.. twin.TauY, .. twin.TauA], jacobian = new double[4 * n * n],
            unit = new double[2 * n], product = new double[2 * n], transposed = new double[2 * n];
        Scratch<double> scratch = map.Scratch(1).Allocate<double>().Scratch;
        map.Jacobian(linearization, jacobian);
        for (int i = 0; i < 2 * n; i++)
        {
            double largest = slopes[i].Max(Math.Abs) * tau[i];
            for (int j = 0; j < 2 * n; j++) Assert.Equal(-slopes[i][j] * tau[i], jacobian[(2 * n * i) + j], 1e-14 * (1 + largest));
        }

        for (int j = 0; j < 2 * n; j++)
        {
            unit[j] = 1;
            map.Product(1, linearization, unit, product, scratch);
            map.TransposedProduct(1, linearization, unit, transposed, scratch);
            unit[j] = 0;
            for (int i = 0; i < 2 * n; i++)
            {
                double here = i == j ? 1 : 0;
                Assert.Equal(here - jacobian[(2 * n * i) + j], product[i], 1e-14 * (1 + Math.Abs(product[i])));
                Assert.Equal(here - jacobian[(2 * n * j) + i], transposed[i], 1e-14 * (1 + Math.Abs(transposed[i])));
            }
        }

        double[] fed = new double[n];
        map.DriveProduct(1, linearization, state, fed, scratch);
        for (int i = 0; i < n; i++) Assert.Equal(twin.B[i] * state[i], fed[i]);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(TwinKind.Main)]
    [InlineData(TwinKind.RectIn)]
    [InlineData(TwinKind.RectOut)]
    public void A_row_of_a_batch_has_the_bits_of_one_alone_and_takes_no_memory(TwinKind kind)
    {
        const int n = 13, rows = 70;
        (Circuit twin, _) = CoreCircuit.Draw(new(3), n, kind, 1);
        CircuitMap<float> map = new(CoreCircuit.Of<float>(twin));
        Random random = new(5);
        float[] states = [.. Enumerable.Range(0, rows).SelectMany(_ => CoreCircuit.Convert<float>(State(random, n)))];
        float[] drives = [.. Enumerable.Range(0, rows * n).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] images = new float[2 * n * rows], linearizations = new float[3 * n * rows], residuals = new float[rows];
        AlignedBuffer<float> scratch = map.Scratch(rows).Allocate<float>();
        ZeroBytes.Assert("Evaluate", () => map.Evaluate(rows, states, drives, images, linearizations, residuals, scratch.Scratch));
        float[] image = new float[2 * n], linearization = new float[3 * n], residual = new float[1];
        for (int k = 0; k < rows; k++)
        {
            map.Evaluate(
                1, states.AsSpan(2 * n * k, 2 * n), drives.AsSpan(n * k, n), image, linearization, residual, scratch.Scratch);
            Assert.True(image.AsSpan().SequenceEqual(images.AsSpan(2 * n * k, 2 * n)));
            Assert.True(linearization.AsSpan().SequenceEqual(linearizations.AsSpan(3 * n * k, 3 * n)));
            Assert.Equal(residual[0], residuals[k]);
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(0, double.NaN)]
    [InlineData(1, double.NaN)]
    [InlineData(4, double.NaN)]
    [InlineData(5, -1e-3)]
    [InlineData(3, double.PositiveInfinity)]
    public void What_is_no_state_has_no_residual_and_harms_no_other(int at, double value)
    {
        const int n = 3;
        foreach (TwinKind kind in Enum.GetValues<TwinKind>())
        {
            (Circuit twin, double[] z) = CoreCircuit.Draw(new(3), n, kind, 1);
            CircuitMap<double> map = new(CoreCircuit.Of<double>(twin));
            double[] good = State(new(1), n), bad = [.. good], residuals = new double[2], alone = new double[1];
            bad[at] = value;
            double[] images = new double[4 * n];
            Scratch<double> scratch = map.Scratch(2).Allocate<double>().Scratch;
            map.Evaluate(2, [.. bad, .. good], [.. z, .. z], images, default, residuals, scratch);
            map.Evaluate(1, good, z, images.AsSpan(0, 2 * n), default, alone, scratch);
            Assert.True(double.IsNaN(residuals[0]), $"{kind}: {residuals[0]}");
            Assert.Equal(alone[0], residuals[1]);
        }
    }

    // Whatever Wr is; where a floor of 0 and a pool of 0 leave no a over 0 it is 0.01.
    [Fact]
    public void It_starts_at_the_closed_form_of_the_identity()
    {
        double[] ones = [1, 1], starts = new double[8], expected = [Math.Sqrt(3) / 2, 1, 4, 4, 0, 0.01, 1, 0.01];
        Circuit<double> circuit = new(CoreKind.Main, [1, 0, 0, 1], [0, 1, -1, 0], ones, ones, [1, 0], ones, ones);
        Start(new CircuitMap<double>(circuit), [Math.Sqrt(3), 2, 0, 0], starts);
        for (int i = 0; i < 8; i++) Assert.Equal(expected[i], starts[i], 1e-15);

        static void Start<TMap>(TMap map, double[] drives, double[] states)
            where TMap : struct, IFixedPointMap<TMap, double> =>
            TMap.Start(map, 2, drives, states, map.Scratch(2).Allocate<double>().Scratch);
    }

    private static void Compare<T>(TwinKind kind, double? recurrence, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Circuit drawn, double[] given) = CoreCircuit.Draw(new(n), n, kind, recurrence);
        double[] Rounded(double[] values) => Array.ConvertAll(CoreCircuit.Convert<T>(values), double.CreateTruncating);
        double[][] RoundedRows(double[][] rows) => [.. rows.Select(Rounded)];
        Circuit<T> circuit = CoreCircuit.Of<T>(drawn);
        double[] floor = Array.ConvertAll(circuit.Floor.ToArray(), double.CreateTruncating);
        Circuit twin = drawn with
        {
            W = RoundedRows(drawn.W),
            Wr = RoundedRows(drawn.Wr),
            B = Rounded(drawn.B),
            B0 = [.. floor.Select(Math.Sqrt)],
            Sigma = [.. floor.Select(_ => 1.0)],
        };
        double[] state = Rounded(State(new(n), n)), z = Rounded(given), y = state[..n], a = state[n..];
        CircuitMap<T> map = new(circuit);
        T[] images = new T[2 * n], residuals = new T[1];
        map.Evaluate(
            1, CoreCircuit.Convert<T>(state), CoreCircuit.Convert<T>(z), images, new T[3 * n], residuals,
            map.Scratch(1).Allocate<T>().Scratch);
        (double[] atY, double[] atA) = twin.Residual(y, a, z);
        double epsilon = (n + 8) * double.CreateTruncating(Precision<T>.Epsilon);
        double[] sizes = [.. twin.Wr.Select(row => row.Zip(y, (w, one) => Math.Abs(w * one)).Sum())];
        for (int i = 0; i < n; i++)
        {
            double scale = Math.Abs(y[i]) + Math.Abs(twin.B[i] * z[i]) + ((1 + Math.Sqrt(a[i])) * sizes[i]);
            Assert.Equal(atY[i] + y[i], double.CreateTruncating(images[i]), epsilon * scale);
            Assert.Equal(atA[i] + a[i], double.CreateTruncating(images[n + i]), epsilon * (atA[i] + (2 * a[i])));
        }

        T expected = T.Zero;
        for (int i = 0; i < 2 * n; i++) expected = T.Max(expected, T.Abs(images[i] - T.CreateTruncating(state[i])));
        Assert.Equal(expected, residuals[0]);
    }

    private static double[] State(Random random, int n) =>
    [
        .. Enumerable.Range(0, n).Select(_ => (2 * random.NextDouble()) - 1),
        .. Enumerable.Range(0, n).Select(_ => 0.1 + random.NextDouble()),
    ];

    private static double[] Linearize(CircuitMap<double> map, double[] state, double[] z)
    {
        double[] linearization = new double[map.LinearizationSize], residual = new double[1];
        map.Evaluate(1, state, z, new double[map.Size], linearization, residual, map.Scratch(1).Allocate<double>().Scratch);
        return linearization;
    }
}

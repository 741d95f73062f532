using System;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Losses;

/// <summary>Squared error of a readout: by the readout I it is that of the rates, by any other its gradients are those of
/// differences.</summary>
public sealed class ReadoutSquaredErrorTests
{
    private const int Batch = 3, N = 5, K = 2;

    private static readonly double[] R = Draw(1, K * N), Rates = Draw(2, Batch * N), Targets = Draw(3, Batch * K);

    [Fact]
    public void By_the_identity_it_is_the_error_of_the_rates()
    {
        double[] identity = new double[N * N], targets = Draw(4, Batch * N), losses = new double[Batch], expected = new double[Batch];
        for (int i = 0; i < N; i++) identity[(i * N) + i] = 1;
        double[] e = new double[Batch * N], d = new double[Batch * N], direct = new double[Batch * N];
        LossSummary summary = ReadoutSquaredError.Differentiate<double>(
            Batch, N, N, identity, Rates, targets, losses, e, d,
            ReadoutSquaredError.Scratch<double>(Batch, N, N).Allocate<double>().Scratch);
        LossSummary plain = SquaredError.Differentiate<double>(Batch, N, N, Rates, targets, expected, direct, Lent());
        Assert.Equal(plain, summary);
        Assert.Equal(expected, losses);
        Assert.Equal(direct, e);
        Assert.Equal(direct, d);
    }

    // Central differences of a quadratic are exact but for rounding: 1e-16 of a loss near 10, divided by the width.
    [Fact]
    public void Gradients_are_those_of_differences()
    {
        const double h = 1e-3;
        double[] losses = new double[Batch], e = new double[Batch * N], d = new double[Batch * K];
        ReadoutSquaredError.Differentiate<double>(Batch, N, K, R, Rates, Targets, losses, e, d, Lent());
        double[] rates = [.. Rates], readout = [.. R];
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = Rates[i] + h;
            double above = Sum(R, rates);
            rates[i] = Rates[i] - h;
            Assert.Equal((above - Sum(R, rates)) / (2 * h), e[i], 1e-10);
            rates[i] = Rates[i];
        }

        for (int j = 0; j < K; j++)
        {
            for (int i = 0; i < N; i++)
            {
                double gradient = 0;
                for (int k = 0; k < Batch; k++) gradient += d[(k * K) + j] * Rates[(k * N) + i];
                readout[(j * N) + i] = R[(j * N) + i] + h;
                double above = Sum(readout, Rates);
                readout[(j * N) + i] = R[(j * N) + i] - h;
                Assert.Equal((above - Sum(readout, Rates)) / (2 * h), gradient, 1e-10);
                readout[(j * N) + i] = R[(j * N) + i];
            }
        }
    }

    [Fact]
    public void A_NaN_stays_in_its_sample_and_no_call_costs_a_byte()
    {
        double[] rates = [.. Rates], losses = new double[Batch], clean = new double[Batch];
        double[] e = new double[Batch * N], d = new double[Batch * K];
        ReadoutSquaredError.Differentiate<double>(Batch, N, K, R, rates, Targets, clean, e, d, Lent());
        rates[N + 2] = double.NaN;
        AlignedBuffer<double> lent = ReadoutSquaredError.Scratch<double>(Batch, N, K).Allocate<double>();
        ReadoutSquaredError.Differentiate<double>(Batch, N, K, R, rates, Targets, losses, e, d, lent.Scratch);
        Assert.Equal([clean[0], double.NaN, clean[2]], losses);
        ZeroBytes.Assert(
            "readout", () => ReadoutSquaredError.Differentiate<double>(Batch, N, K, R, rates, Targets, losses, e, d, lent.Scratch));
    }

    [Fact]
    public void Misuse_names_its_own_parameters()
    {
        ParameterNames names = new();
        Type type = typeof(ReadoutSquaredError);
        double[] losses = new double[Batch], e = new double[Batch * N], d = new double[Batch * K];
        names.Call(type, "Scratch", "batch", () => ReadoutSquaredError.Scratch<double>(-1, N, K));
        names.Call(type, "Scratch", "neurons", () => ReadoutSquaredError.Scratch<double>(1, -1, K));
        names.Call(type, "Scratch", "outputs", () => ReadoutSquaredError.Scratch<double>(1, N, -1));
        names.Call(type, "Differentiate", "batch", () => Call(0, N, K, R, Rates, Targets, losses, e, d));
        names.Call(type, "Differentiate", "neurons", () => Call(Batch, 0, K, R, Rates, Targets, losses, e, d));
        names.Call(type, "Differentiate", "outputs", () => Call(Batch, N, 0, R, Rates, Targets, losses, e, d));
        names.Call(type, "Differentiate", "readout", () => Call(Batch, N, K, e, Rates, Targets, losses, e, d));
        names.Call(type, "Differentiate", "rates", () => Call(Batch, N, K, R, Targets, Targets, losses, e, d));
        names.Call(type, "Differentiate", "targets", () => Call(Batch, N, K, R, Rates, Rates, losses, e, d));
        names.Call(type, "Differentiate", "losses", () => Call(Batch, N, K, R, Rates, Targets, new double[1], e, d));
        names.Call(type, "Differentiate", "losses", () => Call(Batch, N, K, R, Rates, Targets, R.AsSpan(0, Batch), e, d));
        names.Call(type, "Differentiate", "gradient", () => Call(Batch, N, K, R, Rates, Targets, losses, d, d));
        names.Call(type, "Differentiate", "gradient", () => Call(Batch, N, K, R, Rates, Targets, losses, Rates, d));
        names.Call(type, "Differentiate", "outputGradient", () => Call(Batch, N, K, R, Rates, Targets, losses, e, e));
        names.Call(type, "Differentiate", "outputGradient", () => Call(Batch, N, K, R, Rates, Targets, losses, e, e.AsSpan(0, Batch * K)));
        names.Call(type, "Differentiate", "outputGradient", () => Call(Batch, N, K, R, Rates, Targets, losses, e, Targets));
        names.AssertAllRight();

        static void Call(
            int batch, int neurons, int outputs, ReadOnlySpan<double> readout, ReadOnlySpan<double> rates, ReadOnlySpan<double> targets,
            Span<double> losses, Span<double> gradient, Span<double> outputGradient) =>
            ReadoutSquaredError.Differentiate(
                batch, neurons, outputs, readout, rates, targets, losses, gradient, outputGradient, Lent());
    }

    private static double Sum(double[] readout, double[] rates)
    {
        double sum = 0;
        for (int k = 0; k < Batch; k++)
        {
            for (int j = 0; j < K; j++)
            {
                double apart = -Targets[(k * K) + j];
                for (int i = 0; i < N; i++) apart += readout[(j * N) + i] * rates[(k * N) + i];
                sum += apart * apart;
            }
        }

        return sum;
    }

    private static Scratch<double> Lent() => new AlignedBuffer<double>(10_000).Scratch;

    private static double[] Draw(ulong seed, int count)
    {
        double[] values = new double[count];
        new SeededRandom(seed).FillGaussian<double>(values, 1);
        return values;
    }
}

using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using Xunit;
using Rows = FixedPointKernels.Tests.Support.Rows;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Lyapunov;

/// <summary>What Lyapunov exponents are known to be.</summary>
public sealed class LyapunovSpectrumTests
{
    public static TheoryData<Twin.LeakForm> Forms => [.. Enum.GetValues<Twin.LeakForm>()];

    // A contraction by e⁻²ᵗ at most: T = 40 steps of sums of 65 terms; 1e-12 of exponents of order 1. In float R has 1e-5 of rounding, N of
    // them.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Forms))]
    public void Exponents_are_the_twins(Twin.LeakForm form)
    {
        foreach ((int n, int k, int steps, int interval, int warmUp, Twin.Activation phi) in
            ((int, int, int, int, int, Twin.Activation)[])
            [(1, 1, 1, 1, 0, Twin.Activation.Tanh), (3, 2, 9, 2, 3, Twin.Activation.Softplus), (17, 16, 12, 1, 0, Twin.Activation.Logistic),
            (33, 18, 20, 4, 5, Twin.Activation.Tanh), (65, 20, 40, 1, 7, Twin.Activation.Tanh)])
        {
            Twin.LyapunovRun run = Draw(n + steps, n, k, steps, form, phi, interval, warmUp);
            (double[] exponents, _, double[][] logs) = run.Measure();
            CoreSpectrum inDouble = CoreSpectrum.Of<double>(run, exponents), inFloat = CoreSpectrum.Of<float>(run, exponents);
            Rows.AssertClose(exponents, inDouble.Exponents, 1e-11, $"{form} {n} exponents");
            Rows.AssertClose(logs, inDouble.Logs, 1e-11, $"{form} {n} ln R");
            Rows.AssertClose(exponents, inFloat.Exponents, 2e-3, $"{form} {n} in float");
            Assert.Equal(0, inDouble.Dead);
        }
    }

    // ln |det J_t| = Σ ln R_ii of that step exactly; N ln's and T steps of rounding of 1e-16 each.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Forms))]
    public void All_of_them_sum_to_the_mean_logarithm_of_the_determinant(Twin.LeakForm form)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Twin.LyapunovRun run = Draw(seed, 1 + (seed % 8), 1 + (seed % 8), 11, form, Twin.Activation.Tanh);
            double sum = run.MeanLogDeterminant();
            Assert.Equal(sum, CoreSpectrum.Of<double>(run, run.Cell.B).Exponents.Sum(), 1e-13 * Math.Max(1, Math.Abs(sum)));
        }
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Forms))]
    public void Fewer_are_the_first_of_more_to_the_bit(Twin.LeakForm form)
    {
        Twin.LyapunovRun run = Draw(4, 35, 35, 15, form, Twin.Activation.Tanh, 2, 1);
        float[] all = OfFirst(35);
        foreach (int k in (int[])[1, 2, 16, 17, 34]) Assert.Equal(all[..k], OfFirst(k));

        float[] OfFirst(int k) =>
            [.. CoreSpectrum.Of<float>(run with { Vectors = run.Vectors[..k] }, new double[k]).Exponents.Select(one => (float)one)];
    }

    // x′ = 1 − 1.4 x² + y, y′ = 0.3 x; the exponents sum to ln 0.3. 0.419 ± 0.003 are the issue's.
    [Fact, Trait("Leg", "Any")]
    public void Of_the_Hénon_map_by_the_same_factorization()
    {
        const int steps = 100_000, warmUp = 100;
        AlignedBuffer<double> scratch = Qr.FactorScratch<double>(2, 2).Allocate<double>();
        (double x, double y, double[] q, double[] r, double[] sums) = (0.1, 0.1, [1, 0, 0, 1], new double[4], new double[2]);
        for (int t = 0; t < steps; t++)
        {
            q = [(-2.8 * x * q[0]) + q[1], 0.3 * q[0], (-2.8 * x * q[2]) + q[3], 0.3 * q[2]];
            (x, y) = (1 - (1.4 * x * x) + y, 0.3 * x);
            Assert.Equal(0, Qr.Factor(2, 2, q, 2, r, 2, scratch.Scratch));
            for (int i = 0; i < 2 && t >= warmUp; i++) sums[i] += Math.Log(r[3 * i]);
        }

        Assert.Equal(0.419, sums[0] / (steps - warmUp), 0.003);
        Assert.Equal(Math.Log(0.3), (sums[0] + sums[1]) / (steps - warmUp), 1e-10);
    }

    [Fact]
    public void Parts_of_a_run_are_its_running_estimate_and_its_halves()
    {
        Twin.LyapunovRun run = Draw(8, 6, 3, 23, Twin.LeakForm.V, Twin.Activation.Tanh, 4, 5);
        LyapunovSpectrum<double, Tanh> spectrum = CoreSpectrum.Make<double, Tanh>(run);
        spectrum.Measure(Rows.Flat<double>(run.X), Rows.Flat<double>(run.Vectors));
        double[] all = new double[3], first = new double[3], second = new double[3];
        SpectrumSchedule schedule = spectrum.Schedule;
        Assert.Equal((6, 2, 4, 15), (schedule.Points, schedule.FirstCounted, schedule.CountedPoints, schedule.CountedSteps));
        Assert.Equal([4, 8, 12, 16, 20, 23], Enumerable.Range(0, 6).Select(schedule.StepOf));
        spectrum.Between(0, 4, all);
        Assert.Equal(spectrum.Exponents.ToArray(), all);
        spectrum.Between(0, 2, first);
        spectrum.Between(2, 4, second);
        for (int i = 0; i < 3; i++) Assert.Equal(all[i], ((8 * first[i]) + (7 * second[i])) / 15, 1e-14);
        spectrum.Between(3, 4, second);
        for (int i = 0; i < 3; i++) Assert.Equal(spectrum.Logs[9 + i] / 3, second[i], 1e-14);
    }

    // The state given counts, not the weights' own; the same numbers give the same bits.
    [Fact]
    public void A_start_of_ones_own()
    {
        Twin.LyapunovRun run = Draw(12, 7, 2, 9, Twin.LeakForm.R, Twin.Activation.Tanh);
        double[] own = [.. Enumerable.Range(0, 7).Select(i => Math.Sin(i))];
        double[] expected = CoreSpectrum.Of<double>(run with { Cell = run.Cell with { Start = own } }, new double[2]).Exponents;
        LyapunovSpectrum<double, Tanh> spectrum = CoreSpectrum.Make<double, Tanh>(run);
        spectrum.Measure(Rows.Flat<double>(run.X), Rows.Flat<double>(run.Vectors), own);
        Assert.Equal(expected, spectrum.Exponents.ToArray());
    }

    [Fact]
    public void Random_vectors_made_orthonormal()
    {
        Twin.LyapunovRun run = Draw(3, 20, 18, 2, Twin.LeakForm.V, Twin.Activation.Tanh);
        LyapunovSpectrum<double, Tanh> spectrum = CoreSpectrum.Make<double, Tanh>(run);
        Random random = new(1);
        double[][] drawn = [.. Enumerable.Range(0, 18 * 20).Select(_ => random.NextDouble() - 0.5).Chunk(20)];
        double[] vectors = Rows.Flat<double>(drawn);
        spectrum.Orthonormalize(vectors);
        Rows.AssertClose(Twin.GramSchmidt.Factor(drawn).Q, Rows.From<double>(vectors, 18, 20), 1e-12, "Q");
        Array.Copy(vectors, 0, vectors, 20, 20);
        Assert.Contains("1 of 18 vectors depend", Assert.Throws<ArgumentException>(() => spectrum.Orthonormalize(vectors)).Message);
        vectors[3] = double.NaN;
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => spectrum.Orthonormalize(vectors)).Message);
    }

    [Fact]
    public void A_mean_over_trials()
    {
        SpectrumMean mean = new(3);
        Assert.Equal([0, 0, 0], mean.Means.ToArray());
        mean.Add([1, -2, 0.5]);
        Assert.Equal(double.PositiveInfinity, mean.StandardErrors[0]);
        mean.Add([3, -2, double.NegativeInfinity]);
        mean.Add([8, -2, 7]);
        Assert.Equal([4, -2, double.NegativeInfinity], mean.Means.ToArray());

        // (9 + 1 + 16)/2 = 13 is the variance.
        Assert.Equal(Math.Sqrt(13.0 / 3), mean.StandardErrors[0], 1e-14);
        Assert.Equal([0, double.PositiveInfinity], mean.StandardErrors[1..].ToArray());
        Assert.Throws<ArgumentException>(() => mean.Add([1, 2]));
        Assert.Throws<ArgumentException>(() => mean.Add([1, 2, double.NaN]));
        Assert.Equal(3, mean.Trials);
        mean.Clear();
        Assert.Equal((0, 0.0), (mean.Trials, mean.Means[2]));
        ZeroBytes.Assert("a trial", () => mean.Add([1, 2, 3]));
    }

    internal static Twin.LyapunovRun Draw(
        int seed, int n, int k, int steps, Twin.LeakForm form, Twin.Activation phi, int interval = 1, int warmUp = 0, double alpha = 0.3)
    {
        (Twin.LeakyCell cell, double[][][] x, _) = CoreLeaky.Draw(seed, n, 2, steps, 1, form, alpha, phi);
        return new(cell, x[0], CoreSpectrum.Vectors(seed, n, k), interval, warmUp);
    }
}

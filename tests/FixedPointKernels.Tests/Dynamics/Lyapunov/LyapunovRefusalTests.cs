using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Lyapunov;

/// <summary>Misuse is refused with the numbers; mathematics that goes wrong is a status, and never a NaN.</summary>
public sealed class LyapunovRefusalTests
{
    private static readonly LeakyWeights<double> Weights = new(LeakPlacement.Voltage, new(3, 2));

    [Fact, Trait("Leg", "Any")]
    public void Schedules_that_count_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpectrumSchedule(0));
        Assert.Contains("interval is 6 of 5 steps", Refused(() => _ = new SpectrumSchedule(5, 6)));
        Assert.Contains("interval is 0 of 5 steps", Refused(() => _ = new SpectrumSchedule(5, 0)));
        Assert.Contains("warm-up is 5 of 5 steps", Refused(() => _ = new SpectrumSchedule(5, 1, 5)));
        Assert.Contains("warm-up is -1 of 5 steps", Refused(() => _ = new SpectrumSchedule(5, 1, -1)));
        Assert.Contains("warm-up of 4 and an interval of 3 no segment of 5", Refused(() => _ = new SpectrumSchedule(5, 3, 4)));
        Assert.Equal(2, new SpectrumSchedule(5, 3, 3).CountedSteps);
        SpectrumSchedule longest = new(int.MaxValue, int.MaxValue);
        Assert.Equal((1, int.MaxValue), (longest.Points, longest.CountedSteps));
        Assert.Throws<ArgumentOutOfRangeException>(() => longest.StepOf(1));
    }

    [Fact, Trait("Leg", "Any")]
    public void Sizes()
    {
        SpectrumSchedule schedule = new(4);
        Assert.Throws<ArgumentNullException>(() => new LyapunovSpectrum<double, Tanh>(null!, schedule, 1));
        Assert.Contains("no steps", Refused(() => _ = new LyapunovSpectrum<double, Tanh>(Weights, default, 1)));
        Assert.Contains("4 exponents of 3 units", Refused(() => _ = new LyapunovSpectrum<double, Tanh>(Weights, schedule, 4)));
        Assert.Contains("0 exponents of 3 units", Refused(() => _ = new LyapunovSpectrum<double, Tanh>(Weights, schedule, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LyapunovSpectrum<double, Tanh>(Weights, new(int.MaxValue), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LyapunovSpectrum<double, Tanh>(Weights, new(100_000_000), 3, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpectrumMean(0));
    }

    [Fact, Trait("Leg", "Any")]
    public void Shapes_and_calls_out_of_turn()
    {
        LyapunovSpectrum<double, Tanh> spectrum = new(Weights, new(4), 2, withGradient: true), without = new(Weights, new(4), 2);
        double[] x = new double[8], q = [1, 0, 0, 0, 1, 0], gradients = new double[21], two = new double[2];
        Weights.Set([.. Enumerable.Range(0, 21).Select(i => Math.Cos(i))]);
        Assert.Throws<InvalidOperationException>(() => spectrum.Loss());
        Assert.Throws<InvalidOperationException>(() => spectrum.Gradient(default, default, gradients));
        Assert.Throws<InvalidOperationException>(() => spectrum.Between(0, 1, two));
        Assert.Equal((SpectrumStatus.None, 0), (spectrum.Status, spectrum.Exponents.Length));
        Assert.Contains("has 7 elements, but 4×2", Refused(() => spectrum.Measure(x.AsSpan(1), q)));
        Assert.Contains("has 5 elements, but 2×3", Refused(() => spectrum.Measure(x, q.AsSpan(1))));
        Assert.Contains("has 2 elements, but 3", Refused(() => spectrum.Measure(x, q, two)));
        Assert.Contains("0 times 1 is 0.5", Refused(() => spectrum.Measure(x, [1, 0, 0, 0.5, 1, 0])));
        Assert.Contains("not orthonormal", Refused(() => spectrum.Measure(x, [1, 0, 0, 0, double.NaN, 0])));
        Assert.Equal(SpectrumStatus.Measured, spectrum.Measure(x, q));
        Assert.Contains("has 20 elements, but 21", Refused(() => spectrum.Gradient(default, default, gradients.AsSpan(1))));
        Assert.Contains("has 3 elements, but 2", Refused(() => spectrum.Loss([1, 2, 3])));
        Assert.Contains("Target 1 is NaN", Refused(() => spectrum.Gradient([0, double.NaN], default, gradients)));
        Assert.Throws<ArgumentOutOfRangeException>(() => spectrum.Gradient(default, new((StateCredit)3, false), gradients));
        Assert.Throws<ArgumentOutOfRangeException>(() => spectrum.Between(1, 1, two));
        Assert.Throws<ArgumentOutOfRangeException>(() => spectrum.Between(0, 5, two));
        Assert.Contains("has 5 elements, but 2×3", Refused(() => spectrum.Orthonormalize(q.AsSpan(1))));
        spectrum.Gradient(default, default, gradients);
        Weights.Set(LeakyPart.Bias, [0.5, 0.5, 0.5]);
        Assert.Throws<InvalidOperationException>(() => spectrum.Gradient(default, default, gradients));
        without.Measure(x, q);
        Assert.Equal((true, false), (spectrum.HasGradient, without.HasGradient));
        Assert.Contains("without gradients", Assert.Throws<InvalidOperationException>(() =>
            without.Gradient(default, default, gradients)).Message);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(double.NaN, 3)]
    [InlineData(double.PositiveInfinity, 1)]
    public void A_trajectory_that_is_not_finite_is_a_status(double bad, int step)
    {
        foreach (Twin.LeakForm form in Enum.GetValues<Twin.LeakForm>())
        {
            Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(2, 5, 3, 6, form, Twin.Activation.Tanh);
            LyapunovSpectrum<double, Tanh> spectrum = CoreSpectrum.Make<double, Tanh>(run);
            double[] x = Rows.Flat<double>(run.X), q = Rows.Flat<double>(run.Vectors);
            x[2 * (step - 1)] = bad;
            Assert.Equal(SpectrumStatus.StateNotFinite, spectrum.Measure(x, q));
            Assert.Equal((step, 0, 0), (spectrum.FailedStep, spectrum.Exponents.Length, spectrum.Logs.Length));
            Assert.Throws<InvalidOperationException>(() => spectrum.Loss());
            x[2 * (step - 1)] = 0;
            Assert.Equal(SpectrumStatus.Measured, spectrum.Measure(x, q));
            Assert.Equal(0, spectrum.FailedStep);
        }
    }

    // Rates of a linear cell that doubles a hundred times a step leave the range of float; with few steps only its tangents do, in one long
    // segment from a state at rest.
    [Fact, Trait("Leg", "Any")]
    public void What_overflows_is_a_status()
    {
        LeakyWeights<float> weights = new(LeakPlacement.Rate, new(2, 1));
        weights.Set([1e20f, 0, 0, 1e20f, 0, 0, 0, 0, 1, 1]);
        LyapunovSpectrum<float, Linear> spectrum = new(weights, new(3), 1), resting = new(weights, new(3, 3), 1);
        Assert.Equal(SpectrumStatus.StateNotFinite, spectrum.Measure(new float[3], [1, 0]));
        Assert.Equal(2, spectrum.FailedStep);
        Assert.Equal(SpectrumStatus.TangentNotFinite, resting.Measure(new float[3], [1, 0], new float[2]));
        Assert.Equal((3, 0), (resting.FailedStep, resting.Exponents.Length));
        Assert.Equal(SpectrumStatus.Measured, spectrum.Measure(new float[3], [1, 0], new float[2]));
        Assert.Equal(20 * Math.Log(10), spectrum.Exponents[0], 1e-6);
    }

    // Without a leak and with every unit silent, J = 0.
    [Theory, Trait("Leg", "Any")]
    [InlineData(LeakPlacement.Voltage)]
    [InlineData(LeakPlacement.Rate)]
    [InlineData(LeakPlacement.Inside)]
    public void A_dead_network_has_all_exponents_at_minus_infinity(LeakPlacement placement)
    {
        LeakyWeights<double> weights = new(placement, new(4, 1));
        weights.Set([.. Enumerable.Range(0, 16).Select(i => 0.1 * Math.Sin(i)), 0, 0, 0, 0, -5, -5, -5, -5, -1, -1, -1, -1]);
        LyapunovSpectrum<double, Relu> spectrum = new(weights, new(5, 1, 1), 3, withGradient: true);
        Assert.Equal(SpectrumStatus.Measured, spectrum.Measure(new double[5], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]));
        Assert.Equal((3, 0.0), (spectrum.DeadDirections, spectrum.SmallestDiagonal));
        Assert.All(spectrum.Exponents.ToArray(), one => Assert.Equal(double.NegativeInfinity, one));
        double[] gradients = [.. Enumerable.Repeat(double.NaN, weights.Shape.Count)];
        Assert.Equal(0, spectrum.Gradient(default, default, gradients));
        Assert.All(gradients, one => Assert.Equal(0, one));
        double[] part = new double[3];
        spectrum.Between(0, 2, part);
        Assert.All(part, one => Assert.Equal(double.NegativeInfinity, one));
    }

    // Rank 2 of 5 without a leak: three directions die, the others' loss and gradient stay, the exact ones of a run of these two alone.
    [Theory, Trait("Leg", "Any")]
    [InlineData(Twin.LeakForm.V)]
    [InlineData(Twin.LeakForm.R)]
    public void Dead_directions_are_left_out(Twin.LeakForm form)
    {
        Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(9, 5, 5, 7, form, Twin.Activation.Tanh, alpha: 1);
        double[][] w = run.Cell.W;
        w = [.. w.Select(row => Twin.DenseMatrix.AddScaled(Twin.DenseMatrix.Scale(row[0], w[0]), row[1], w[1]))];
        run = run with { Cell = run.Cell with { W = w } };
        CoreSpectrum all = CoreSpectrum.Of<double>(run, new double[5], Twin.FlossingWay.Exact, Twin.FlossingWay.Local);
        CoreSpectrum two = CoreSpectrum.Of<double>(
            run with { Vectors = run.Vectors[..2] }, new double[2], Twin.FlossingWay.Exact, Twin.FlossingWay.Local);
        Assert.Equal((3, 0.0), (all.Dead, all.Smallest));
        Assert.Equal(two.Exponents, all.Exponents[..2]);
        Assert.All(all.Exponents[2..], one => Assert.Equal(double.NegativeInfinity, one));
        Assert.Equal(two.Loss, all.Loss);
        for (int way = 0; way < 2; way++) Rows.AssertClose(two.Gradients[way], all.Gradients[way], 1e-12, $"way {way}");
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        foreach (Twin.LeakForm form in Enum.GetValues<Twin.LeakForm>())
        {
            Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(2, 19, 17, 6, form, Twin.Activation.Tanh, 2);
            LyapunovSpectrum<float, Tanh> spectrum = CoreSpectrum.Make<float, Tanh>(run);
            float[] x = Rows.Flat<float>(run.X), q = Rows.Flat<float>(run.Vectors), gradients = new float[spectrum.Weights.Shape.Count];
            float[] start = new float[19];
            double[] targets = new double[17], part = new double[17];
            ZeroBytes.Assert($"an epoch of flossing, {form}", () =>
            {
                spectrum.Orthonormalize(q);
                spectrum.Measure(x, q, start);
                foreach (StateCredit state in (ReadOnlySpan<StateCredit>)[StateCredit.Full, StateCredit.Leak, StateCredit.None])
                {
                    spectrum.Gradient(targets, new(state, false), gradients);
                    spectrum.Gradient(targets, new(state, true), gradients, isMean: true);
                }

                spectrum.Between(0, 2, part);
            });
            x[3] = float.NaN;
            ZeroBytes.Assert($"a run that fails, {form}", () => spectrum.Measure(x, q));
        }
    }

    // Blocks of a line more each, and the objects around them.
    [Theory]
    [InlineData(LeakPlacement.Voltage, 80, 75, 55, true)]
    [InlineData(LeakPlacement.Rate, 40, 16, 90, true)]
    [InlineData(LeakPlacement.Inside, 100, 3, 500, false)]
    public void Memory_is_what_is_said(LeakPlacement placement, int units, int exponents, int steps, bool withGradient)
    {
        LeakyWeights<float> weights = new(placement, new(units, 1));
        double said = LyapunovSpectrum<float, Tanh>.Memory(weights, new(steps), exponents, withGradient).Bytes;
        GC.KeepAlive(new LyapunovSpectrum<float, Tanh>(weights, new(2), 1, true));
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new LyapunovSpectrum<float, Tanh>(weights, new(steps), exponents, withGradient));
        double made = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(made, 0.99 * said, (said * 1.01) + 8192);
    }

    private static string Refused(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
}

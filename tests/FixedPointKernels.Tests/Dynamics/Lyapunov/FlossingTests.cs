using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Lyapunov;

/// <summary>Gradients of Lyapunov exponents against the twin, which goes forwards, and against central differences.</summary>
public sealed class FlossingTests
{
    private static readonly Twin.FlossingWay[] Ways = Enum.GetValues<Twin.FlossingWay>();

    public static TheoryData<Twin.LeakForm> Forms => [.. Enum.GetValues<Twin.LeakForm>()];

    // Solves with R of condition up to some hundred at each of up to 14 steps, from numbers with 1e-16 of rounding: 1e-11 of the largest
    // entry. In float the unit is 2²⁹ times as large: 5e-3.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Forms))]
    public void Every_way_is_the_twins(Twin.LeakForm form)
    {
        foreach ((int n, int k, int steps, int interval, int warmUp, Twin.Activation phi) in
            ((int, int, int, int, int, Twin.Activation)[])
            [(1, 1, 1, 1, 0, Twin.Activation.Tanh), (2, 1, 9, 1, 2, Twin.Activation.Softplus), (5, 4, 7, 3, 4, Twin.Activation.Tanh),
            (9, 2, 14, 4, 3, Twin.Activation.Logistic), (6, 3, 8, 8, 0, Twin.Activation.Tanh), (17, 3, 5, 1, 1, Twin.Activation.Tanh)])
        {
            Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(n + steps, n, k, steps, form, phi, interval, warmUp);
            double[] targets = [.. Enumerable.Range(0, k).Select(i => -0.1 * i)];
            CoreSpectrum inDouble = CoreSpectrum.Of<double>(run, targets, Ways), inFloat = CoreSpectrum.Of<float>(run, targets, Ways);
            foreach (Twin.FlossingWay way in Ways)
            {
                Twin.Flossing twin = new(run, targets, way);
                (double[][] w, double[][] u, double[] b, double[] start) = twin.Gradient();
                double[] expected = CoreLeaky.Flat(w, u, b, start);
                Rows.AssertClose(expected, inDouble.Gradients[(int)way], 1e-11, $"{form} {n} {way}");
                Rows.AssertClose(expected, inFloat.Gradients[(int)way], 5e-3, $"{form} {n} {way} in float");
                Assert.Equal(twin.Loss(), inDouble.Loss, 1e-11);
            }
        }
    }

    // (L(p + h) − L(p − h))/2h is off by h² L‴/6 and by L's rounding, 1e-15, over h: 1e-9 at h = 1e-5, of gradients of order 0.1.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Forms))]
    public void Exact_are_central_differences(Twin.LeakForm form)
    {
        foreach (int interval in (int[])[1, 3])
        {
            Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(21, 6, 4, 11, form, Twin.Activation.Tanh, interval, 2);
            LyapunovSpectrum<double, Tanh> spectrum = CoreSpectrum.Make<double, Tanh>(run);
            double[] x = Rows.Flat<double>(run.X), q = Rows.Flat<double>(run.Vectors), targets = [0, -0.1, 0.05, -0.3];
            double[] parameters = [.. spectrum.Weights.Values], gradient = new double[parameters.Length];
            spectrum.Measure(x, q);
            double loss = spectrum.Gradient(targets, FlossingPath.Exact, gradient, isMean: true);
            Assert.Equal(loss, spectrum.Loss(targets, isMean: true));
            Assert.Equal(loss, spectrum.Loss(targets) / 4, 1e-15);
            for (int at = 0; at < parameters.Length; at++)
            {
                double Loss(double change)
                {
                    double[] moved = [.. parameters];
                    moved[at] += change;
                    spectrum.Weights.Set(moved);
                    spectrum.Measure(x, q);
                    return spectrum.Loss(targets, isMean: true);
                }

                Assert.Equal((Loss(1e-5) - Loss(-1e-5)) / 2e-5, gradient[at], 1e-7 * gradient.Max(Math.Abs));
            }
        }
    }

    // ∇W = 2 (λ − λ*)/n · α Σ q_t (φ′(v_{t−1}) ∘ q_{t−1})ᵀ / |J_t q_{t−1}|.
    [Fact, Trait("Leg", "Any")]
    public void Local_with_one_exponent_is_Hebbian()
    {
        Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(6, 9, 1, 12, Twin.LeakForm.V, Twin.Activation.Tanh, warmUp: 3);
        double[][] states = run.States, expected = Twin.DenseMatrix.Zeros(9, 9);
        double[][][] jacobians = run.Jacobians;
        double factor = 2 * (run.Measure().Exponents[0] + 0.2) / 9 * run.Cell.Alpha;
        double[] q = run.Vectors[0];
        for (int t = 1; t <= 12; t++)
        {
            double[] next = Twin.DenseMatrix.Multiply(jacobians[t - 1], q);
            double length = Math.Sqrt(Twin.DenseMatrix.Dot(next, next));
            double[] sloped = Twin.DenseMatrix.Multiply(run.Cell.Phi.Slopes(states[t - 1]), q);
            q = Twin.DenseMatrix.Scale(1 / length, next);
            if (t <= 3) continue;
            expected = Twin.DenseMatrix.AddScaled(expected, factor / length, Twin.DenseMatrix.Outer(q, sloped));
        }

        double[] found = CoreSpectrum.Of<double>(run, [-0.2], Twin.FlossingWay.Local).Gradients[0];
        Rows.AssertClose(Rows.Flat<double>(expected), found[..81], 1e-12, "W");
        Assert.All(found[81..], one => Assert.Equal(0, one));
    }

    // φ″ = 0: nothing comes along the states. To the bit, as nothing but zeros is added.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Forms))]
    public void With_rectifiers_states_carry_nothing(Twin.LeakForm form)
    {
        Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(31, 12, 5, 9, form, Twin.Activation.Relu, alpha: 0.5);
        double[][] of = CoreSpectrum.Of<double>(run, new double[5], Ways).Gradients;
        Assert.Equal(of[(int)Twin.FlossingWay.Exact], of[(int)Twin.FlossingWay.EpropChain]);
        Assert.Equal(of[(int)Twin.FlossingWay.Exact], of[(int)Twin.FlossingWay.StateDetached]);
        Assert.Equal(of[(int)Twin.FlossingWay.Local], of[(int)Twin.FlossingWay.LocalEprop]);
        Assert.NotEqual(of[(int)Twin.FlossingWay.Exact], of[(int)Twin.FlossingWay.Local]);
        foreach (double[] one in of) Assert.All(one[(12 * 12)..], entry => Assert.Equal(0, entry));
    }

    // Where a rule drops something that is there, it is not the gradient; with one step there is nothing to drop but slopes.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Forms))]
    public void A_truncated_way_differs(Twin.LeakForm form)
    {
        Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(14, 7, 3, 6, form, Twin.Activation.Tanh);
        double[][] of = CoreSpectrum.Of<double>(run, new double[3], Ways).Gradients;
        for (int one = 0; one < of.Length; one++)
        {
            for (int other = 0; other < one; other++) Assert.True(Rows.RelativeError(of[other], of[one]) > 1e-3, $"{one} and {other}");
        }

        Twin.LyapunovRun single = run with { X = run.X[..1] };
        double[][] ofOne = CoreSpectrum.Of<double>(single, new double[3], Ways).Gradients;
        Assert.Equal(ofOne[(int)Twin.FlossingWay.EpropChain], ofOne[(int)Twin.FlossingWay.LocalEprop]);
        Assert.Equal(ofOne[(int)Twin.FlossingWay.StateDetached], ofOne[(int)Twin.FlossingWay.Local]);
    }

    // The published shape, smaller: N = 16, k = 15, 25 steps, on plain gradient descent. 1.2 and more is where it starts.
    [Fact]
    public void Flossing_brings_exponents_to_zero()
    {
        const int n = 16, k = 15, steps = 25;
        Twin.LyapunovRun run = LyapunovSpectrumTests.Draw(5, n, k, steps, Twin.LeakForm.V, Twin.Activation.Tanh, warmUp: 5, alpha: 1);
        LyapunovSpectrum<float, Tanh> spectrum = CoreSpectrum.Make<float, Tanh>(run);
        float[] x = Rows.Flat<float>(run.X), q = Rows.Flat<float>(run.Vectors), parameters = [.. spectrum.Weights.Values];
        float[] gradient = new float[parameters.Length];
        double first = 0, last = 0;
        for (int epoch = 0; epoch < 300; epoch++)
        {
            Assert.Equal(SpectrumStatus.Measured, spectrum.Measure(x, q));
            last = spectrum.Gradient(default, FlossingPath.Exact, gradient, isMean: true);
            if (epoch == 0) first = last;
            double norm = Math.Sqrt(gradient.Sum(one => (double)one * one));
            for (int i = 0; i < n * n; i++) parameters[i] -= (float)(0.05 / Math.Max(norm, 1) * gradient[i]);
            spectrum.Weights.Set(parameters);
        }

        Assert.True(first > 0.5 && last < 0.05 * first, $"{first} → {last}");
    }
}

using System;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Lyapunov;

/// <summary>Spectra and flossing gradients against those of independent code in double.</summary>
/// <remarks>1e-11 of the largest entry is the issue's tolerance; what is all zeros there may be 1e-15 of rounding here, beside entries of
/// order 1.</remarks>
public sealed class LyapunovGoldenTests
{
    public static TheoryData<string, int> All => SpectrumGolden.Names;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(All))]
    public void Of_the_library(string id, int place)
    {
        (Twin.LyapunovRun run, double[] targets, SpectrumGolden.Expected expected) = SpectrumGolden.Of(id, place);
        Twin.FlossingWay[] ways = Enum.GetValues<Twin.FlossingWay>();
        CoreSpectrum found = CoreSpectrum.Of<double>(run, targets, ways);
        Assert.Equal(SpectrumStatus.Measured, found.Status);
        Assert.Equal(0, found.Dead);
        Rows.AssertClose(expected.Exponents, found.Exponents, 1e-11, "exponents");
        if (expected.Logs is not null) Rows.AssertClose(expected.Logs, found.Logs, 1e-11, "ln R");
        Rows.AssertClose([expected.Loss], [found.Loss], 1e-11, "loss");
        Assert.Equal(expected.Steps, new SpectrumSchedule(run.X.Length, run.Interval, run.WarmUp).CountedSteps);
        LeakyShape shape = new(run.Cell.B.Length, run.Cell.U[0].Length);
        foreach (Twin.FlossingWay way in ways)
        {
            double[][] parts = expected.Gradients[way];
            for (int part = 0; part < parts.Length; part++)
            {
                double[] of = shape.Of<double>(found.Gradients[(int)way], (LeakyPart)part).ToArray();
                Rows.AssertClose(parts[part], of, 1e-11, $"{way} {(LeakyPart)part}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Of_the_twin(string id, int place)
    {
        (Twin.LyapunovRun run, double[] targets, SpectrumGolden.Expected expected) = SpectrumGolden.Of(id, place);
        (double[] exponents, int steps, double[][] logs) = run.Measure();
        Assert.Equal(expected.Steps, steps);
        Rows.AssertClose(expected.Exponents, exponents, 1e-11, "exponents");
        if (expected.Logs is not null) Rows.AssertClose(expected.Logs, logs, 1e-11, "ln R");
        foreach (Twin.FlossingWay way in Enum.GetValues<Twin.FlossingWay>())
        {
            Twin.Flossing flossing = new(run, targets, way);
            Rows.AssertClose([expected.Loss], [flossing.Loss()], 1e-11, "loss");
            (double[][] w, double[][] u, double[] b, double[] start) = flossing.Gradient();
            double[][] parts = expected.Gradients[way], found = [Rows.Flat<double>(w), Rows.Flat<double>(u), b, start];
            for (int part = 0; part < parts.Length; part++) Rows.AssertClose(parts[part], found[part], 1e-11, $"{way} {part}");
        }
    }

    // What a relative change of 1e-15 grows to over T steps, a hundred of them for the roundings on the way, of the largest exponent;
    // without chaos there is no growth, and 1e-11 as elsewhere.
    [Fact, Trait("Leg", "Any")]
    public void Medium_spectra()
    {
        foreach ((Twin.LyapunovRun run, double[] expected) in SpectrumGolden.Medium)
        {
            double tolerance = Math.Max(1e-11, 1e-13 * Math.Exp(expected[0] * run.X.Length));
            foreach (double[] found in (double[][])[CoreSpectrum.Of<double>(run, expected).Exponents, run.Measure().Exponents])
                Rows.AssertClose(expected, found, tolerance, $"λ₁ {expected[0]}");
        }
    }

    // Two of the eigenvalues are a complex pair: the average over n steps is off by order 1/n, measured 2e-6 in the file.
    [Fact, Trait("Leg", "Any")]
    public void A_constant_Jacobian_has_the_logarithms_of_its_eigenvalues()
    {
        (double[][] w, double alpha, double[] expected) = SpectrumGolden.LinearRule;
        double[] zero = new double[4];
        Twin.LeakyCell cell = new(Twin.LeakForm.V, alpha, Twin.Activation.Linear, w, Twin.DenseMatrix.Zeros(4, 1), zero, zero);
        double[][] silence = Twin.DenseMatrix.Zeros(60_000, 1);
        foreach (Twin.LeakForm form in Enum.GetValues<Twin.LeakForm>())
        {
            Twin.LyapunovRun run = new(cell with { Form = form }, silence, CoreSpectrum.Vectors(5, 4, 4), WarmUp: 20_000);
            double[] found = CoreSpectrum.Of<double>(run, expected).Exponents;
            for (int i = 0; i < 4; i++) Assert.Equal(expected[i], found[i], 1e-5);
        }
    }
}
